"""The annotation of a member -> the codec that reads and writes it."""

import inspect
from collections.abc import Iterator
from typing import Annotated, ClassVar, get_args, get_origin

from specgen.runtime.wire.arrays import BytesCodec, TupleCodec
from specgen.runtime.wire.codec import BitsCodec, Codec, Record, RecordCodec, ScalarCodec
from specgen.runtime.wire.types import Array, Bits, Scalar


def member_annotations(record: type) -> Iterator[tuple[str, object]]:
    """The members of a record class with their annotations, inherited ones first."""
    declared: dict[str, object] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, Record):
            declared.update(inspect.get_annotations(base, eval_str=True))
    for name, annotation in declared.items():
        if (
            not name.startswith("_")
            and annotation is not ClassVar
            and not str(annotation).startswith("typing.ClassVar")
        ):
            yield name, annotation


def member_codec(owner: str, name: str, annotation: object) -> Codec:
    """The codec of one member that is no bit field; raises TypeError for an annotation that is no wire type."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return RecordCodec(annotation)
    scalar, array, _ = _extras(annotation)
    plain = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    if array is not None and plain is bytes:
        return BytesCodec(array)
    if array is not None and get_origin(plain) is tuple:
        return TupleCodec(array, member_codec(owner, name, get_args(plain)[0]))
    if scalar is not None:
        return ScalarCodec(scalar)
    raise TypeError(f"{owner}.{name}: {annotation!r} is no type that goes on the wire")


def bit_field(annotation: object) -> tuple[Scalar, Bits] | None:
    """The containing integer and the width where the annotation is a bit field's."""
    scalar, _, bits = _extras(annotation)
    return None if scalar is None or bits is None else (scalar, bits)


def slots_of(owner: type, annotations: Iterator[tuple[str, object]]) -> Iterator[tuple[str, Codec]]:
    """Pair each member with its codec; bit fields that share an integer come as one, under the first one's name."""
    group: tuple[str, BitsCodec] | None = None
    for name, annotation in annotations:
        field = bit_field(annotation)
        if field is not None:
            scalar, bits = field
            if not 0 < bits.width <= 8 * scalar.size:
                raise TypeError(f"{owner.__name__}.{name}: {bits.width} bits do not fit {scalar.name}")
            shares = group is not None and group[1].scalar == scalar and not bits.first
            if group is not None and shares and group[1].add(name, bits.width):
                continue
        if group is not None:
            yield group
            group = None
        if field is None:
            yield name, member_codec(owner.__name__, name, annotation)
        else:
            group = (name, BitsCodec(field[0]))
            group[1].add(name, field[1].width)
    if group is not None:
        yield group


def _extras(annotation: object) -> tuple[Scalar | None, Array | None, Bits | None]:
    """What the annotation carries beside its type."""
    scalar = array = bits = None
    for extra in get_args(annotation)[1:] if get_origin(annotation) is Annotated else ():
        if isinstance(extra, Scalar):
            scalar = extra
        elif isinstance(extra, Array):
            array = extra
        elif isinstance(extra, Bits):
            bits = extra
    return scalar, array, bits
