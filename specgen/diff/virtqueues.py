"""The virtqueues of two device types -> what changed in them."""

import re
from collections.abc import Iterator, Sequence

from specgen.diff.change import Action, Difference, Thing, Trait
from specgen.diff.pairing import Pairing, pair
from specgen.diff.wording import same_substance, same_words
from specgen.model import Virtqueue


def compare_virtqueues(
    old: Sequence[Virtqueue], new: Sequence[Virtqueue], scope: str, *, new_owner: bool = False
) -> Iterator[Difference]:
    """Queues by name, then by index: added, removed, renumbered, renamed, existing under another condition."""
    queues: Pairing[Virtqueue] = pair(
        [queue for queue in old if _states(queue)],
        [queue for queue in new if _states(queue)],
        lambda queue: (queue.name, queue.index),
        lambda queue: queue.name or None,
        lambda queue: queue.index if queue.formula is not None else None,
    )
    thing = Thing.VIRTQUEUE
    for gone in queues.removed:
        yield Difference(thing, Action.REMOVED, scope, _name(gone), gone.span, None, gone.index)
    for come in queues.added:
        traits = frozenset(({Trait.GATED} if come.features else set()) | ({Trait.NEW_OWNER} if new_owner else set()))
        yield Difference(thing, Action.ADDED, scope, _name(come), None, come.span, None, _stated(come), traits)
    for before, after in queues.pairs:
        yield from _compare(before, after, scope)


def _compare(old: Virtqueue, new: Virtqueue, scope: str) -> Iterator[Difference]:
    def difference(action: Action, before: str, after: str, *traits: Trait) -> Difference:
        name, spans = _name(new), (old.span, new.span)
        return Difference(Thing.VIRTQUEUE, action, scope, name, *spans, before, after, frozenset(traits))

    if old.index != new.index:
        yield difference(Action.RENUMBERED, old.index, new.index)
    if old.name != new.name:
        yield difference(Action.RENAMED, old.name, new.name)
    if set(old.features) != set(new.features):
        yield difference(Action.GATE, _gate(old), _gate(new))
    elif not same_words(old.condition or "", new.condition or ""):
        same = same_substance(_condition(old), _condition(new))
        traits = () if same else (Trait.SUBSTANCE,)
        yield difference(Action.CONDITION, old.condition or "always", new.condition or "always", *traits)


def _states(queue: Virtqueue) -> bool:
    """Whether the line states a queue; a bare ellipsis only continues a series."""
    return bool(queue.name) or queue.formula is not None


def _name(queue: Virtqueue) -> str:
    return queue.name or f"virtqueue {queue.index}"


_HOLDS = re.compile(r"(?<!\w)(?:is|are|has been|have been)?\s*(?:set|negotiated)(?!\w)", re.IGNORECASE)
"""A feature bit that is set and one that is negotiated are the same thing to a queue."""


def _condition(queue: Virtqueue) -> str:
    """The condition without what it calls the queue itself, by name or by number, and the verb of its features."""
    own = "|".join(re.escape(name) for name in (queue.name, queue.index) if name)
    condition = re.sub(rf"(?<!\w)(?:{own})(?!\w)", " ", queue.condition or "") if own else queue.condition or ""
    return _HOLDS.sub(" ", condition) if queue.features else condition


def _gate(queue: Virtqueue) -> str:
    return ", ".join(queue.features) or "none"


def _stated(queue: Virtqueue) -> str:
    return f"{queue.index}, with {_gate(queue)}" if queue.features else queue.index
