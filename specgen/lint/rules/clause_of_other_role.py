"""VS503."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Role

_OTHER = {Role.DRIVER: "device", Role.DEVICE: "driver"}


class ClauseOfOtherRole(WholeRule):
    r"""A conformance clause for drivers that lists a section for devices, or the reverse.

    A driver would have to do what only a device can.

    Bad::

        \conformance{\subsection}{Lamp Driver Conformance} ... \item \ref{devicenormative:Lamp / Queues}

    Good::

        \conformance{\subsection}{Lamp Driver Conformance} ... \item \ref{drivernormative:Lamp / Queues}
    """

    code = "VS503"
    name = "clause-of-other-role"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Entries whose label names the other role than the clause."""
        for clause in whole.specification.conformance:
            other = _OTHER.get(clause.role)
            for target in clause.targets:
                if other is not None and target.label.startswith(f"{other}normative:"):
                    yield self.finding(
                        target.span,
                        f"{clause.title!r} is for a {clause.role.value}, but lists a section for a {other}",
                        subject=target.label,
                        help=f"{clause.role.value}normative:{target.label.partition(':')[2]}?",
                    )
