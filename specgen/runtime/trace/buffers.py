"""The content of buffers at two hand-overs -> which bytes of them one side wrote while they were available."""

from dataclasses import dataclass

from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.trace.event import Event, Kind, Side
from specgen.runtime.trace.recorder import Recorder

_MOST = 8192
"""Bytes of an element that are watched; buffers with larger ones are not."""
_MOST_ELEMENTS = 32
_ENDINGS = {Kind.USE, Kind.COLLECT}


@dataclass(slots=True)
class _Element:
    """One element of a buffer, and what it held at the last hand-over."""

    readable: bool
    number: int
    extent: tuple[int, int]
    content: bytes


class BufferWatcher:
    """Implements `Watcher` for all buffers that the recorder's events make available, until they are given back."""

    def __init__(self, recorder: Recorder, memory: GuestMemory) -> None:
        self._recorder = recorder
        self._memory = memory
        self._seen = 0
        self._buffers: dict[tuple[int, int], tuple[Event, list[_Element]]] = {}

    def settle(self, by: Side) -> None:
        """Note what `by` wrote."""
        for added, watched in self._buffers.values():
            for element in watched:
                self._look(added, element, by)
        events = self._recorder.events
        for event in events[self._seen :]:
            self._follow(event)
        self._seen = len(events)

    def _look(self, added: Event, element: _Element, by: Side) -> None:
        now, before = self._read(element.extent), element.content
        if now is None or now == before:
            return
        differing = [place for place, (old, new) in enumerate(zip(before, now, strict=True)) if old != new]
        element.content = now
        self._recorder.note(
            Kind.WRITE,
            by,
            queue=added["queue"],
            key=added.key,
            token=added["token"],
            readable=element.readable,
            element=element.number,
            first=differing[0],
            last=differing[-1],
        )

    def _follow(self, event: Event) -> None:
        if event.kind is Kind.STATUS and event["value"] == 0:
            self._buffers.clear()
        elif event.kind is Kind.RESET_QUEUE:
            gone = [place for place in self._buffers if place[0] == event["queue"]]
            for place in gone:
                del self._buffers[place]
        elif event.kind in _ENDINGS:
            self._buffers.pop((event["queue"], event["token"]), None)
        elif event.kind is Kind.ADD:
            self._buffers[event["queue"], event["token"]] = event, self._elements(event)

    def _elements(self, added: Event) -> list[_Element]:
        found = []
        for part in ("readable", "writable"):
            for number, (address, length) in enumerate(added[part][:_MOST_ELEMENTS]):
                content = self._read((address, length)) if length <= _MOST else None
                if content is not None:
                    found.append(_Element(part == "readable", number, (address, length), content))
        return found

    def _read(self, extent: tuple[int, int]) -> bytes | None:
        try:
            return bytes(self._memory.view(*extent))
        except MemoryAccessError:
            return None
