"""The pages of a balloon at two hand-overs -> which of them one side gave another content in between."""

from specgen.conformance.monitors.balloon import PAGE, Balloon, pages_in
from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.state import State
from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.trace import Event, Kind, Recorder, Side
from specgen.runtime.trace.contents import fill_of

_SAMPLES = 6
"""Of each buffer so many pages are watched, from its first to its last: a side that changes one changes all alike."""


class PageWatcher:
    """Implements `Watcher` for the pages that buffers are about, from when they are made available until a reset."""

    def __init__(self, recorder: Recorder, memory: GuestMemory, facts: Facts) -> None:
        self._recorder = recorder
        self._memory = memory
        self._state = State(facts, extension=Balloon())
        self._seen = 0
        self._contents: dict[int, bytes] = {}

    def settle(self, by: Side) -> None:
        """Note the pages that `by` changed, and begin to watch those that are new."""
        for page, before in self._contents.items():
            now = self._read(page)
            if now is not None and now != before:
                self._contents[page] = now
                extents = [(page * PAGE, PAGE)]
                fill = fill_of(self._memory, extents)
                self._recorder.note(Kind.CHANGE, by, extents=[[page * PAGE, PAGE]], fill=fill)
        events = self._recorder.events
        for event in events[self._seen :]:
            self._state.follow(event)
            self._follow(event)
        self._seen = len(events)

    def _follow(self, event: Event) -> None:
        if event.kind is Kind.STATUS and event["value"] == 0 and event.by is Side.DRIVER:
            self._contents.clear()
        elif event.kind is Kind.ADD:
            ring = self._state.queue(event.queue)
            buffer = None if ring is None else ring.held.get(event["token"])
            if buffer is not None:
                self._watch(pages_in(plain(event.key), buffer))

    def _watch(self, pages: list[int]) -> None:
        step = max(1, len(pages) // _SAMPLES)
        for page in [*pages[::step], *pages[-1:]]:
            content = self._read(page)
            if content is not None:
                self._contents[page] = content

    def _read(self, page: int) -> bytes | None:
        try:
            return bytes(self._memory.view(page * PAGE, PAGE))
        except MemoryAccessError:
            return None
