"""The text of one file and the hunks for it -> the new text, each added line with its origin in the patch."""

from collections.abc import Callable

from specgen.diagnostics import Diagnostic, Severity, SpecgenError
from specgen.patches.mismatch import closest, side_by_side
from specgen.patches.patch import FilePatch, Hunk, Patch
from specgen.patches.placing import Fit, Placing, exactly, without_carriage_return, without_last_blanks
from specgen.patches.text import Origin, PatchedText
from specgen.source import Span


class HunkError(SpecgenError):
    """A hunk that does not fit.

    `applied` tells that the new lines of all hunks stand in the file already; `fuzz` how much would be needed, or 0.
    """

    def __init__(self, message: str, *, place: str, hunk: Hunk, applied: bool, fuzz: int) -> None:
        super().__init__(message, place=place)
        self.hunk = hunk
        self.applied = applied
        self.fuzz = fuzz


def merge(
    text: PatchedText, change: FilePatch, patch: Patch, path: str, fuzz: int
) -> tuple[PatchedText, list[Diagnostic]]:
    """The text of `path` with `change` applied, and notes on hunks that were moved or squeezed in.

    HunkError where a hunk does not fit. Line ends that differ throughout are no obstacle: the file's own are kept.
    """
    file_crlf = 2 * sum(line.endswith("\r\n") for line in text.lines) > len(text.lines)
    patch_crlf = any(line.text.endswith("\r\n") for hunk in change.hunks for line in hunk.lines)
    keys: list[Callable[[str], str]] = [exactly]
    if patch_crlf or any(line.endswith("\r\n") for line in text.lines):
        keys.append(without_carriage_return)
    if patch.page:
        keys.append(without_last_blanks)
    for key in keys:
        placing = Placing(text.lines, key)
        fits = _place_all(placing, change, fuzz)
        if len(fits) == len(change.hunks):
            break
    else:
        raise _refusal(placing, text, change, patch, path)
    adapts = key is not exactly or (file_crlf and not patch_crlf)
    merged = _assemble(text, change, patch, fits, ("\r\n" if file_crlf else "\n") if adapts else "")
    if any(not line.endswith("\n") for line in merged.lines[:-1]):
        raise SpecgenError(
            f"the patch joins lines of {path}: it ends a line without a line feed", place=_place(patch, change)
        )
    notes = [note for hunk, fit in zip(change.hunks, fits, strict=True) for note in _remarks(hunk, fit, patch, path)]
    if (adapts or patch.crlf) and (patch_crlf or patch.crlf) != file_crlf:
        notes.insert(0, _line_end_note(change, patch, path, file_crlf=file_crlf))
    if key is without_last_blanks:
        notes.insert(0, _note("patch-blanks", f"blanks at line ends were not compared in {path}", patch, change))
    return merged, notes


def _place_all(placing: Placing, change: FilePatch, fuzz: int) -> list[Fit]:
    """Where the hunks fit, up to the first that does not."""
    fits: list[Fit] = []
    lowest, offset = 0, 0
    for hunk in change.hunks:
        fit = placing.place(hunk, offset, lowest, fuzz)
        if fit is None:
            break
        fits.append(fit)
        offset = fit.offset
        lowest = fit.at + len(hunk.old) - fit.before - fit.after
    return fits


def _assemble(text: PatchedText, change: FilePatch, patch: Patch, fits: list[Fit], end: str) -> PatchedText:
    """The text with all hunks in place; added lines get the line end `end` unless it is ""."""
    lines: list[str] = []
    origins: list[Origin | None] = []
    at = 0
    for hunk, fit in zip(change.hunks, fits, strict=True):
        lines += text.lines[at : fit.at]
        origins += text.origins[at : fit.at]
        at = fit.at
        for line in hunk.lines[fit.before : len(hunk.lines) - fit.after]:
            if line.sign == "+":
                lines.append(_ended(line.text, end))
                origins.append(Origin(patch.name, line.line))
                continue
            if line.sign == " ":
                lines.append(text.lines[at])
                origins.append(text.origins[at])
            at += 1
    return PatchedText((*lines, *text.lines[at:]), (*origins, *text.origins[at:]))


