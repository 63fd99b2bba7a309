"""VS505."""

from collections.abc import Iterator

from specgen.diagnostics import Label
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import ConformanceClause, Reference


class UntargetedClause(WholeRule):
    r"""A conformance clause that no conformance target names.

    A target lists the clauses that a driver or a device has to satisfy; one that is left out is satisfied by nobody.

    Bad::

        \conformance{\subsection}{Lamp Driver Conformance}\label{sec:Conformance / Lamp}  % and no \ref to it

    Good::

        \item One of clauses \ref{sec:Conformance / Fan} or \ref{sec:Conformance / Lamp}.
    """

    code = "VS505"
    name = "untargeted-clause"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Labelled clauses nothing refers to: at the end of the list that names others beside it, or at themselves."""
        named = {reference.label for reference in whole.specification.references}
        labels = {clause.label for clause in whole.specification.conformance}
        lists = [reference for reference in whole.specification.references if reference.label in labels]
        if not lists:
            return
        for clause in whole.specification.conformance:
            if clause.label is None or clause.label in named:
                continue
            last = _list_for(clause, lists)
            at = clause.span if last is None else last.span
            yield self.finding(
                at,
                f"no conformance target names the clause {clause.title!r}",
                subject=clause.label,
                labels=() if last is None else (Label(clause.span, "the clause"),),
                help=f"add \\ref{{{clause.label}}}" + ("" if last is None else " to this list"),
            )


def _list_for(clause: ConformanceClause, lists: list[Reference]) -> Reference | None:
    start = (clause.label or "").rpartition(" / ")[0]
    beside = [reference for reference in lists if start and reference.label.startswith(f"{start} / ")]
    return beside[-1] if beside else None
