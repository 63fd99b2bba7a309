"""VS414."""

import re
from collections import defaultdict
from collections.abc import Iterator

from specgen.diagnostics import Label
from specgen.ledger.levels import KEYWORD, levels_of
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Kind, Requirement

_OTHER = re.compile(r"\W+")
_SHORTEST = 5


class ContradictingLevels(WholeRule):
    r"""Two sentences that say the same of one side with different force.

    One of them is what was meant; who reads the other builds something else.

    Bad::

        The driver MUST read the level before it dims. ... The driver SHOULD read the level before it dims.

    Good::

        The driver MUST read the level before it dims.
    """

    code = "VS414"
    name = "contradicting-levels"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Requirements of one scope and role that differ in their keyword only."""
        groups: defaultdict[tuple[str, str, str], list[Requirement]] = defaultdict(list)
        for one in whole.specification.requirements:
            if one.kind is not Kind.NORMATIVE or len(one.levels) != 1:
                continue
            rest = " ".join(_OTHER.sub(" ", KEYWORD.sub("", one.text)).casefold().split())
            if rest.count(" ") + 1 >= _SHORTEST:
                condition = _OTHER.sub(" ", one.condition or "").casefold()
                groups[one.scope, one.role.value, f"{condition}|{rest}"].append(one)
        for group in groups.values():
            first = group[0]
            for other in group[1:]:
                said, says = levels_of(first.text), levels_of(other.text)
                if said != says:
                    yield self.finding(
                        other.span,
                        f"says {says[0]} where the same sentence says {said[0]}",
                        subject=other.text,
                        labels=(Label(first.span, said[0]),),
                    )
