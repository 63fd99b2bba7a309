"""One line of the preprocessor -> a define, a directive, or what is wrong with it."""

import re

from specgen.syntax.declaration import Define, Directive, Flaw, FlawKind, UnreadPart

_DEFINE = re.compile(
    r"#[ \t]*define[ \t]++(?P<name>[A-Za-z_]\w*+)(?P<parameters>\([^()\n]*+\))?(?P<value>.*)", re.DOTALL
)
_COMMENT = re.compile(r"/\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/|/\*.*|//[^\n]*", re.DOTALL)
_JOIN = re.compile(r"\\?\s+|\\$")

# Two words side by side are no expression: `0 (for automatic receive steering)`.
_REMARK = re.compile(r"\s*\(\s*[A-Za-z]\w*\s+[A-Za-z]\w*.*", re.DOTALL)
_CASTS = ("struct ", "union ", "enum ", "unsigned ", "signed ", "long ", "sizeof ")


def parse_define(text: str, start: int) -> tuple[Define | UnreadPart, Flaw | None]:
    """The define in `text`, which stands at `start` and may go over joined lines, and the slip in it if any."""
    end = start + len(text.rstrip())
    match = _DEFINE.match(text)
    if match is None:
        return UnreadPart("a #define without a name", start, end), None
    name = match["name"]
    if match["value"][:1] not in ("", " ", "\t", "\\", "\n", "\r", "/") and match["parameters"] is None:
        return UnreadPart("a #define whose name and value run together", start, end), None
    parameters = match["parameters"]
    names = None if parameters is None else tuple(part.strip() for part in parameters[1:-1].split(",") if part.strip())
    bare = _COMMENT.sub(lambda comment: " " * len(comment[0]), match["value"])
    value = _JOIN.sub(" ", bare).strip()
    flaw = None
    if value.endswith(";"):
        value = value.rstrip("; ")
        at = start + match.start("value") + bare.rindex(";")
        flaw = Flaw(FlawKind.STRAY_SEMICOLON, name, at, at + 1)
    return Define(name, names, _without_remark(value), start, end), flaw


def parse_directive(text: str, start: int) -> Directive:
    """A line such as `#ifdef LEGACY`, blanks squeezed."""
    return Directive(_JOIN.sub(" ", _COMMENT.sub(" ", text)).strip(), start, start + len(text.rstrip()))


def _without_remark(value: str) -> str:
    match = _REMARK.search(value)
    if match is None or match[0].lstrip(" (\t").startswith(_CASTS):
        return value
    return value[: match.start()].rstrip()
