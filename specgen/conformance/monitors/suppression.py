"""What the other side says in a split virtqueue -> whether a notification is wanted of what was written there."""

from dataclasses import dataclass, field

from specgen.runtime.trace import Event, Kind, Side

_COUNT = 0xFFFF
_NAMES = {
    Side.DEVICE: ("used.idx", "avail.flags", "avail.event"),
    Side.DRIVER: ("avail.idx", "used.flags", "used.event"),
}
_NOTIFYING = {Side.DEVICE: Kind.NOTIFY, Side.DRIVER: Kind.KICK}


@dataclass(slots=True)
class Advance:
    """Entries that one side wrote into its ring, from index `old` up to `new`, and what the other side said then."""

    at: int
    old: int
    new: int
    flags: int
    event: int

    @property
    def passes(self) -> bool:
        """Whether the entry that the other side wants to hear of is among them."""
        return (self.event - self.old) & _COUNT < (self.new - self.old) & _COUNT


@dataclass(slots=True)
class _Fields:
    flags: int = 0
    event: int = 0
    unsaid: list[Advance] = field(default_factory=list)


@dataclass(slots=True)
class Suppression:
    """Follows the split virtqueues of one trace. `by` is the side whose notifications it is about."""

    by: Side
    queues: dict[int, _Fields] = field(default_factory=dict)

    def unsaid(self, queue: int) -> list[Advance]:
        """What was written into a queue's ring since the last notification about it."""
        return self.queues.setdefault(queue, _Fields()).unsaid

    def notified(self, event: Event) -> bool:
        """Whether the event is a notification of that side's."""
        return event.kind is _NOTIFYING[self.by]

    def follow(self, event: Event) -> None:
        """Take note of one event; a notification ends what was unsaid about its queue."""
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self.queues.clear()
        elif event.kind is Kind.RESET_QUEUE:
            self.queues.pop(event["queue"], None)
        elif event.kind is Kind.RING and event["layout"] == "split":
            self._ring(event)
        elif self.notified(event):
            self.unsaid(event["queue"]).clear()

    def _ring(self, event: Event) -> None:
        index, flags, wanted = _NAMES[self.by]
        queue = self.queues.setdefault(event["queue"], _Fields())
        changes = event["changes"]
        if event["initial"]:
            queue.unsaid.clear()
        queue.flags = changes.get(flags, (0, queue.flags))[1]
        queue.event = changes.get(wanted, (0, queue.event))[1]
        if index in changes and not event["initial"]:
            old, new = changes[index]
            queue.unsaid.append(Advance(event.at, old, new, queue.flags, queue.event))
