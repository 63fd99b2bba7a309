"""A report -> Markdown for a merge request."""

import re
from collections.abc import Iterator

from specgen.diff.change import Change, Effect
from specgen.diff.compare import Comparison
from specgen.diff.report import Report, counts, heading, of_effect, places, plain, unread_text, values

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")


def markdown_text(report: Report) -> str:
    """Headings by effect, a bullet for each change; text of the specification cannot become markup."""
    lines: list[str] = []
    for number, comparison in enumerate(report.comparisons):
        if report.steps:
            name = "The whole series" if number == len(report.steps) else f"Step {number + 1}"
            lines += [f"## {name}", ""]
        lines += _comparison(comparison)
    return "\n".join(lines).rstrip() + "\n"


def code(text: str) -> str:
    """`text` as a code span, with a fence longer than any run of backticks in it."""
    folded = plain(text)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", folded)), default=0) + 1)
    pad = " " if folded.startswith("`") or folded.endswith("`") else ""
    return f"{fence}{pad}{folded}{pad}{fence}" if folded else ""


def escaped(text: str) -> str:
    """`text` as Markdown shows it literally."""
    return _SPECIAL.sub(r"\\\1", plain(text))


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield f"### {escaped(heading(comparison))}"
    yield ""
    yield f"{counts(comparison)}." if comparison.changes else "Nothing changed in meaning."
    yield ""
    for effect in Effect:
        told, summaries = of_effect(comparison, effect)
        if not told and not summaries:
            continue
        yield f"#### {effect.value.capitalize()}"
        yield ""
        for change in told:
            yield from _change(change)
        for summary in summaries:
            yield f"- {escaped(summary.text)}: {escaped(summary.reason)}"
        yield ""
    if comparison.unread:
        yield f"{unread_text(comparison)}."
        yield ""


def _change(change: Change) -> Iterator[str]:
    what = f"{change.thing.value} {code(change.name)} {change.action.value}"
    yield f"- {what}: {escaped(change.reason)} ({code(places(change))})"
    for sign, text in values(change):
        yield f"  - {'was' if sign == '-' else 'is'} {code(text)}"
