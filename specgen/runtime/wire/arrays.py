"""Arrays of a layout <-> their bytes: `bytes` for arrays of octets, tuples for the others."""

from abc import abstractmethod

from specgen.runtime.wire.codec import Codec, Place, need
from specgen.runtime.wire.types import Array


class ArrayCodec(Codec):
    """An array of elements of one fixed size; `array.length` says where the number of elements comes from."""

    def __init__(self, array: Array, element_size: int) -> None:
        if element_size <= 0:
            raise TypeError("the elements of an array have a size of at least one byte")
        self.array = array
        self.element_size = element_size
        fixed = array.length if isinstance(array.length, int) else None
        super().__init__((fixed or 0) * element_size, is_open=fixed is None)

    def lengths(self, member: str) -> tuple[str, ...]:
        """The name of the array's length: its own where the text gives none."""
        return (str(self.array.length or member),) if self.is_open else ()

    def length(self, place: Place) -> int | None:
        """The number of elements at `place`; `None` where nothing says it."""
        if isinstance(self.array.length, int):
            return self.array.length
        return place.length(self.array.length or place.path.rpartition(".")[2])

    def size(self, place: Place) -> int | None:
        """Bytes of the array."""
        length = self.length(place)
        return None if length is None else length * self.element_size

    def taken(self, data: memoryview, place: Place) -> int:
        """The number of elements to read from `data`: the stated length, or what is left."""
        length = self.length(place)
        if length is not None:
            need(data, length * self.element_size, place)
            return length
        name = self.array.length or place.path.rpartition(".")[2]
        if not place.rest:
            raise ValueError(f"{place.path}: what follows has no fixed size, so give the length: unpack(..., {name}=N)")
        length, left = divmod(len(data), self.element_size)
        if left:
            raise ValueError(
                f"{place.path}: {len(data)} bytes are no multiple of the {self.element_size} of an element"
            )
        return length

    def check(self, length: int, place: Place) -> None:
        """Raise ValueError unless an array of `length` elements agrees with the lengths known at `place`."""
        wanted = self.length(place)
        if wanted is not None and wanted != length:
            source = f"{self.array.length} elements" if isinstance(self.array.length, int) else f"{wanted} elements"
            raise ValueError(f"{place.path} has {length} elements, the layout says {source}")

    @abstractmethod
    def read(self, data: memoryview, place: Place) -> tuple[object, int]:
        """The array at the start of `data`."""


class BytesCodec(ArrayCodec):
    """An array of octets."""

    def __init__(self, array: Array) -> None:
        super().__init__(array, 1)

    def read(self, data: memoryview, place: Place) -> tuple[bytes, int]:
        """A copy of the octets."""
        length = self.taken(data, place)
        return bytes(data[:length]), length

    def write(self, value: object, place: Place) -> bytes:
        """The octets themselves."""
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{place.path} is bytes, not {type(value).__name__}")
        self.check(len(value), place)
        return bytes(value)


class TupleCodec(ArrayCodec):
    """An array of integers, records or arrays, all of one size."""

    def __init__(self, array: Array, element: Codec) -> None:
        if element.is_open:
            raise TypeError("the elements of an array have one size")
        super().__init__(array, element.least)
        self.element = element

    def read(self, data: memoryview, place: Place) -> tuple[tuple[object, ...], int]:
        """The elements in order."""
        length, step = self.taken(data, place), self.element_size
        values = tuple(self.element.read(data[at * step : (at + 1) * step], place)[0] for at in range(length))
        return values, length * step

    def write(self, value: object, place: Place) -> bytes:
        """The elements' bytes one after the other."""
        if not isinstance(value, tuple | list):
            raise TypeError(f"{place.path} is a tuple, not {type(value).__name__}")
        self.check(len(value), place)
        return b"".join(self.element.write(element, place) for element in value)
