"""VS802."""

from collections.abc import Iterator

from specgen.diagnostics import Label
from specgen.lint.finding import Finding
from specgen.lint.rule import ChangeRule
from specgen.model import Requirement, Specification


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

    def check(self, before: Specification, after: Specification) -> Iterator[Finding]:
        """Requirements with one ID on both sides and two wordings, and those whose ID is gone; both are identified."""
        old = {one.id: one for one in before.requirements if _numbered(one)}
        for one in after.requirements:
            known = old.pop(one.id, None)
            if known is not None and known.fingerprint != one.fingerprint:
                yield self.finding(
                    one.span,
                    f"{one.id} is reworded: its check was made for the wording before",
                    subject=one.id,
                    help=f"look at what `specgen explain {one.id}` shows, then `specgen ids review {one.id}`",
                )
        gone = [one for one in old.values() if one.linked or one.label]
        for one in gone:
            near = next((other for other in after.requirements if other.label == one.label), None)
            if near is not None:
                yield self.finding(
                    near.span,
                    f"{one.id} is withdrawn from {one.section[-1]!r}: its check judges what nobody asks for",
                    subject=f"{one.id} withdrawn",
                    labels=(Label(near.span, "the first requirement of its section"),),
                )


def _numbered(requirement: Requirement) -> bool:
    return bool(requirement.id) and "-new-" not in requirement.id
