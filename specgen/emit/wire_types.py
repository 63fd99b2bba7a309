"""Integer types as the listings write them -> the names the runtime declares for them."""

import re
from dataclasses import dataclass

_FIXED = re.compile(r"(?:__)?(?P<order>le|be|virtio|[us])(?P<bits>8|16|32|64)(?:_t)?")
_STANDARD = re.compile(r"(?P<unsigned>u?)int(?P<bits>8|16|32|64)_t")
_NATIVE = {
    "char": "u8",
    "signed char": "s8",
    "unsigned char": "u8",
    "bool": "u8",
    "_Bool": "u8",
    "short": "s16",
    "unsigned short": "u16",
    "int": "s32",
    "unsigned": "u32",
    "unsigned int": "u32",
    "long long": "s64",
    "unsigned long long": "u64",
}


@dataclass(frozen=True, slots=True)
class WireType:
    """An integer type: its name in `specgen.runtime.wire`, and its size in bytes."""

    name: str
    size: int

    @property
    def octet(self) -> bool:
        """Whether arrays of it are bytes."""
        return self.name == "u8"


def wire_type(written: str) -> WireType | None:
    """The integer type a listing calls `written`; `None` for what is no integer of 1, 2, 4 or 8 bytes."""
    name = _NATIVE.get(written) or ("u32" if written.startswith("enum ") else None)
    if name is None and (match := _FIXED.fullmatch(written)):
        native = match["order"] == "virtio" or (match["bits"] == "8" and match["order"] != "s")
        order = "u" if native else match["order"]
        name = f"{order}{match['bits']}"
    if name is None and (match := _STANDARD.fullmatch(written)):
        name = f"{match['unsigned'] or 's'}{match['bits']}"
    return None if name is None else WireType(name, int(name.lstrip("lbesu")) // 8)
