"""What no pattern covers of a balloon's pages: telling the device, and giving content back to hinted pages."""

from collections.abc import Iterable

from specgen.conformance.monitors.balloon import COMMAND, Place, balloon_of, pages_of
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_POISON = "VIRTIO_BALLOON_F_PAGE_POISON"


class InformsByDeflateQueue(Monitor):
    """No page of the balloon is used that was not asked for in the deflate queue."""

    name = "asks-before-use"
    needs = frozenset({Cover.DRIVER_PAGES, Cover.BUFFERS_ADDED})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Pages that come into use were out of the balloon, or asked for."""
        if event.kind not in {Kind.FREE, Kind.CHANGE} or event.by is not Side.DRIVER:
            return
        places = balloon_of(state).places
        pages = pages_of(event["extents"])
        # After a reset all pages are the driver's again, and none is in the balloon.
        unasked = [page for page in pages if places.get(page) in {Place.SENT, Place.INSIDE}]
        if unasked:
            yield Occasion(event.at, False, f"the driver uses page {unasked[0]} without asking for it in deflateq")
        elif any(page in places or page in balloon_of(state).deflated for page in pages):
            yield Occasion(event.at, ok=True)


class ClearsPoison(Monitor):
    """A driver that accepts PAGE_POISON writes the poison to the first pages it takes out of the balloon."""

    name = "poisons-at-once"
    needs = frozenset({Cover.DRIVER_PAGES, Cover.FEATURES, Cover.CONFIG_DRIVER})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Pages are judged as they come back into use."""
        bit = state.facts.features.get(_POISON)
        if event.kind is not Kind.FREE or bit is None or not state.has(bit):
            return
        if not any(page in balloon_of(state).deflated for page in pages_of(event["extents"])):
            return
        ok = event["fill"] == state.value("poison_val")
        message = "" if ok else "the driver accepts PAGE_POISON and reuses deflated pages without their poison"
        yield Occasion(event.at, ok, message)


class InitializesHinted(Monitor):
    """Hinted pages that come into use before the device is done have a content that their driver gave them."""

    name = "initializes-hinted"
    needs = frozenset({Cover.DRIVER_PAGES, Cover.BUFFERS_ADDED, Cover.CONFIG_DRIVER})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What the driver writes into hinted pages counts until they are released."""
        written = self._written
        if event.kind is Kind.ADD:
            written.difference_update(pages_of(event["writable"]))
        elif event.kind is Kind.CHANGE and event.by is Side.DRIVER:
            written.update(pages_of(event["extents"]))
        elif event.kind is Kind.FREE:
            yield from self._released(event, state)

    def __init__(self) -> None:
        self._written: set[int] = set()

    def _released(self, event: Event, state: State) -> Iterable[Occasion]:
        done = state.value(COMMAND, known=True) == state.facts.constants.get("VIRTIO_BALLOON_CMD_ID_DONE")
        hinted = [page for page in pages_of(event["extents"]) if page in balloon_of(state).hinted]
        if done or not hinted:
            return
        expected = state.value("poison_val") if state.has(state.facts.features.get(_POISON, 1 << 63)) else 0
        ok = event["fill"] == expected or self._written.issuperset(hinted)
        message = "" if ok else f"the driver releases hinted page {hinted[0]} early and does not initialize it"
        yield Occasion(event.at, ok, message)


BOUND = {
    "balloon-drv-0007": InformsByDeflateQueue,
    "balloon-drv-0022": ClearsPoison,
    "balloon-drv-0032": InitializesHinted,
}
