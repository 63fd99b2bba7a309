import pytest

from specgen.runtime.errors import DriverError
from specgen.runtime.virtqueue import Reader, Writer


def views(*pieces: bytes) -> list[memoryview]:
    return [memoryview(bytearray(piece)) for piece in pieces]


def test_a_reader_reads_across_elements() -> None:
    reader = Reader(views(b"ab", b"cde", b"f"))
    assert [reader.read(1), reader.read(3), reader.read_up_to(9), reader.read_up_to(9)] == [b"a", b"bcd", b"ef", b""]
    assert reader.remaining == 0


def test_a_reader_that_needs_more_blames_the_driver() -> None:
    reader = Reader(views(b"ab", b"c"))
    with pytest.raises(DriverError, match="sends 3 bytes where 4 are needed"):
        reader.read(4)
    assert reader.read(3) == b"abc"


def test_taking_copies_nothing() -> None:
    first, second = views(b"abc", b"def")
    for piece in Reader([first, second]).take(5):
        piece[:] = bytes(len(piece))
    assert bytes(first) + bytes(second) == b"\0\0\0\0\0f"


def test_a_writer_writes_across_elements_and_counts() -> None:
    room = views(b"..", b"...", b".")
    writer = Writer(room)
    assert (writer.write(b"x"), writer.write(bytearray(b"yz")), writer.write(b"")) == (1, 2, 0)
    assert (writer.written, writer.remaining) == (3, 3)
    assert b"".join(room) == b"xyz..."


def test_a_writer_writes_all_or_nothing() -> None:
    room = views(b"..", b".")
    with pytest.raises(DriverError, match="leaves 3 bytes of room where 4 are needed"):
        Writer(room).write(b"abcd")
    assert b"".join(room) == b"..."
