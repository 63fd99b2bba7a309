"""Declared layouts <-> bytes: classes whose annotations read like the specification's listings pack and unpack.

    class VirtioNetCtrlMac(Layout):
        entries: le32
        macs: Annotated[tuple[Annotated[bytes, Array(6)], ...], Array("entries")]

Layouts are packed: no byte lies between two members. `leN` and `beN` are what they say; the plain `u16`, `u32` and
`u64` of legacy interfaces have the guest's own byte order, which `pack` and `unpack` take as `byteorder`.
"""

from specgen.runtime.wire.layout import Layout
from specgen.runtime.wire.types import (
    Array,
    Bits,
    Scalar,
    be16,
    be32,
    be64,
    le16,
    le32,
    le64,
    s8,
    s16,
    s32,
    s64,
    sle16,
    sle32,
    sle64,
    u8,
    u16,
    u32,
    u64,
)
from specgen.runtime.wire.union import UnionLayout

__all__ = [
    "Array",
    "Bits",
    "Layout",
    "Scalar",
    "UnionLayout",
    "be16",
    "be32",
    "be64",
    "le16",
    "le32",
    "le64",
    "s8",
    "s16",
    "s32",
    "s64",
    "sle16",
    "sle32",
    "sle64",
    "u8",
    "u16",
    "u32",
    "u64",
]
