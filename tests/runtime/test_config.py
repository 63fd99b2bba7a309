import pytest

from specgen.runtime.config import ConfigSpace, read_consistent
from specgen.runtime.errors import DeviceError, DriverError


class Restless:
    """A configuration space that changes under the reader `times` times."""

    def __init__(self, times: int, extra: int = 0) -> None:
        self.times = times
        self.extra = extra
        self.space = ConfigSpace(bytes(8))

    def config_generation(self) -> int:
        return self.space.generation

    def read_config(self, offset: int, length: int) -> bytes:
        data = self.space.read(offset, length)
        if self.times:
            self.times -= 1
            self.space.update(0, self.times.to_bytes(8, "little", signed=False)[::-1] if self.times else b"settled!")
        return data + bytes(self.extra)


def test_the_generation_rises_only_with_a_change() -> None:
    space = ConfigSpace(b"abcd")
    assert not space.update(1, b"bc")
    assert space.generation == 0
    assert space.update(1, b"xy")
    assert (space.generation, space.snapshot()) == (1, b"axyd")


def test_the_driver_writes_only_where_it_may() -> None:
    space = ConfigSpace(bytes(8), (range(4, 6), range(6, 8)))
    space.write(4, b"ab")
    for offset, data in ((0, b"x"), (3, b"xy"), (5, b"xy")):
        with pytest.raises(DriverError, match="read-only"):
            space.write(offset, data)
    assert (space.snapshot(), space.generation) == (b"\0\0\0\0ab\0\0", 0)


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (0, 9), (8, 1), (1 << 64, 0), (0, -1), (4, 1 << 32)])
def test_accesses_outside_are_the_drivers_fault(offset: int, length: int) -> None:
    with pytest.raises(DriverError, match="configuration bytes"):
        ConfigSpace(bytes(8)).read(offset, length)


def test_a_device_cannot_change_what_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="outside"):
        ConfigSpace(bytes(8)).update(6, b"abc")
    with pytest.raises(ValueError, match="exceeds"):
        ConfigSpace(bytes(5000))


@pytest.mark.basic_drv_0007
def test_a_read_belongs_to_one_generation() -> None:
    pauses: list[int] = []
    assert read_consistent(Restless(3), 0, 8, pause=lambda: pauses.append(1)) == b"settled!"
    assert len(pauses) == 3


def test_a_device_that_never_settles_is_given_up() -> None:
    with pytest.raises(DeviceError, match="reads in a row"):
        read_consistent(Restless(10_000), 0, 8)


def test_a_device_that_answers_with_another_length_is_refused() -> None:
    with pytest.raises(DeviceError, match="gave 9 of 8"):
        read_consistent(Restless(0, extra=1), 0, 8)
