"""Fixes -> the texts with them applied: no two overlap, and each is applied whole or not at all."""

from collections.abc import Iterable, Mapping

from specgen.lint.finding import Edit, Finding


def apply_fixes(texts: Mapping[str, str], findings: Iterable[Finding], *, unsafe: bool) -> tuple[dict[str, str], int]:
    """The changed texts by path, and how many fixes went in; one that overlaps an earlier one waits for another round.

    Edits count characters of `texts`, whose lines end in LF.
    """
    taken: dict[str, list[Edit]] = {}
    count = 0
    for finding in findings:
        fix = finding.fix
        if fix is None or not (fix.safe or unsafe) or not fix.edits:
            continue
        if all(_fits(edit, texts, taken) for edit in fix.edits):
            count += 1
            for edit in fix.edits:
                taken.setdefault(edit.file, []).append(edit)
    return {path: _edited(texts[path], edits) for path, edits in taken.items()}, count


def _fits(edit: Edit, texts: Mapping[str, str], taken: Mapping[str, list[Edit]]) -> bool:
    if edit.file not in texts or not 0 <= edit.start <= edit.end <= len(texts[edit.file]):
        return False
    return all(edit.end < other.start or other.end < edit.start for other in taken.get(edit.file, ()))


def _edited(text: str, edits: list[Edit]) -> str:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
