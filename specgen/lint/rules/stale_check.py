"""VS802."""

from collections.abc import Iterator

from specgen.ledger.entry import PROVISIONAL
from specgen.lint.change import Change
from specgen.lint.finding import Finding
from specgen.lint.rule import ChangeRule
from specgen.model import Kind


class StaleCheck(ChangeRule):
    r"""A requirement that the change rewords or withdraws, though checks are bound to its ID.

    What was generated for it, and what was written by hand, still judges by the old wording; someone has to look at it
    in the same series.

    Bad::

        -The driver MUST light the lamp.
        +The driver MUST light the lamp within a second.

    Good::

        The driver MUST light the lamp.
    """

    code = "VS802"
    name = "stale-check"

    def check(self, change: Change) -> Iterator[Finding]:
        """Normative requirements with one ID on both sides and two wordings, and those whose ID is gone.

        Other kinds have no checks: a conformance clause changes with each entry.
        """
        stated = {one.fingerprint for one in change.after.requirements}
        old = {
            one.id: one
            for one in change.before.requirements
            if one.kind is Kind.NORMATIVE and one.fingerprint not in stated and not PROVISIONAL.fullmatch(one.id)
        }
        if not old:
            return
        after = change.identified.requirements
        for one in after:
            if old.pop(one.id, None) is not None:
                yield self.finding(
                    one.span,
                    f"{one.id} is reworded: its check was made for the wording before",
                    subject=one.id,
                    help=f"look at what `specgen explain {one.id}` shows, then `specgen ids review {one.id}`",
                )
        places = {one.label: one.span for one in reversed(after) if one.label}
        for one in old.values():
            if one.label in places:
                yield self.finding(
                    places[one.label],
                    f"{one.id} is withdrawn from {one.section[-1]!r}: its check judges what nobody asks for",
                    subject=f"{one.id} withdrawn",
                )
