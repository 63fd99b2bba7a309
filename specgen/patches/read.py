"""The bytes of a patch as a user has it -> its patches in the order to apply them.

Taken are unified diffs, git format-patch files, mbox files with a thread, single mails and saved pages of archives.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from specgen.diagnostics import SpecgenError
from specgen.patches.diff import read_diff
from specgen.patches.mailbox import Mail, Text, is_mail, split_mailbox
from specgen.patches.numbered import Allowance, NumberedText, read_lines, without_carriage_returns
from specgen.patches.page import is_html, read_page_head, strip_html
from specgen.patches.patch import FilePatch, Patch
from specgen.patches.series import Arrived, arrange
from specgen.patches.subject import read_subject

_MAX_DEPTH = 3  # mails in attachments of mails
_QUOTED = re.compile(r"[> \t]+(?:diff --git |@@ -\d)")
_SCISSORS = re.compile(r"(?=.*(?:8<|>8|%<|>%))[-\s<>8%]*(?:cut here)?[-\s<>8%]*$")
_FIELD = re.compile(r"(From|Subject|Date): +(\S.*)")
_FORMS = "a patch is a unified diff, a git format-patch file, an mbox, a mail or a saved page of a mail archive"


def read_patches(data: bytes, name: str) -> tuple[Patch, ...]:
    """The patches in an input file that the user calls `name`; never none.

    SpecgenError, with the line of the input, where there is no patch in it, or one that is damaged or refused.
    """
    text, crlf = without_carriage_returns(read_lines(data, name))
    arrived = [replace(mail, patch=replace(mail.patch, crlf=crlf)) for mail in _read_text(text, Allowance(name), 0)]
    patches, notes = arrange(arrived)
    if not patches:
        raise _no_patch(arrived, name)
    patches[0] = replace(patches[0], notes=tuple(notes))
    return tuple(patches)


def _read_text(text: NumberedText, allowance: Allowance, depth: int) -> Iterator[Arrived]:
    name = allowance.name
    if is_html(text):
        page = strip_html(text.decoded(), name)
        yield _read_page(Mail(page.numbers[0], texts=[Text(page, page=True)]), name)
        return
    for piece in split_mailbox(text, name):
        start = next(index for index, line in enumerate(piece.lines) if line.strip())
        yield from _read_piece(piece.part(start), allowance, depth)


def _read_piece(text: NumberedText, allowance: Allowance, depth: int) -> Iterator[Arrived]:
    """The patch of one mail or page, and those of mails attached to it."""
    if not is_mail(text):
        yield _read_page(Mail(text.numbers[0], texts=[Text(text.decoded())]), allowance.name)
        return
    from specgen.patches.mail import read_mails  # noqa: PLC0415 - a plain diff does not need the email package

    for mail in read_mails(text, allowance):
        inner: list[Arrived] = []
        for file in mail.files:
            attached, _ = without_carriage_returns(file)
            if depth < _MAX_DEPTH and is_mail(attached):
                inner += _read_text(attached, allowance, depth + 1)
            else:
                mail.texts.append(Text(attached.decoded()))
        yield _read_mail(mail, allowance.name)
        yield from inner


def _read_mail(mail: Mail, name: str) -> Arrived:
    """The patch in a mail with headers."""
    files, begins, _ = _read_files(mail, name)
    lines = mail.texts[0].lines.part(0, begins[0]) if mail.texts else NumberedText([], [])
    return _assemble(mail, name, files, lines)


def _read_page(mail: Mail, name: str) -> Arrived:
    """The patch in a bare diff or in a page; its headers are looked for in the text above the diff."""
    files, begins, page = _read_files(mail, name)
    lines = mail.texts[0].lines
    head = read_page_head(lines, begins[0])
    page = page or bool(head.subject and not head.committed)
    mail = replace(mail, subject=head.subject, author=head.author, date=head.date)
    arrived = _assemble(mail, name, files, lines.part(head.start, begins[0]))
    return replace(arrived, patch=replace(arrived.patch, page=page))


def _read_files(mail: Mail, name: str) -> tuple[tuple[FilePatch, ...], list[int], bool]:
    """The changes in all texts of a mail, the line each text's diff begins at, and whether a page held them.

    What stands in the mail and is attached to it again counts once.
    """
    files: list[FilePatch] = []
    begins: list[int] = []
    page = False
    for text in mail.texts:
        changes, begin = _read_either(text, name)
        known = {file.content() for file in files}
        files += [change for change in changes if change.content() not in known]
        begins.append(begin)
        page = page or bool(changes and text.page)
    return tuple(files), begins, page


def _read_either(text: Text, name: str) -> tuple[tuple[FilePatch, ...], int]:
    """The changes in a text; some mailers say format=flowed and do not mean it, hence the second reading."""
    if text.other is None:
        return read_diff(text.lines, name)
    try:
        return read_diff(text.lines, name)
    except SpecgenError as error:
        try:
            return read_diff(text.other, name)
        except SpecgenError:
            raise error from None


def _assemble(mail: Mail, name: str, files: tuple[FilePatch, ...], above: NumberedText) -> Arrived:
    """The patch from the mail's headers and the lines above its diff."""
    quotes = not files and any(_QUOTED.match(line) and line.lstrip()[0] == ">" for line in above.lines)
    lines, cut = _below_scissors(above)
    lines, said = _take_fields(lines)
    subject = read_subject(mail.subject)
    if "Subject" in said:
        own = read_subject(said["Subject"])
        subject = own if cut or not subject.total else replace(subject, title=own.title)
    stop = next((index for index, line in enumerate(lines.lines) if line.rstrip() == "---"), len(lines.lines))
    message = [line.removeprefix(">") if line.startswith(">From ") else line for line in lines.lines[:stop]]
    while message and not message[-1].strip():
        message.pop()
    patch = Patch(
        name=name,
        files=files,
        subject=subject.title,
        tags=subject.tags,
        author=said.get("From", mail.author),
        date=said.get("Date", mail.date),
        message="\n".join(message) + "\n" if message else "",
        message_line=lines.numbers[0] if message else 0,
        number=subject.number,
        total=subject.total,
        version=subject.version,
        line=mail.line,
    )
    return Arrived(patch, mail.identity, mail.references, reply=subject.reply and not cut, quotes=quotes)


def _below_scissors(text: NumberedText) -> tuple[NumberedText, bool]:
    """What stands below the last `-- >8 --`, and whether there was one: above it is talk."""
    for index in range(len(text.lines) - 1, -1, -1):
        line = text.lines[index]
        if len(line) < 100 and _SCISSORS.match(line):
            return text.part(index + 1), True
    return text, False


def _take_fields(text: NumberedText) -> tuple[NumberedText, dict[str, str]]:
    """The message without the `From:` and `Subject:` that a sender put in front of it, and these."""
    said: dict[str, str] = {}
    start = 0
    while start < len(text.lines):
        found = _FIELD.match(text.lines[start][:1000])
        if found:
            said[found[1]] = found[2].strip()
        elif text.lines[start].strip():
            break
        start += 1
    return text.part(start), said


def _no_patch(arrived: list[Arrived], name: str) -> SpecgenError:
    if any(mail.quotes for mail in arrived):
        return SpecgenError(f"{name} is a reply that only quotes a patch", place=name, hint="give the patch's own mail")
    if any(mail.patch.total and not mail.patch.number for mail in arrived):
        return SpecgenError(
            f"{name} is a cover letter without a patch", place=name, hint="give the mails of the series"
        )
    return SpecgenError(f"{name} holds no diff", place=name, hint=_FORMS)
