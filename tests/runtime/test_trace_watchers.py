"""What is written into available buffers, and what a recorder tells of it."""

from specgen.runtime.memory import GuestMemory
from specgen.runtime.trace import Kind, Recorder, Side
from specgen.runtime.trace.buffers import BufferWatcher

QUEUE = {"queue": 0, "key": "lightq"}


def watched() -> tuple[Recorder, GuestMemory]:
    recorder, memory = Recorder("lamp"), GuestMemory.allocate(1 << 16)
    recorder.watchers.append(BufferWatcher(recorder, memory))
    recorder.note(
        Kind.ADD, Side.DRIVER, **QUEUE, token=3, readable=[[64, 8]], writable=[[128, 8], [1 << 20, 8]], data=b""
    )
    recorder.settle(Side.DRIVER)
    return recorder, memory


def written(recorder: Recorder) -> list[tuple[Side, bool, int, int, int]]:
    found = [event for event in recorder.events if event.kind is Kind.WRITE]
    return [(one.by, one["readable"], one["element"], one["first"], one["last"]) for one in found]


def test_each_side_is_told_of_what_it_wrote() -> None:
    recorder, memory = watched()
    memory.view(66, 2)[:] = b"ab"
    recorder.settle(Side.DEVICE)
    memory.view(128, 1)[:] = b"c"
    recorder.settle(Side.DRIVER)
    recorder.settle(Side.DEVICE)
    assert written(recorder) == [(Side.DEVICE, True, 0, 2, 3), (Side.DRIVER, False, 0, 0, 0)]


def test_what_was_given_back_is_nobodys_business() -> None:
    recorder, memory = watched()
    recorder.note(Kind.USE, Side.DEVICE, **QUEUE, token=3, written=0)
    recorder.settle(Side.DEVICE)
    memory.view(64, 1)[:] = b"d"
    recorder.settle(Side.DRIVER)
    assert written(recorder) == []


def test_a_reset_ends_it() -> None:
    for kind, values in ((Kind.STATUS, {"value": 0}), (Kind.RESET_QUEUE, {"queue": 0})):
        recorder, memory = watched()
        recorder.note(kind, Side.DRIVER, **values)
        recorder.settle(Side.DRIVER)
        memory.view(64, 1)[:] = b"d"
        recorder.settle(Side.DEVICE)
        assert written(recorder) == []