def _ended(line: str, end: str) -> str:
    if not end or not line.endswith("\n"):
        return line
    return line.removesuffix("\n").removesuffix("\r") + end


def _remarks(hunk: Hunk, fit: Fit, patch: Patch, path: str) -> list[Diagnostic]:
    """What a user should know about where a hunk went; being moved alone is no reason to worry."""
    moved, odd = [], []
    if fit.offset:
        way = "down" if fit.offset > 0 else "up"
        moved.append(f"fits {_count(abs(fit.offset), 'line')} further {way}, at line {fit.at + 1}")
    if fit.rivals:
        odd.append(f"fits in {_count(fit.rivals, 'other place')} as well; the nearest was taken")
    if fit.before or fit.after:
        odd.append(f"fits only without {fit.before} leading and {_count(fit.after, 'trailing line')} of context")
    if fit.adrift:
        odd.append("fits only away from the end of the file where it belongs")
    if not hunk.old and hunk.old_start:
        odd.append("has no context: only its line number says where it belongs")
    if not moved and not odd:
        return []
    text = f"{hunk.header} of {path} {', and '.join(moved + odd)}"
    return [Diagnostic("patch-place", Severity.WARNING if odd else Severity.NOTE, text, Span(patch.name, hunk.line))]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _line_end_note(change: FilePatch, patch: Patch, path: str, *, file_crlf: bool) -> Diagnostic:
    theirs, ours = ("LF", "CRLF") if file_crlf else ("CRLF", "LF")
    text = f"the patch has {theirs} line ends and {path} has {ours}: added lines get {ours}"
    return _note("patch-line-ends", text, patch, change)


def _note(code: str, text: str, patch: Patch, change: FilePatch) -> Diagnostic:
    return Diagnostic(code, Severity.NOTE, text, Span(patch.name, change.line))


def _refusal(placing: Placing, text: PatchedText, change: FilePatch, patch: Patch, path: str) -> HunkError:
    """What to say of the first hunk that does not fit."""
    fits = _place_all(placing, change, 0)
    hunk = change.hunks[len(fits)]
    offset = fits[-1].offset if fits else 0
    at = closest(placing, hunk.old, hunk.old_start - 1 + offset)
    title = f"hunk {len(fits) + 1} of {len(change.hunks)} for {path}, {hunk.header}, does not apply"
    if not hunk.old:
        title += f": it has no context, and there is no line {hunk.old_start + offset} to put it behind"
    elif [placing.key(line.text) for line in hunk.old] == placing.lines[at : at + len(hunk.old)]:
        reason = "it belongs at the end of the file" if hunk.context()[0] else "it belongs at the start of the file"
        if at < (fits[-1].at if fits else 0):
            reason = "its lines stand only before those of the hunk ahead of it"
        title += f": its lines stand at line {at + 1}, but {reason}"
    else:
        title += f":\n{side_by_side(placing, text.lines, hunk.old, at)}"
    backwards = FilePatch(change.change, change.new, change.old, tuple(map(_reversed, change.hunks)), change.line)
    applied = len(_place_all(placing, backwards, 0)) == len(change.hunks)
    enough = (fuzz for fuzz in (1, 2, 3) if len(_place_all(placing, change, fuzz)) == len(change.hunks))
    return HunkError(title, place=f"{patch.name}:{hunk.line}", hunk=hunk, applied=applied, fuzz=next(enough, 0))


def _reversed(hunk: Hunk) -> Hunk:
    turned = {"+": "-", "-": "+", " ": " "}
    lines = tuple(line._replace(sign=turned[line.sign]) for line in hunk.lines)
    return Hunk(hunk.new_start, hunk.new_count, hunk.old_start, hunk.old_count, lines, hunk.line)


def _place(patch: Patch, change: FilePatch) -> str:
    return f"{patch.name}:{change.line}"
