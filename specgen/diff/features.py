"""The feature bits of two device types -> what changed in them."""

from collections.abc import Iterator, Sequence

from specgen.diff.change import Action, Difference, Thing, Trait
from specgen.diff.pairing import Pairing, pair
from specgen.model import FeatureBit


def compare_features(old: Sequence[FeatureBit], new: Sequence[FeatureBit], scope: str) -> Iterator[Difference]:
    """Bits by name, then by number: added, removed, renumbered, renamed, legacy or not, with other requirements."""
    bits: Pairing[FeatureBit] = pair(
        old, new, lambda bit: (bit.name, bit.bit), lambda bit: bit.name, lambda bit: bit.bit
    )
    thing = Thing.FEATURE
    for gone in bits.removed:
        legacy = frozenset({Trait.LEGACY} if gone.legacy else ())
        yield Difference(thing, Action.REMOVED, scope, gone.name, gone.span, None, str(gone.bit), traits=legacy)
    for come in bits.added:
        yield Difference(thing, Action.ADDED, scope, come.name, None, come.span, None, str(come.bit))
    for before, after in bits.pairs:
        yield from _compare(before, after, scope)


def _compare(old: FeatureBit, new: FeatureBit, scope: str) -> Iterator[Difference]:
    def difference(action: Action, before: str, after: str, *traits: Trait) -> Difference:
        name, spans = new.name, (old.span, new.span)
        return Difference(Thing.FEATURE, action, scope, name, *spans, before, after, frozenset(traits))

    if old.bit != new.bit:
        yield difference(Action.RENUMBERED, str(old.bit), str(new.bit))
    if old.name != new.name:
        yield difference(Action.RENAMED, old.name, new.name)
    if old.legacy != new.legacy:
        traits = (Trait.STRICTER,) if new.legacy else ()
        yield difference(Action.LEGACY, _legacy(old), _legacy(new), *traits)
    before, after = _requires(old), _requires(new)
    if before != after:
        traits = (Trait.LOOSER,) if after < before else ()
        yield difference(Action.REQUIRES, _shown(before), _shown(after), *traits)


def _legacy(bit: FeatureBit) -> str:
    return "legacy" if bit.legacy else "not legacy"


def _requires(bit: FeatureBit) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(names) for names in bit.requires)


def _shown(requires: frozenset[frozenset[str]]) -> str:
    return " and ".join(sorted(" or ".join(sorted(names)) for names in requires)) or "nothing"
