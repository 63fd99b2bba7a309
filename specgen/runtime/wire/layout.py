"""A class with annotated members -> a frozen dataclass that packs and unpacks as the listing it reads like."""

from dataclasses import Field, dataclass
from typing import Any, ClassVar, Self, dataclass_transform

from specgen.runtime.wire.annotation import member_annotations, slots_of
from specgen.runtime.wire.codec import BitsCodec, Buffer, Codec, Place, Record
from specgen.runtime.wire.types import ByteOrder


@dataclass_transform(frozen_default=True)
class Layout(Record):
    """A struct of the specification, packed. Subclasses declare its members; instances are frozen dataclasses."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    SIZE: ClassVar[int] = 0
    OPEN: ClassVar[bool] = False
    LENGTHS: ClassVar[tuple[str, ...]] = ()
    _slots: ClassVar[tuple[tuple[str, Codec], ...]] = ()

    def __init_subclass__(cls) -> None:
        """Turn the annotations into a dataclass and its codecs."""
        super().__init_subclass__()
        dataclass(frozen=True)(cls)
        cls._slots = tuple(slots_of(cls, member_annotations(cls)))
        cls.SIZE = sum(codec.least for _, codec in cls._slots)
        cls.OPEN = any(codec.is_open for _, codec in cls._slots)
        cls.LENGTHS = tuple(dict.fromkeys(length for name, codec in cls._slots for length in codec.lengths(name)))

    def pack(self, *, byteorder: ByteOrder = "little") -> bytes:
        """The bytes of the struct; `byteorder` is that of the guest, used for `u16`, `u32` and `u64` only.

        Raises ValueError for a value out of range and for an array whose length is not the one the struct states.
        """
        return self.write_at(Place(type(self).__name__, {}, {}, byteorder))

    @classmethod
    def unpack(cls, data: Buffer, /, *, byteorder: ByteOrder = "little", **lengths: int) -> Self:
        """The struct at the start of `data`; bytes after it are left alone.

        `lengths` gives the number of elements of arrays whose length the struct does not hold; at most one may be
        left out, and takes the rest of `data`. Raises ValueError where `data` is too short or lengths disagree.
        """
        view = memoryview(data).cast("B")
        if len(view) < cls.SIZE:
            raise ValueError(f"{cls.__name__} needs {cls.SIZE} bytes, got {len(view)}")
        return cls.read_at(view, cls._place(lengths, byteorder))[0]

    @classmethod
    def size_of(cls, **lengths: int) -> int:
        """Bytes of a struct with arrays of these lengths; raises ValueError where one is missing."""
        size = cls.size_at(cls._place(lengths))
        if size is None:
            raise ValueError(f"the size of {cls.__name__} depends on a length that is not given")
        return size

    @classmethod
    def offset_of(cls, member: str, /, **lengths: int) -> int:
        """Bytes from the start to `member`, to the integer it shares where it is a bit field.

        Raises ValueError where the struct has no such member, or its offset depends on a length that is not given.
        """
        offset = _total(cls._slots[: cls._index(member)], cls._place(lengths))
        if offset is None:
            raise ValueError(f"the offset of {cls.__name__}.{member} depends on a length that is not given")
        return offset

    @classmethod
    def span_of(cls, member: str, /) -> range:
        """The bytes `member` takes; raises as `offset_of` does."""
        start = cls.offset_of(member)
        return range(start, start + cls.member_size(member))

    @classmethod
    def member_size(cls, member: str, /, **lengths: int) -> int:
        """Bytes of `member`, of the integer it shares where it is a bit field; raises as `offset_of` does."""
        index = cls._index(member)
        size = _total(cls._slots[index : index + 1], cls._place(lengths))
        if size is None:
            raise ValueError(f"the size of {cls.__name__}.{member} depends on a length that is not given")
        return size

    @classmethod
    def _index(cls, member: str) -> int:
        """The slot that holds `member`; raises ValueError where there is none."""
        for index, (name, codec) in enumerate(cls._slots):
            if name == member or (
                isinstance(codec, BitsCodec) and any(member == field for field, _, _ in codec.fields)
            ):
                return index
        raise ValueError(f"{cls.__name__} has no member {member!r}")

    @classmethod
    def _place(cls, lengths: dict[str, int], order: ByteOrder = "little") -> Place:
        """Where reading starts; raises TypeError for a length the struct does not have."""
        for name in lengths:
            if name not in cls.LENGTHS:
                known = f"has {', '.join(cls.LENGTHS)}" if cls.LENGTHS else "has none"
                raise TypeError(f"{cls.__name__} has no length {name!r}: it {known}")
        return Place(cls.__name__, lengths, {}, order)

    @classmethod
    def size_at(cls, place: Place) -> int | None:
        """Bytes of a struct at `place`, `None` where a length is not known."""
        return _total(cls._slots, place)

    @classmethod
    def read_at(cls, data: memoryview, place: Place) -> tuple[Self, int]:
        """The struct at the start of `data` and the bytes it took."""
        values: dict[str, Any] = {}
        known: dict[str, int] = {}
        at = 0
        for index, (name, codec) in enumerate(cls._slots):
            end, rest = len(data), place.rest
            if codec.is_open:
                following = _total(cls._slots[index + 1 :], place, known)
                rest = rest and following is not None
                end = max(at, end - (following or 0))
            value, size = codec.read(data[at:end], place.member(name, known, rest=rest))
            values.update(value if isinstance(codec, BitsCodec) and isinstance(value, dict) else {name: value})
            known.update({key: number for key, number in values.items() if isinstance(number, int)})
            at += size
        return cls(**values), at

    def write_at(self, place: Place) -> bytes:
        """The bytes of the struct."""
        values: dict[str, object] = vars(self)
        known = {key: number for key, number in values.items() if isinstance(number, int)}
        return b"".join(
            codec.write(values if isinstance(codec, BitsCodec) else values[name], place.member(name, known, rest=True))
            for name, codec in self._slots
        )


def _total(slots: tuple[tuple[str, Codec], ...], place: Place, known: dict[str, int] | None = None) -> int | None:
    """Bytes the slots take together, `None` where a length is not known."""
    total = 0
    for name, codec in slots:
        size = codec.size(place.member(name, known or {}, rest=False))
        if size is None:
            return None
        total += size
    return total
