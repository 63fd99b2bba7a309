"""The mails of a thread as they arrived -> the patches to apply, in order: one version, each once, no replies."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from specgen.diagnostics import Diagnostic, Severity
from specgen.patches.patch import Patch
from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Arrived:
    """A patch with what tells its place in a thread; a cover letter or a reply has no files."""

    patch: Patch
    identity: str = ""
    references: tuple[str, ...] = ()
    reply: bool = False
    quotes: bool = False
    """It quotes a diff and has none of its own."""


@dataclass(slots=True)
class _Group:
    """Mails of one series and version by number; 1 of 1 where a patch stands alone."""

    version: int
    total: int
    members: dict[int, Arrived] = field(default_factory=dict)

    def complete(self) -> bool:
        return all(number in self.members for number in range(1, self.total + 1))

    def titles(self) -> set[str]:
        return {member.patch.subject for member in self.members.values()} - {""}

    def follows(self, other: "_Group") -> bool:
        """Whether this is a later version of `other`: they share a title, or it was sent in reply."""
        identities = {member.identity for member in other.members.values()} - {""}
        referred = {reference for member in self.members.values() for reference in member.references}
        return bool(self.version > other.version and (self.titles() & other.titles() or identities & referred))


def arrange(arrived: list[Arrived]) -> tuple[list[Patch], list[Diagnostic]]:
    """The patches to apply and notes on what was left out; the order is that of the input but for numbered series."""
    notes: list[Diagnostic] = []
    groups: list[_Group] = []
    for mail in _wanted(arrived, notes):
        _join(groups, mail)
    groups = _latest(groups, notes)
    patches: list[Patch] = []
    for group in groups:
        numbers = sorted(number for number, member in group.members.items() if member.patch.files and number)
        patches += [group.members[number].patch for number in numbers]
        missing = sorted(set(range(1, group.total + 1)) - set(numbers))
        if missing and len(numbers) > 1:
            note = (
                f"the series of {group.total} lacks {', '.join(f'{number}/{group.total}' for number in missing[:10])}"
            )
            notes.append(_note(group.members[numbers[0]].patch, note, Severity.WARNING))
    if not patches:  # a cover letter may carry the whole change
        patches = [mail.patch for mail in arrived if mail.patch.files]
    return patches, notes


def _wanted(arrived: list[Arrived], notes: list[Diagnostic]) -> Iterable[Arrived]:
    """Each patch once, and cover letters; replies and mails without a patch become notes."""
    seen: set[tuple[object, ...]] = set()
    others = any(mail.patch.files and not mail.reply for mail in arrived)
    for mail in arrived:
        patch = mail.patch
        if not patch.files:
            if patch.total and not patch.number and not mail.reply:
                yield mail
            else:
                what = "only quotes a patch" if mail.quotes else "holds no patch"
                notes.append(_note(patch, f"{_named(patch)} {what} and is left out"))
            continue
        content = (patch.version, patch.number, patch.total, *(file.content() for file in patch.files))
        if mail.reply and others:
            notes.append(_note(patch, f"{_named(patch)} is a reply; the patch in it is left out", Severity.WARNING))
        elif content in seen:
            notes.append(_note(patch, f"{_named(patch)} arrived twice and is taken once"))
        else:
            seen.add(content)
            yield mail


def _join(groups: list[_Group], mail: Arrived) -> None:
    """Put a mail into the last group of its series and version that lacks its number, or into a new one."""
    patch = mail.patch
    total, number = (patch.total, patch.number) if patch.total else (1, 1)
    for group in reversed(groups):
        if patch.total and (group.version, group.total) == (patch.version, total):
            if number in group.members:
                break
            group.members[number] = mail
            return
    groups.append(_Group(patch.version, total, {number: mail}))


def _latest(groups: list[_Group], notes: list[Diagnostic]) -> list[_Group]:
    """The groups without those that a later version replaces; single patches sent anew go into the older series."""
    kept: list[_Group] = []
    for group in groups:
        later = [other for other in groups if other is not group and other.follows(group)]
        if not later:
            kept.append(group)
            continue
        newest = max(later, key=lambda other: other.version)
        rest = {} if newest.complete() or newest.total != group.total else group.members
        for number, member in group.members.items():
            if number in rest and number not in newest.members:
                newest.members[number] = member
            elif member.patch.files:
                text = f"{_named(member.patch)} is left out: version {newest.version} of it follows"
                notes.append(_note(member.patch, text))
    return kept


def _named(patch: Patch) -> str:
    return ascii(patch.subject[:60]) if patch.subject else f"the text at line {patch.line}"


def _note(patch: Patch, text: str, severity: Severity = Severity.NOTE) -> Diagnostic:
    return Diagnostic("patch-series", severity, text, Span(patch.name, patch.line))
