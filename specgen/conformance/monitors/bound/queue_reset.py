"""What no pattern covers of where virtqueues lie, and of how they begin anew after a reset of their own."""

from collections.abc import Iterable

from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Cover, Event, Kind, Side

_SPLIT = (("descriptors", 16), ("driver_area", 2), ("device_area", 4))
_PACKED = (("descriptors", 16), ("driver_area", 4), ("device_area", 4))
_LARGEST = 32768
_INDEXES = {"split": "used.idx", "packed": "desc"}
_QUEUES = frozenset({Cover.QUEUES})


def misplaced(event: Event, parts: Iterable[tuple[str, int]]) -> str:
    """Which part of a virtqueue lies at no multiple of what it has to; "" where all do."""
    wrong = [f"{name} at {event[name]:#x}" for name, alignment in parts if event[name] % alignment]
    return wrong[0] if wrong else ""


class AlignsSplit(Monitor):
    """The three parts of a split virtqueue lie at multiples of 16, 2 and 4."""

    name = "aligns-parts"
    needs = _QUEUES
    parts = _SPLIT

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each virtqueue that is enabled is judged."""
        del state
        if event.kind is Kind.ENABLE:
            wrong = misplaced(event, self.parts)
            yield Occasion(event.at, not wrong, f"the driver places the {wrong}, which is not aligned" if wrong else "")


class AlignsPacked(AlignsSplit):
    """The three parts of a packed virtqueue lie at multiples of 16, 4 and 4."""

    parts = _PACKED


class ConfiguresAgain(Monitor):
    """A virtqueue that was reset is set up like a new one: a lawful size, aligned parts, and memory that is clear."""

    name = "configures-again"
    needs = _QUEUES
    more = frozenset({Kind.RING})

    def __init__(self) -> None:
        self._again: dict[int, int] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What the memory holds is judged where it is recorded."""
        number = event.queue
        if event.kind is Kind.ENABLE and number in state.stopped:
            packed = state.has(int(RingFeature.RING_PACKED))
            wrong = misplaced(event, _PACKED if packed else _SPLIT) or _wrong_size(event["size"], packed=packed)
            message = f"the driver enables a virtqueue again with {wrong}" if wrong else ""
            yield Occasion(event.at, not wrong, message)
            self._again[event["queue"]] = event.at
        elif event.kind is Kind.RING and event["initial"] and number in self._again:
            at = self._again.pop(event["queue"])
            index = event["changes"].get("avail.idx", (0, 0))[1]
            message = f"the driver enables a virtqueue again whose available index is {index}" if index else ""
            yield Occasion(event.at, not index, message, (at,))


def _wrong_size(size: int, *, packed: bool) -> str:
    wrong = not 0 < size <= _LARGEST or (not packed and size & (size - 1))
    return f"size {size}" if wrong else ""


class ForgetsQueue(Monitor):
    """After its reset a virtqueue is empty: nothing from before is used, and the used ring begins at its beginning."""

    name = "forgets-queue"
    needs = frozenset({Cover.QUEUES, Cover.BUFFERS_ADDED, Cover.BUFFERS_USED, Cover.RINGS})

    def __init__(self) -> None:
        self._again: dict[int, int] = {}
        self._used: dict[int, int] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What is used, and where the device writes first, is judged."""
        number = event.queue
        if event.kind is Kind.STATUS and event["value"] == 0:
            self._again.clear()
        elif number is None:
            return
        elif event.kind is Kind.RESET_QUEUE:
            self._again[number] = event.at
            self._used[number] = 0
        elif event.kind is Kind.USE and number in self._again:
            self._used[number] += 1
            ring = state.queue(number)
            ok = ring is not None and event["token"] in ring.held
            message = "" if ok else f"the device uses buffer {event['token']} from before the reset of its virtqueue"
            yield Occasion(event.at, ok, message, (self._again[number],))
        elif event.kind is Kind.RING and event.by is Side.DEVICE and number in self._again and not event["initial"]:
            yield from self._begun(event, number)

    def _begun(self, event: Event, number: int) -> Iterable[Occasion]:
        changed = event["changes"].get(_INDEXES[event["layout"]])
        if changed is None:
            return
        at = self._again.pop(number)
        where = changed[1] - self._used.pop(number, 0) if event["layout"] == "split" else changed[0][0]
        ok = where <= 0
        message = "" if ok else f"the device goes on at {where} in a virtqueue that was reset"
        yield Occasion(event.at, ok, message, (at,))


class UsesNewPlace(Monitor):
    """What is used after a virtqueue was enabled again appears in its new memory."""

    name = "uses-new-place"
    needs = frozenset({Cover.QUEUES, Cover.BUFFERS_USED, Cover.RINGS})

    def __init__(self) -> None:
        self._again: dict[int, int] = {}
        self._used: dict[int, int] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """By the time both sides rest."""
        number = event.queue
        if event.kind is Kind.IDLE:
            for queue, at in self._used.items():
                message = f"the device uses buffers of virtqueue {queue}, and not where it was enabled anew"
                yield Occasion(event.at, False, message, (self._again[queue], at))
            self._used.clear()
        elif event.kind is Kind.STATUS and event["value"] == 0:
            self._again.clear()
            self._used.clear()
        elif number is not None and event.kind is Kind.ENABLE and number in state.stopped:
            self._again[number] = event.at
        elif number in self._again and event.kind is Kind.USE:
            self._used.setdefault(event["queue"], event.at)
        elif number in self._used and _shows_used(event):
            yield Occasion(event.at, True, since=(self._used.pop(event["queue"]),))


def _shows_used(event: Event) -> bool:
    """Whether the device writes into a virtqueue's memory that it used something."""
    return event.kind is Kind.RING and event.by is Side.DEVICE and _INDEXES[event["layout"]] in event["changes"]


BOUND = {
    "basic-drv-0014": ConfiguresAgain,
    "basic-dev-0011": ForgetsQueue,
    "basic-dev-0012": UsesNewPlace,
    "split-drv-0001": AlignsSplit,
    "packed-drv-0001": AlignsPacked,
}
