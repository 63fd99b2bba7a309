"""A union of the specification: the bytes of its largest member, seen as any one of its members."""

from typing import TYPE_CHECKING, ClassVar, Self

from specgen.runtime.wire.annotation import member_annotations, member_codec
from specgen.runtime.wire.codec import Buffer, Codec, Place, Record
from specgen.runtime.wire.types import ByteOrder


class UnionLayout(Record):
    """A union: `U(member=value)` fills it, `U(data)` takes its bytes, `u.member` reads them as that member."""

    SIZE: ClassVar[int] = 0
    OPEN: ClassVar[bool] = False
    LENGTHS: ClassVar[tuple[str, ...]] = ()
    _members: ClassVar[dict[str, Codec]] = {}
    _raw: bytes
    _order: ByteOrder

    def __init_subclass__(cls) -> None:
        """Turn the annotations into codecs."""
        super().__init_subclass__()
        cls._members = {name: member_codec(cls.__name__, name, kind) for name, kind in member_annotations(cls)}
        cls.SIZE = max((codec.least for codec in cls._members.values()), default=0)
        cls.OPEN = any(codec.is_open for codec in cls._members.values())
        cls.LENGTHS = ("size",) if cls.OPEN else ()

    def __init__(self, raw: Buffer = b"", /, *, byteorder: ByteOrder = "little", **member: object) -> None:
        """Take the bytes `raw`, or those of the one `member` given; shorter ones are filled up with zeros.

        Raises TypeError for a member the union has not, or more than one; ValueError for too many bytes.
        """
        if len(member) > 1 or (member and raw) or not member.keys() <= self._members.keys():
            raise TypeError(f"{type(self).__name__} takes its bytes or one of: {', '.join(self._members)}")
        place = Place(type(self).__name__, {}, {}, byteorder)
        data = bytes(raw)
        for name, value in member.items():
            data = self._members[name].write(value, place.member(name, {}, rest=True))
        if len(data) > self.SIZE and not self.OPEN:
            raise ValueError(f"{type(self).__name__} has {self.SIZE} bytes, got {len(data)}")
        object.__setattr__(self, "_raw", data.ljust(self.SIZE, b"\0"))
        object.__setattr__(self, "_order", byteorder)

    if not TYPE_CHECKING:  # for a type checker the members are what the class declares, and nothing else

        def __getattr__(self, name: str) -> object:
            """The bytes seen as the member `name`."""
            codec = self._members.get(name)
            if codec is None:
                raise AttributeError(f"{type(self).__name__} has no member {name!r}")
            place = Place(type(self).__name__, {}, {}, self._order)
            return codec.read(memoryview(self._raw), place.member(name, {}, rest=True))[0]

    def __setattr__(self, name: str, value: object) -> None:
        """Unions are as frozen as layouts."""
        raise AttributeError(f"{type(self).__name__} is frozen: make a new one to set {name}")

    def __eq__(self, other: object) -> bool:
        """Two unions of one class are the same when their bytes are."""
        return isinstance(other, type(self)) and self._raw == other._raw

    def __hash__(self) -> int:
        """As the bytes."""
        return hash((type(self), self._raw))

    def __repr__(self) -> str:
        """The bytes, since nothing says which member is meant."""
        return f"{type(self).__name__}({self._raw!r})"

    def pack(self) -> bytes:
        """The bytes of the union, as many as its largest member has."""
        return self._raw

    @classmethod
    def unpack(cls, data: Buffer, /, *, byteorder: ByteOrder = "little") -> Self:
        """The union at the start of `data`, all of `data` where a member is open; raises ValueError if too short."""
        return cls.read_at(memoryview(data).cast("B"), Place(cls.__name__, {}, {}, byteorder))[0]

    @classmethod
    def size_at(cls, place: Place) -> int | None:
        """Bytes of the union, `None` where a member has no fixed size."""
        if not cls.OPEN:
            return cls.SIZE
        size = place.length("size")
        return None if size is None else max(size, cls.SIZE)

    @classmethod
    def read_at(cls, data: memoryview, place: Place) -> tuple[Self, int]:
        """The union at the start of `data` and the bytes it took."""
        size = cls.size_at(place)
        if size is None:
            if not place.rest:
                raise ValueError(f"{place.path}: what follows has no fixed size, so give the bytes of the union")
            size = max(len(data), cls.SIZE)
        if len(data) < size:
            raise ValueError(f"{place.path} needs {size} bytes, {len(data)} are left")
        return cls(bytes(data[:size]), byteorder=place.order), size

    def write_at(self, place: Place) -> bytes:  # noqa: ARG002  # the bytes were fixed when the union was made
        """The bytes of the union."""
        return self._raw
