"""The events of a balloon's trace so far -> where its pages are: in the balloon, hinted, reported, or the driver's."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from specgen.conformance.monitors.facts import plain
from specgen.conformance.monitors.state import Buffer, Extension, State
from specgen.runtime.trace import Event, Kind, Side

PAGE = 4096
INFLATE = "inflateq"
DEFLATE = "deflateq"
STATISTICS = "statsq"
HINTS = "freepagevq"
REPORTS = "reportingvq"
COMMAND = "free_page_hint_cmd_id"
OPTIONAL_FIELDS = {COMMAND: "VIRTIO_BALLOON_F_FREE_PAGE_HINT", "poison_val": "VIRTIO_BALLOON_F_PAGE_POISON"}
"""Fields of configuration space -> the features that they exist with."""


class Place(StrEnum):
    """Where in its life a page of the balloon is."""

    SENT = "sent"
    """The device was asked to take it."""
    INSIDE = "inside"
    ASKED = "asked"
    """The device was asked to let go of it."""


@dataclass(slots=True)
class Balloon(Extension):
    """Pages by number. `hinted` gives the command ID they were hinted with, `deflated` are out and not in use yet."""

    places: dict[int, Place] = field(default_factory=dict)
    deflated: set[int] = field(default_factory=set)
    early: set[int] = field(default_factory=set)
    """Pages that came into use while the device was still asked to let go of them."""
    reports: set[int] = field(default_factory=set)
    """Pages that were reported and are not in use yet."""
    hinted: dict[int, int] = field(default_factory=dict)
    command: int | None = None
    """The command ID that the driver sent last."""
    held: dict[str, Counter[int]] = field(default_factory=dict)
    """By queue: the pages in buffers that the device holds."""
    issued: list[int] = field(default_factory=list)
    """Command IDs that the device showed since it last took a stop."""
    seen: Any = None
    gone: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many pages are in the balloon, as its driver counts them."""
        return sum(place is not Place.ASKED for place in self.places.values())

    def pending(self, queue: str, thing: Hashable) -> bool:
        """Whether the device holds a buffer with the page in that queue."""
        return isinstance(thing, int) and self.held.get(queue, Counter())[thing] > 0

    def reusable(self, queue: str) -> bool:
        """Hinted pages may be released before the device uses the hint [balloon-drv-0030]."""
        return queue == HINTS

    def balloons(self, page: int) -> bool:
        """Whether the page is in the balloon, or came out of it and is not in use yet."""
        return page in self.places or page in self.deflated

    def before(self, event: Event, state: State) -> None:
        """What the event does to pages, seen from the state it meets."""
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self._reset()
        elif event.kind is Kind.USE:
            ring = state.queue(event.queue)
            self.seen = None if ring is None else ring.held.get(event["token"])

    def after(self, event: Event, state: State) -> None:
        """What the event has done to pages."""
        queue = plain(event.key)
        if event.kind is Kind.ADD:
            self._added(queue, event, state)
        elif event.kind is Kind.TAKE and queue == HINTS:
            ring = state.queue(event.queue)
            buffer = None if ring is None else ring.held.get(event["token"])
            if buffer is not None and command_in(buffer) == state.facts.constants.get("VIRTIO_BALLOON_CMD_ID_STOP"):
                self.issued.clear()
        elif event.kind is Kind.USE and self.seen is not None:
            self._used(queue, self.seen)
        elif event.kind is Kind.FREE:
            for page in pages_of(event["extents"]):
                if self.places.get(page) is Place.ASKED:
                    self.early.add(page)
                self.deflated.discard(page)
                self.reports.discard(page)
                self.hinted.pop(page, None)
        elif event.kind is Kind.CONFIG_CHANGE:
            self._shown(event, state)

    def _reset(self) -> None:
        self.places.clear()
        self.deflated.clear()
        self.early.clear()
        self.reports.clear()
        self.held.clear()
        self.issued.clear()
        self.command = None

    def _added(self, queue: str, event: Event, state: State) -> None:
        ring = state.queue(event.queue)
        buffer = None if ring is None else ring.held.get(event["token"])
        if buffer is None:
            return
        pages = pages_in(queue, buffer)
        self.held.setdefault(queue, Counter()).update(pages)
        if queue == INFLATE:
            self.places.update(dict.fromkeys(pages, Place.SENT))
        elif queue == DEFLATE:
            self.places.update({page: Place.ASKED for page in pages if page in self.places})
        elif queue == REPORTS:
            self.reports.update(pages)
        elif queue == HINTS:
            command = command_in(buffer)
            if command is not None:
                self.command = command
            if self.command is not None:
                self.hinted.update(dict.fromkeys(pages, self.command))

    def _used(self, queue: str, buffer: Buffer) -> None:
        pages = pages_in(queue, buffer)
        self.held.setdefault(queue, Counter()).subtract(pages)
        if queue == INFLATE:
            self.places.update({page: Place.INSIDE for page in pages if self.places.get(page) is Place.SENT})
        elif queue == DEFLATE:
            for page in pages:
                if self.places.pop(page, None) is not None and page not in self.early:
                    self.deflated.add(page)
                self.early.discard(page)

    def _shown(self, event: Event, state: State) -> None:
        command = written_value(event, state, COMMAND)
        if command is not None and command >= 2:
            self.issued.append(command)


def balloon_of(state: State) -> Balloon:
    """A balloon's part of its state."""
    assert isinstance(state.extension, Balloon), "only balloons are judged by what is in them"
    return state.extension


def pages_of(extents: Iterable[Iterable[int]]) -> list[int]:
    """The numbers of all pages that lie wholly in the extents."""
    found: list[int] = []
    for start, length in extents:
        found += range(-(-start // PAGE), (start + length) // PAGE)
    return found


def pages_in(queue: str, buffer: Buffer) -> list[int]:
    """The pages that a buffer of that queue is about."""
    if queue in {INFLATE, DEFLATE}:
        data = buffer.data[: len(buffer.data) // 4 * 4]
        return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]
    if queue in {HINTS, REPORTS}:
        return pages_of(buffer.writable)
    return []


def command_in(buffer: Buffer) -> int | None:
    """The command ID that a buffer of the hinting queue carries, if it is one."""
    return int.from_bytes(buffer.data[:4], "little") if buffer.readable_length == 4 else None


def written_value(event: Event, state: State, name: str) -> int | None:
    """The value that a write or change of configuration space gives a field, `None` where it does not touch it."""
    place = state.facts.fields.get(name)
    if place is None:
        return None
    offset, data = event["offset"], event["data"]
    if not (offset < place.stop and place.start < offset + len(data)):
        return None
    image = bytearray(state.config)
    image[offset : offset + len(data)] = data
    return int.from_bytes(image[place.start : place.stop], "little")
