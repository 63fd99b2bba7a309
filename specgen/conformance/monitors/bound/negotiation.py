"""What no pattern covers of sets of features: which a driver may accept, and which a device has to grant."""

from collections.abc import Iterable

from specgen.conformance.monitors.attempts import Attempt, Attempts
from specgen.conformance.monitors.lexicon.negotiating import unmet
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.accept import HasFeature
from specgen.conformance.monitors.state import State
from specgen.runtime.features import bit_numbers
from specgen.runtime.trace import Cover, Event, Kind, Side

_FEATURES = frozenset({Cover.FEATURES})
_ACCESS_PLATFORM = 1 << 33
_VERSION_1 = "VIRTIO_F_VERSION_1"


class AcceptsDescribed(Monitor):
    """A driver accepts no bit that the text does not describe for its device type."""

    name = "accepts-described"
    needs = _FEATURES

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each set that is accepted is judged."""
        if event.kind is Kind.ACCEPT:
            strange = event["features"] & ~state.facts.described
            message = f"the driver accepts the features {strange:#x}, which nothing describes" if strange else ""
            yield Occasion(event.at, not strange, message)


class ReadsOffer(Monitor):
    """A driver reads what the device offers before it accepts anything."""

    name = "reads-offer"
    needs = frozenset({Cover.FEATURES, Cover.DRIVER_STATUS})

    def __init__(self) -> None:
        self._read = False

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The offer counts since the last reset."""
        del state
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self._read = False
        elif event.kind is Kind.OFFER:
            self._read = True
        elif event.kind is Kind.ACCEPT:
            message = "" if self._read else "the driver accepts features and has not read which are offered"
            yield Occasion(event.at, self._read, message)


class GrantsAttempts(Monitor):
    """Judges each attempt to negotiate features."""

    needs = _FEATURES

    def __init__(self) -> None:
        self._attempts = Attempts()

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The event that shows the answer is the one to judge by."""
        attempt = self._attempts.follow(event, state)
        if attempt is not None:
            yield from self.judge(attempt, event, state)

    def judge(self, attempt: Attempt, event: Event, state: State) -> Iterable[Occasion]:
        """What one attempt shows."""
        raise NotImplementedError


def valid(attempt: Attempt, state: State) -> bool:
    """Whether a device has no reason to refuse the set."""
    facts = state.facts
    needed = facts.features.get(_VERSION_1, 0)
    beyond = attempt.accepted & ~(attempt.offered & facts.described)
    return not beyond and attempt.accepted & needed == needed and not unmet(attempt.accepted, facts)


class GrantsValid(GrantsAttempts):
    """A device keeps FEATURES_OK set for a valid subset of its offer, and not for what it did not offer."""

    name = "grants-valid"

    def judge(self, attempt: Attempt, event: Event, state: State) -> Iterable[Occasion]:
        """What is not valid for other reasons may be granted or not."""
        since = (attempt.at,)
        words = f"the features {attempt.accepted:#x} of {attempt.offered:#x}"
        if valid(attempt, state):
            yield Occasion(event.at, attempt.granted, f"the device refuses {words}" * (not attempt.granted), since)
        elif attempt.shown and attempt.accepted & ~attempt.offered:
            beyond = ", ".join(map(str, bit_numbers(attempt.accepted & ~attempt.offered)))
            message = f"the device keeps FEATURES_OK for a driver that accepts bit {beyond}, which it did not offer"
            yield Occasion(event.at, not attempt.granted, message * attempt.granted, since)


class OffersSupported(GrantsAttempts):
    """A device does not refuse a driver that accepts all that was offered."""

    name = "offers-supported"

    def judge(self, attempt: Attempt, event: Event, state: State) -> Iterable[Occasion]:
        """Whoever refuses just what it offers, offers what it does not support."""
        del state
        if attempt.accepted == attempt.offered:
            message = (
                "" if attempt.granted else f"the device refuses {attempt.accepted:#x}, which is all that it offers"
            )
            yield Occasion(event.at, attempt.granted, message, (attempt.at,))


class GrantsAgain(GrantsAttempts):
    """A set of features that was granted once is granted again."""

    name = "grants-again"

    def __init__(self) -> None:
        super().__init__()
        self._granted: dict[tuple[int, int], int] = {}

    def judge(self, attempt: Attempt, event: Event, state: State) -> Iterable[Occasion]:
        """The same set of the same offer."""
        del state
        same = attempt.accepted, attempt.offered
        if same in self._granted:
            message = "" if attempt.granted else f"the device refuses {attempt.accepted:#x}, which it granted before"
            yield Occasion(event.at, attempt.granted, message, (self._granted[same], attempt.at))
        elif attempt.granted:
            self._granted[same] = attempt.at


class AcceptsPlatform(HasFeature):
    """A driver accepts ACCESS_PLATFORM where it is offered; what it does about an IOMMU is not seen."""

    def __init__(self) -> None:
        super().__init__("VIRTIO_F_ACCESS_PLATFORM", _ACCESS_PLATFORM, Kind.ACCEPT, ([], []))


BOUND = {
    "features-drv-0003": AcceptsPlatform,
    "basic-drv-0015": ReadsOffer,
    "basic-drv-0016": AcceptsDescribed,
    "basic-dev-0006": GrantsValid,
    "basic-dev-0008": GrantsAgain,
    "basic-dev-0014": OffersSupported,
}
