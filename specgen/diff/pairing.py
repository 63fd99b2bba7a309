"""Two lists of things -> pairs that are the same thing, what is gone and what is new."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Pairing(Generic[T]):
    """What is paired so far; `removed` and `added` shrink as keys find more pairs."""

    removed: list[T]
    added: list[T]
    pairs: list[tuple[T, T]] = field(default_factory=list)

    def by(self, key: Callable[[T], Hashable]) -> "Pairing[T]":
        """Pair what has the same key, in order where several have it; a key of None pairs nothing."""
        waiting: defaultdict[Hashable, list[T]] = defaultdict(list)
        for thing in reversed(self.removed):
            waiting[key(thing)].append(thing)
        left: list[T] = []
        taken: set[int] = set()
        for thing in self.added:
            name = key(thing)
            if name is not None and waiting.get(name):
                partner = waiting[name].pop()
                taken.add(id(partner))
                self.pairs.append((partner, thing))
            else:
                left.append(thing)
        self.removed = [thing for thing in self.removed if id(thing) not in taken]
        self.added = left
        return self

    def by_unique(self, key: Callable[[T], Hashable]) -> "Pairing[T]":
        """Pair what has a key that is there once on each side."""
        once = _once(self.removed, key) & _once(self.added, key)
        return self.by(lambda thing: name if (name := key(thing)) in once else None)


def pair(old: Sequence[T], new: Sequence[T], *keys: Callable[[T], Hashable]) -> Pairing[T]:
    """Pair by the first key, what is left by the second, and so on."""
    pairing = Pairing(list(old), list(new))
    for key in keys:
        pairing.by(key)
    return pairing


def _once(things: Iterable[T], key: Callable[[T], Hashable]) -> set[Hashable]:
    counts: defaultdict[Hashable, int] = defaultdict(int)
    for thing in things:
        counts[key(thing)] += 1
    return {name for name, count in counts.items() if count == 1 and name is not None}
