"""`% specgen: ignore[VS401] reason` in a text -> the findings that stay, and what is wrong with the comments."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from specgen.diagnostics import Diagnostic, Severity
from specgen.lint.finding import Finding
from specgen.source import SourceFile, Span

_COMMENT = re.compile(r"(?<!\\)%+[ \t]*specgen:[ \t]*(ignore|ignore-file)\[([^\]\n]*)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment: the codes or prefixes it names, and the lines from `first` to `last` that it holds for.

    Behind text it holds for its line, on a line of its own for the block below it, up to the next blank line.
    """

    codes: tuple[str, ...]
    first: int
    last: int
    span: Span


def suppressions_in(source: SourceFile) -> list[Suppression]:
    """The comments of one file."""
    if "specgen:" not in source.text:
        return []
    return [_suppression(source, match) for match in _COMMENT.finditer(source.text)]


def _suppression(source: SourceFile, match: re.Match[str]) -> Suppression:
    codes = tuple(code.strip() for code in match[2].split(",") if code.strip())
    span = source.span(match.start(), match.end())
    lines = source.text.count("\n") + 1
    if match[1].lower() == "ignore-file":
        return Suppression(codes, 1, lines, span)
    if source.line_text(span.line)[: span.column - 1].strip():
        return Suppression(codes, span.line, span.line, span)
    last = span.line
    while last < lines and source.line_text(last + 1).strip():
        last += 1
    return Suppression(codes, span.line, last, span)


def suppress(
    findings: Sequence[Finding], comments: Iterable[Suppression], known: frozenset[str], active: frozenset[str]
) -> list[Finding]:
    """The findings no comment holds for, and those about comments: unused (of an active code), or of an unknown one."""
    by_file: dict[str, list[Suppression]] = {}
    for comment in comments:
        by_file.setdefault(comment.span.file, []).append(comment)
    used: set[tuple[Suppression, str]] = set()
    kept = []
    for finding in findings:
        hits = list(_hits(finding.diagnostic, by_file.get(finding.diagnostic.span.file, ())))
        used.update(hits)
        if not hits:
            kept.append(finding)
    for comment in (one for group in by_file.values() for one in group):
        kept += [found for code in comment.codes if (found := _judge(comment, code, used, known, active)) is not None]
    return kept


def _hits(diagnostic: Diagnostic, comments: Iterable[Suppression]) -> Iterator[tuple[Suppression, str]]:
    span = diagnostic.span
    for comment in comments:
        if comment.first <= span.end_line and span.line <= comment.last:
            yield from ((comment, code) for code in comment.codes if diagnostic.code.startswith(code))


def _judge(
    comment: Suppression,
    code: str,
    used: set[tuple[Suppression, str]],
    known: frozenset[str],
    active: frozenset[str],
) -> Finding | None:
    if not any(one.startswith(code) for one in known):
        message = f"{code!r} is no code of a rule"
        return Finding(Diagnostic("VS902", Severity.WARNING, message, comment.span, (), "specgen rules"), code)
    if (comment, code) in used or not any(one.startswith(code) for one in active):
        return None
    message = f"nothing here is a finding of {code}"
    return Finding(Diagnostic("VS901", Severity.WARNING, message, comment.span, (), "remove the code"), code)
