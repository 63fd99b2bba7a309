"""A device type without behaviour -> traces of what its skeletons do all the same, and of those that break a rule.

They come up, negotiate, lay their queues out and let the driver read configuration space. Whoever runs a device says
what it offers and what its configuration holds: only what the text allows is offered here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from specgen.conformance.checks import Check
from specgen.conformance.monitors.breakers import Breaker
from specgen.conformance.monitors.state import State
from specgen.conformance.peers.pair import Pair
from specgen.conformance.sides import Sides
from specgen.conformance.verdicts import outcomes
from specgen.model import Role
from specgen.runtime.device import Device
from specgen.runtime.errors import ProtocolError
from specgen.runtime.trace import Side, Trace

_CONFIG = 0xFF
"""What each byte of configuration space holds: the largest counts and sizes, for a skeleton has none of its own."""


_LAYOUTS = frozenset({"split", "packed"})


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The skeletons of a device type, and the checks that they are to be judged by."""

    sides: Sides
    checks: tuple[Check, ...]

    @property
    def shunned(self) -> tuple[range, ...]:
        """The bytes of configuration space of which the text says when they are not to be read."""
        made = [check.make() for check in self.checks if check.make is not None]
        return tuple(one.place for monitor in made for one in monitor.breakers if one.place)

    @property
    def sets(self) -> tuple[tuple[range, int], ...]:
        """The values that rules ask of fields of configuration space: whoever runs a device sets them."""
        return tuple(one for check in self.checks if check.make is not None for one in check.make().sets)

    def traces(self) -> Iterator[Trace]:
        """A trace for each set of features that may be offered, over a split ring and a packed one."""
        for words, offer in self.offers():
            for name, ring in (one for one in self.sides.rings if one[0] in _LAYOUTS):
                yield from self._run(offer | ring, f"{words}, {name}")

    def broken(self, breaker: Breaker) -> Iterator[Trace]:
        """The same for a pair of which one side does what a breaker makes it do, over a split ring."""
        for words, offer in self.offers():
            yield from self._run(offer, f"{breaker.about}: {words}", breaker)

    def offers(self) -> Iterator[tuple[str, int]]:
        """The sets of features that may be offered, in words: all, none, all but one, and each one alone."""
        offering = [one for one in self.checks if one.make is not None and _about_offers(one)]
        for words, offer in self._candidates():
            found = outcomes(offering, self._run(offer, words), lambda: State(self.sides.facts))
            if not any(one.violated for one in found.values()):
                yield words, offer

    def _candidates(self) -> Iterator[tuple[str, int]]:
        features = self.sides.features
        forbidden = int(self.sides.device.legacy_features)
        for check in self.checks:
            if check.make is not None:
                forbidden |= check.make().forbidden
        everything = sum(features.values()) & ~forbidden
        yield "all features", everything
        yield "no feature", 0
        for name, bit in features.items():
            if bit & everything:
                yield f"all but {name}", everything & ~bit
                yield f"only {name}", bit

    def _run(self, offer: int, about: str, breaker: Breaker | None = None) -> Iterator[Trace]:
        """The trace; none where the rules about features that a device is built with forbid the offer."""
        device: Any = lawful(self.sides.device, self.sets)
        driver: Any = self.sides.driver
        if breaker is not None and breaker.side is Side.DEVICE:
            device = breaker.change(device)
        elif breaker is not None:
            driver = breaker.change(driver)
        try:
            pair = Pair(device, driver, offer=offer | self.sides.control, about=about)
        except (ProtocolError, ValueError):
            return
        pair.recorder.device = self.sides.facts.slug
        come_up(pair, self.shunned)
        yield pair.recorder.trace()


def _about_offers(check: Check) -> bool:
    """Whether a check is about what a device offers, which is for whoever runs it to choose."""
    if check.make is None or check.requirement.role is not Role.DEVICE:
        return False
    return any(one.bit and one.side is Side.DEVICE for one in check.make().breakers)


def skeleton_kills(skeleton: Skeleton) -> Iterator[tuple[Check, Breaker, bool]]:
    """For each check and each change that it should notice one of: the first that it notices, or the last it does not.

    Of a device type's own checks only: those of the common chapters have mutants of their own.
    """
    for check in skeleton.checks:
        if check.make is None:
            continue
        breakers = check.make().breakers
        found = next((one for one in breakers if _notices(skeleton, check, one)), None)
        if found is not None:
            yield check, found, True
        elif breakers:
            yield check, breakers[-1], False


def _notices(skeleton: Skeleton, check: Check, breaker: Breaker) -> bool:
    found = outcomes([check], skeleton.broken(breaker), lambda: State(skeleton.sides.facts))
    return found[check.requirement.id].violated


def come_up(pair: Pair, shunned: Iterable[range] = ()) -> None:
    """The driver brings the device up, reads its configuration, resets it and brings it up again."""
    size = int(pair.device.config_size)
    for _ in range(2):
        pair.start()
        for place in _readable(size, shunned) if pair.error is None else ():
            pair.attempt(lambda place=place: pair.driver.read_config(place.start, len(place)))  # type: ignore[misc]
        pair.run()
        pair.reset()


def _readable(size: int, shunned: Iterable[range]) -> Iterator[range]:
    """The stretches of configuration space between the shunned ones."""
    at = 0
    for place in sorted(shunned, key=lambda one: one.start):
        if place.start > at:
            yield range(at, place.start)
        at = max(at, place.stop)
    if at < size:
        yield range(at, size)


def lawful(kind: type[Device], sets: Iterable[tuple[range, int]] = ()) -> type[Device]:
    """A skeleton whose configuration space is not empty; `sets` are the values that rules ask of fields."""

    class Lawful(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        """Its counts and sizes are large."""

        def __init__(self, offer: int | None = None, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
            super().__init__(offer, **settings)
            self.config.update(0, bytes([_CONFIG]) * len(self.config))
            for place, value in sets:
                self.config.update(place.start, value.to_bytes(len(place), "little"))

    return Lawful
