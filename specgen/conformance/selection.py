"""`--select` and `--ignore` -> the rows of a judgement that count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from specgen.conformance.judgement import Judgement
from specgen.diagnostics import SpecgenError


@dataclass(frozen=True, slots=True)
class Selection:
    """Names of requirements: an ID, the words it begins with ("balloon-drv", "split"), or a pattern ("*-dev-*").

    Without `select` all count; what `ignore` names does not.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def chosen(self, requirement: str) -> bool:
        """Whether the requirement of this ID counts."""
        wanted = not self.select or _named(requirement, self.select)
        return wanted and not _named(requirement, self.ignore)

    def check(self, known: Iterable[str]) -> None:
        """Raises SpecgenError for a name that fits none of these IDs."""
        ids = list(known)
        for name in (*self.select, *self.ignore):
            if not any(_named(one, (name,)) for one in ids):
                near = get_close_matches(name, ids, n=1)
                hint = f"did you mean {near[0]}?" if near else "specgen show SPEC SLUG lists the requirements"
                raise SpecgenError(f"the text has no requirement {name[:100]!r}", hint=hint)

    def of(self, judgement: Judgement) -> Judgement:
        """The judgement with the rows and the mutants that count."""
        return replace(
            judgement,
            rows=tuple(row for row in judgement.rows if self.chosen(row.requirement.id)),
            mutants=tuple(pair for pair in judgement.mutants if self.chosen(pair[0])),
        )


def _named(requirement: str, names: Sequence[str]) -> bool:
    return any(
        requirement == name or requirement.startswith(f"{name}-") or fnmatchcase(requirement, name) for name in names
    )
