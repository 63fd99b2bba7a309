"""The findings on both sides of a change -> those it brings, told apart by what they say, never by line."""

from collections import Counter
from collections.abc import Callable, Sequence

from specgen.lint.finding import Finding
from specgen.source import Span
from specgen.trees import Sources

Key = tuple[str, str, str]


def brought(
    before: Sequence[Finding],
    after: Sequence[Finding],
    sources: tuple[Sources, Sources],
    touched: Callable[[Span], bool] = lambda _: False,
) -> list[Finding]:
    """The findings of `after` that have no counterpart in `before`, in their order.

    Where several say the same, those on lines that the change `touched` count as the new ones.
    """
    known = Counter(_key(finding, sources[0]) for finding in before)
    keys = [_key(finding, sources[1]) for finding in after]
    order = sorted(range(len(after)), key=lambda index: (touched(after[index].diagnostic.span), index))
    new = []
    for index in order:
        if known[keys[index]]:
            known[keys[index]] -= 1
        else:
            new.append(index)
    return [after[index] for index in sorted(new)]


def _key(finding: Finding, sources: Sources) -> Key:
    diagnostic = finding.diagnostic
    return diagnostic.code, finding.subject, " ".join(sources.line(diagnostic.span).split())
