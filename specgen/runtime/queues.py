"""The virtqueues of a device type as data, a negotiated feature set and values for N -> the queues with their numbers.

Implements "sec:Basic Facilities of a Virtio Device / Virtqueues" and the "Virtqueues" section of each device type.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from specgen.runtime.formula import MAX_QUEUES, evaluate


class QueueNumbering(Enum):
    """How queues are numbered when some do not exist: by the text, or without gaps as Linux and QEMU do."""

    SPECIFIED = "specified"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """One line of a device type's list of virtqueues.

    `key` is the identifier that handlers and methods are named by, shared by the lines of one family (receiveq1,
    receiveqN). `index` is the number or the formula as written. `name` is the text's name where the key differs.
    The queue exists only if all bits of `features` are negotiated; `condition` says in words what else matters.
    `each` names the symbol over whose values 1, 2, .. the formula runs: with `each="N"` the line stands for N queues.
    """

    key: str
    index: int | str
    name: str = ""
    features: int = 0
    condition: str | None = None
    each: str | None = None

    def exists(self, features: int) -> bool:
        """Whether the queue exists with these negotiated features."""
        return features & self.features == self.features

    def numbers(self, bindings: Mapping[str, int]) -> Iterator[int]:
        """The numbers the text gives this line; `bindings` has a value for each symbol. Raises `ValueError`."""
        if self.each is None:
            yield from evaluate(self.index, bindings)
            return
        count = bindings.get(self.each)
        if count is None:
            raise ValueError(f"no value for {self.each!r}, the number of {self.name or self.key} queues")
        if count > MAX_QUEUES:
            raise ValueError(f"{self.each} = {count} exceeds the {MAX_QUEUES} virtqueues a device may have")
        for value in range(1, count + 1):
            yield from evaluate(self.index, {**bindings, self.each: value})


@dataclass(frozen=True, slots=True)
class NumberedQueue:
    """A virtqueue that exists: its number on the transport, its line, and its place (from 1) among those of its key."""

    number: int
    spec: QueueSpec
    ordinal: int

    @property
    def key(self) -> str:
        """The key of its line."""
        return self.spec.key


def number_queues(
    specs: Iterable[QueueSpec],
    features: int,
    bindings: Mapping[str, int] | None = None,
    numbering: QueueNumbering = QueueNumbering.SPECIFIED,
) -> tuple[NumberedQueue, ...]:
    """The virtqueues that exist with the negotiated `features`, in the order of their numbers.

    Lines of one key that give the same number are the same queue. Raises `ValueError` where two keys claim one number
    or a symbol has no value.
    """
    owners: dict[int, QueueSpec] = {}
    for spec in specs:
        if not spec.exists(features):
            continue
        for number in spec.numbers(bindings or {}):
            owner = owners.setdefault(number, spec)
            if owner.key != spec.key:
                raise ValueError(f"{owner.key} and {spec.key} both claim virtqueue {number}")
    seen: dict[str, int] = {}
    queues = []
    for rank, number in enumerate(sorted(owners)):
        spec = owners[number]
        seen[spec.key] = ordinal = seen.get(spec.key, 0) + 1
        queues.append(NumberedQueue(rank if numbering is QueueNumbering.COMPACT else number, spec, ordinal))
    return tuple(queues)
