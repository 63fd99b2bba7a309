"""Every form in which a patch arrives gives the same patched text, and tells which of its lines each new line is."""

import base64
import gzip
import html
import quopri
from email.message import EmailMessage

import pytest
from patches.memory_tree import CONTENT, DIFF, PATCHED, lamps, patched

from specgen.patches import Patch, read_patches

HEAD = """\
From: Ada Example <ada@example.org>
Date: Mon, 6 Jan 2020 10:00:00 +0100
Subject: [PATCH] lamps: Dim the sixth
"""
BODY = f"""\
It was too bright.

Signed-off-by: Ada Example <ada@example.org>
---
 content.tex | 3 ++-
 1 file changed, 2 insertions(+), 1 deletion(-)

{DIFF}--\x20
2.39.5
"""
MAIL = f"{HEAD}\n{BODY}"
FROM = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"


def as_bytes(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode()


def encoded(body: str, encoding: str, charset: str = "utf-8") -> bytes:
    raw = body.encode(charset)
    coded = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    mime = f"MIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n"
    return f"{HEAD}{mime}\n".encode() + coded


def attached(kind: str, file: str, data: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada Example <ada@example.org>", "[PATCH] lamps: Dim the sixth"
    message.set_content("See the attachment.\n")
    message.add_attachment(data, subtype=kind, cte="base64", filename=file)
    return message.as_bytes()


def flowed(body: str, *, stuffed: bool) -> bytes:
    lines = [f" {line}" if stuffed and line.startswith((" ", "From ", ">")) else line for line in body.split("\n")]
    return f"{HEAD}Content-Type: text/plain; format=flowed\n\n{chr(10).join(lines)}".encode()


def page(body: str) -> str:
    above = "Lists of lamps\n\nlamp-dev message\n\n[Date Prev] | [Date Next] -- [Date Index]\n\n\n"
    named = "Subject: [PATCH] lamps: Dim the sixth\n\n\nFrom: Ada Example <ada@example.org>\n\n"
    return f"{above}{named}{body}\n\n\n\n[Date Prev] | [Date Next] -- [Date Index]\n"


def html_page(body: str) -> str:
    text = html.escape(page(body)).replace("@", "&#64;")
    coloured = "\n".join(f'<span\nclass="add">{line}</span>' if line[:1] == "+" else line for line in text.split("\n"))
    return (
        '<!DOCTYPE html>\n<!-- made by hand\n over lines -->\n<html><head><title>Dim</title><style>p {x: "<"}\n</style>'
        f"</head><body><p>Archive<pre>\n{coloured}</pre></body></html>\n"
    )


FORMS: dict[str, str | bytes] = {
    "git diff": DIFF,
    "plain diff": "".join(DIFF.splitlines(keepends=True)[2:]),
    "diff with time stamps": DIFF.split("\n", 2)[2]
    .replace("--- a/content.tex", "--- content.tex.orig\t2020-01-06 10:00:00.000000000 +0100")
    .replace("+++ b/content.tex", "+++ content.tex\t2020-01-06 10:01:00.000000000 +0100"),
    "time stamps set off by an archive": DIFF.split("\n", 2)[2]
    .replace("--- a/content.tex", "--- content.tex.orig   2020-01-06 10:00:00")
    .replace("+++ b/content.tex", "+++ content.tex Mon Jan  6 10:01:00 2020"),
    "two directories": DIFF.split("\n", 2)[2].replace("a/content.tex", "old/content.tex").replace("b/c", "new/c"),
    "no prefix": DIFF.replace("a/content.tex", "content.tex").replace("b/content.tex", "content.tex"),
    "mnemonic prefix": DIFF.replace("a/content.tex", "i/content.tex").replace("b/content.tex", "w/content.tex"),
    "Subversion": "Index: content.tex\n" + "=" * 67 + "\n--- content.tex\t(revision 12)\n"
    + "+++ content.tex\t(working copy)" + DIFF[DIFF.index("\n@@") :],
    "no last line feed": DIFF.rstrip("\n"),
    "format-patch": FROM + MAIL,
    "mail": MAIL,
    "mail after blank lines": f"\n\n{MAIL}",
    "CRLF mail": MAIL.replace("\n", "\r\n"),
    "CRLF diff": DIFF.replace("\n", "\r\n"),
    "byte order mark": b"\xef\xbb\xbf" + DIFF.encode(),
    "UTF-16": DIFF.encode("utf-16"),
    "gzip": gzip.compress(MAIL.encode()),
    "two gzip members": gzip.compress(MAIL[:200].encode()) + gzip.compress(MAIL[200:].encode()),
    "quoted-printable": encoded(BODY, "quoted-printable"),
    "quoted-printable, CRLF": encoded(BODY, "quoted-printable").replace(b"\n", b"\r\n"),
    "base64": encoded(BODY, "base64"),
    "base64 of CRLF": encoded(BODY.replace("\n", "\r\n"), "base64"),
    "base64 with a list's footer": encoded(BODY, "base64") + b"_____\nlamp-dev list\nhttps://lists.example.org/\n",
    "UTF-16 body": encoded(BODY, "base64", "utf-16"),
    "attached diff": attached("x-patch", "dim.patch", DIFF),
    "attached format-patch": attached("x-diff", "0001-dim.diff", FROM + MAIL),
    "attached as plain text": attached("plain", "dim.txt", DIFF),
    "inline and attached": attached("x-patch", "dim.patch", DIFF).replace(b"See the attachment.\n", BODY.encode()),
    "flowed": flowed(BODY, stuffed=True),
    "flowed in name only": flowed(BODY, stuffed=False),
    "saved page": page(BODY),
    "saved page without blanks": page(BODY).replace("\n \n", "\n\n"),
    "HTML page": html_page(BODY),
    "git show": f"commit {'12' * 20}\nAuthor: Ada <ada@example.org>\nDate: Mon\n\n    Dim the sixth\n\n{DIFF}",
    "indented": "".join(f"    {line}\n" for line in f"Look:\n\n{DIFF}".splitlines()),
    "a footer of the list": MAIL.removesuffix("-- \n2.39.5\n") + "-" * 69 + "\nTo unsubscribe, write to the list.\n",
    "scissors": f"{HEAD}\nHello,\nhow about this?\n\n-- >8 --\nSubject: lamps: Dim the sixth\n\n{BODY}",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_text(form: str) -> None:
    tree = patched(FORMS[form])
    assert tree.read("content.tex").decode() == PATCHED
    assert tree.changed_paths == ("content.tex",)
    assert tree.touched_lines("content.tex") == (6, 7)


@pytest.mark.parametrize("form", FORMS)
def test_origins_are_lines_of_the_input(form: str) -> None:
    data = as_bytes(FORMS[form])
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    text = data.decode("utf-16") if data.startswith(b"\xff\xfe") else data.decode()
    origin = patched(FORMS[form]).origin("content.tex", 7)
    assert origin
    assert origin.patch == "in.patch"
    line = text.split("\n")[origin.line - 1]
    if "A moth" in text:
        assert "+A moth sits on it." in line
    else:  # base64: the coded line that the text starts in
        following = text.split("\n")[origin.line]
        assert b"moth" in (base64.b64decode(f"{line}====") + base64.b64decode(f"{following}====")).replace(b"\0", b"")


def only(data: str | bytes) -> Patch:
    (patch,) = read_patches(as_bytes(data), "in.patch")
    return patch


@pytest.mark.parametrize(
    "form", ["mail", "format-patch", "quoted-printable", "base64", "saved page", "HTML page", "flowed"]
)
def test_what_the_mail_says(form: str) -> None:
    patch = only(FORMS[form])
    assert patch.subject == "lamps: Dim the sixth"
    assert patch.tags == ("PATCH",)
    assert patch.author == "Ada Example <ada@example.org>"
    assert patch.message == "It was too bright.\n\nSigned-off-by: Ada Example <ada@example.org>\n"


def test_the_message_has_its_line() -> None:
    patch = only(MAIL)
    assert MAIL.split("\n")[patch.message_line - 1] == "It was too bright."
    assert patch.date == "Mon, 6 Jan 2020 10:00:00 +0100"


def test_a_bare_diff_has_no_message() -> None:
    patch = only(DIFF)
    assert (patch.subject, patch.message, patch.message_line) == ("", "", 0)
    assert patch.title == "in.patch:1"


def test_names_and_charsets() -> None:
    body = BODY.replace("A moth", "Ein Käfer").replace("too bright", "zu grün")
    head = HEAD.replace("Ada Example", "=?iso-8859-1?q?J=FCrgen?= Example", 1).replace("sixth", "=?utf-8?b?c8OkY2hz?=")
    mime = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n"
    data = f"{head}{mime}\n{body}".encode("iso-8859-1")
    patch = only(data)
    assert patch.author == "Jürgen Example <ada@example.org>"
    assert patch.subject == "lamps: Dim the sächs"
    assert patch.message.startswith("It was zu grün.")
    assert "Ein Käfer sits on it.\n".encode() in patched(data).read("content.tex")


def test_raw_bytes_in_headers_and_an_unknown_charset() -> None:
    data = (
        MAIL.replace("Ada", "Zoë", 1).replace("Date:", "Content-Type: text/plain; charset=klingon\nDate:", 1).encode()
    )
    assert only(data).author == "Zoë Example <ada@example.org>"
    assert patched(data).read("content.tex").decode() == PATCHED


def test_bytes_that_are_no_utf8_survive() -> None:
    tree = lamps()
    tree.files["content.tex"] = CONTENT.encode().replace(b"Lamp 4", b"L\xe4mp 4")
    data = patched(DIFF.encode().replace(b"Lamp 4", b"L\xe4mp 4").replace(b"moth", b"m\xf6th"), tree).read(
        "content.tex"
    )
    assert b"L\xe4mp 4 is lit.\n" in data
    assert b"A m\xf6th sits" in data


def test_a_sender_named_in_the_body_counts() -> None:
    data = MAIL.replace("\n\nIt was", "\n\nFrom: Bea Example <bea@example.org>\n\nIt was", 1)
    assert only(data).author == "Bea Example <bea@example.org>"
    assert only(data).message.startswith("It was too bright.")


def test_escaped_from_lines_in_the_message() -> None:
    assert only(MAIL.replace("It was", ">From now on it was")).message.startswith("From now on it was")


def test_a_line_that_only_looks_like_a_mailbox_separator() -> None:
    patch = only(FROM + MAIL.replace("It was too bright.", "From here to there at 10:00 in 2020 it was too bright."))
    assert patch.message.startswith("From here to there")


def test_a_forwarded_mail_keeps_its_own_headers() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "Cem Example <cem@example.org>", "Fwd: look"
    outer.set_content("Look at this.\n")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Ada Example <ada@example.org>", "[PATCH] lamps: Dim the sixth"
    inner.set_content(BODY)
    outer.add_attachment(inner)
    patch = only(outer.as_bytes())
    assert (patch.author, patch.subject) == ("Ada Example <ada@example.org>", "lamps: Dim the sixth")
    assert any("holds no patch" in note.message for note in patch.notes)


def test_only_the_html_part_is_there() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada Example <ada@example.org>", "[PATCH] lamps: Dim the sixth"
    message.set_content(f"<html><pre>{html.escape(BODY)}</pre></html>", subtype="html", cte="quoted-printable")
    assert patched(message.as_bytes()).read("content.tex").decode() == PATCHED


def test_the_text_part_wins_over_its_html_twin() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Ada Example <ada@example.org>", "[PATCH] lamps: Dim the sixth"
    message.set_content(BODY)
    message.add_alternative(f"<html><pre>{html.escape(BODY)}</pre></html>", subtype="html")
    assert patched(message.as_bytes()).read("content.tex").decode() == PATCHED
