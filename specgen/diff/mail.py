"""A report -> plain text of at most 72 columns, for a reply to the mailing list."""

from collections.abc import Iterator
from textwrap import TextWrapper

from specgen.diff.change import Change, Effect
from specgen.diff.compare import Comparison
from specgen.diff.report import Report, counts, heading, of_effect, places, plain, title_of, unread_text, values

WIDTH = 72


def mail_text(report: Report) -> str:
    """The comparisons one after the other; every line fits into WIDTH columns."""
    lines: list[str] = []
    for number, comparison in enumerate(report.comparisons):
        if report.steps and number == len(report.steps):
            lines += ["The series as a whole", ""]
        lines += _comparison(comparison)
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of WIDTH columns, led by `first` and then by `rest`; what is too long for a line is cut."""
    wrapper = TextWrapper(WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return wrapper.wrap(plain(text)) or [first.rstrip()]


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield from wrapped(heading(comparison))
    yield counts(comparison) if comparison.changes else "Nothing changed in meaning."
    yield ""
    for effect in Effect:
        told, summaries = of_effect(comparison, effect)
        if not told and not summaries:
            continue
        yield f"{effect.value.upper()}"
        yield ""
        for change in told:
            yield from _change(change)
        for summary in summaries:
            yield from wrapped(f"{summary.text}: {summary.reason}", "* ", "  ")
        yield ""
    if comparison.unread:
        yield f"{unread_text(comparison)}."
        yield ""


def _change(change: Change) -> Iterator[str]:
    yield from wrapped(title_of(change), "* ", "  ")
    yield from wrapped(f"({places(change)}; {change.reason})", "  ", "   ")
    for sign, text in values(change):
        yield from wrapped(text, f"  {sign} ", "    ")
