"""What no pattern covers of a balloon's statistics: what their entries are, and that they stay the same ones."""

from collections.abc import Iterable

from specgen.conformance.monitors.balloon import STATISTICS
from specgen.conformance.monitors.facts import plain
from specgen.conformance.monitors.lexicon.statistics import entry_of, known_tags, tags_in
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side


class FillsEntries(Monitor):
    """A buffer of statistics consists of whole entries, with no tag twice and at least one that is known."""

    name = "fills-entries"
    needs = frozenset({Cover.BUFFERS_USED})

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer is judged as it is made available."""
        if event.kind is not Kind.ADD or plain(event.key) != STATISTICS:
            return
        length = sum(length for _, length in event["readable"])
        entry = entry_of(state.facts)
        tags = tags_in(event["data"], state.facts)
        if entry is None or length % entry.size:
            message = f"the driver makes {length} bytes of statistics available, which are no whole entries"
        elif len(set(tags)) != len(tags):
            message = f"the driver has two entries of one tag among {list(tags)}"
        elif not known_tags(state.facts) & set(tags):
            message = f"the driver has no entry of any statistic: the tags are {list(tags)}"
        else:
            message = ""
        yield Occasion(event.at, not message, message)


class SameStatistics(Monitor):
    """All buffers of statistics have entries for the same tags, until the next reset."""

    name = "same-statistics"
    needs = frozenset({Cover.BUFFERS_USED})

    def __init__(self) -> None:
        self._first: tuple[int, frozenset[int]] | None = None

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer is compared with the first."""
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self._first = None
        if event.kind is not Kind.ADD or plain(event.key) != STATISTICS:
            return
        tags = frozenset(tags_in(event["data"], state.facts))
        if self._first is None:
            self._first = event.at, tags
            return
        at, first = self._first
        ok = tags == first
        message = "" if ok else f"the driver sends the tags {sorted(tags)} after {sorted(first)}"
        yield Occasion(event.at, ok, message, (at,))


BOUND = {
    "balloon-drv-0017": FillsEntries,
    "balloon-drv-0021": SameStatistics,
}
