r"""A tree -> its files in document order, each decoded, with findings for what is missing or must not be read."""

import posixpath
from dataclasses import dataclass, field

from specgen.diagnostics import Diagnostic, Severity, SpecgenError
from specgen.extract.file_part import inputs_in
from specgen.model import Unread
from specgen.source import SourceFile, Span, decode_text
from specgen.trees import PathRefusedError, Tree, content_digest

MAX_FILES = 2000
"""Files of one specification; v1.4 has 98."""

MAX_NESTING = 40
"""Includes in each other; the specification reaches 4."""


@dataclass(slots=True)
class FoundFile:
    r"""A file that is read: `preamble` where it stands before `\begin{document}`; `digest` of its bytes."""

    path: str
    text: str
    preamble: bool
    digest: str


@dataclass(slots=True)
class Discovery:
    """What was found: files in the order of their first inclusion, includes resolved, findings."""

    files: dict[str, FoundFile] = field(default_factory=dict)
    targets: dict[tuple[str, int, int], str] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def discover(tree: Tree) -> Discovery:
    """Follow the includes from the tree's entry; SpecgenError only where the entry itself cannot be read."""
    return _Walk(tree).run()


class _Walk:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._found = Discovery()
        self._active: list[str] = []
        self._in_preamble = False
        self._has_document = False

    def run(self) -> Discovery:
        entry = self._tree.entry
        try:
            data = self._tree.read(entry)
        except FileNotFoundError:
            raise SpecgenError(f"{self._tree.name}: there is no {entry}") from None
        self._visit(entry, data)
        if not self._has_document:
            for file in self._found.files.values():
                file.preamble = False
        return self._found

    def _visit(self, path: str, data: bytes) -> None:
        text = self._decode(path, data)
        file = FoundFile(path, text, preamble=False, digest=content_digest(data))
        self._found.files[path] = file
        self._active.append(path)
        source = SourceFile(path, text)
        begin = _begin_document(text)
        if "\\documentclass" in text:
            self._in_preamble = True
        file.preamble = self._in_preamble and begin == -1
        for target, start, end in inputs_in(text):
            if begin != -1 and start > begin:
                self._in_preamble = False
            self._include(path, target, source.span(start, end))
        if begin != -1:
            self._in_preamble = False
            self._has_document = True
        self._active.pop()

    def _include(self, path: str, target: str, span: Span) -> None:
        if "#" in target or "\\" in target:
            return
        resolved = self._resolve(path, target, span)
        if resolved is None:
            return
        name, data = resolved
        self._found.targets[(path, span.line, span.column)] = name
        if name in self._active:
            cycle = " -> ".join([*self._active[self._active.index(name) :], name])
            self._finding("VS107", f"{name} includes itself: {cycle}", span)
        elif name not in self._found.files:
            if len(self._found.files) >= MAX_FILES:
                self._finding("VS107", f"more than {MAX_FILES} files are included: {name} is left out", span)
            elif len(self._active) >= MAX_NESTING:
                self._finding("VS107", f"includes are nested more than {MAX_NESTING} deep: {name} is left out", span)
            else:
                self._visit(name, data)

    def _resolve(self, path: str, target: str, span: Span) -> tuple[str, bytes] | None:
        """Read what an include names: from the root, as LaTeX does, else beside the including file."""
        names = [target if target.endswith(".tex") else f"{target}.tex", target]
        here = posixpath.dirname(path)
        candidates = [*names, *(posixpath.join(here, name) for name in names if here)]
        for candidate in dict.fromkeys(candidates):
            name = posixpath.normpath(candidate)
            try:
                return name, self._tree.read(candidate)
            except FileNotFoundError:
                continue
            except PathRefusedError as error:
                self._finding("VS106", f"\\input{{{target}}} is refused: {error.message}", span)
                return None
            except (OSError, ValueError, SpecgenError) as error:
                self._finding("VS106", f"\\input{{{target}}} cannot be read: {error}", span)
                return None
        if "generated" not in target:  # a product of the document's own build, such as setup-generated.tex
            self._finding("VS105", f"\\input{{{target}}} names a file that is not there", span)
        return None

    def _finding(self, code: str, message: str, span: Span) -> None:
        self._found.diagnostics.append(Diagnostic(code, Severity.ERROR, message, span))
        self._found.unread.append(Unread(span, "input", message))

    def _decode(self, path: str, data: bytes) -> str:
        try:
            data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - data.rfind(b"\n", 0, error.start)
            span = Span(path, line, column)
            message = f"not UTF-8: byte 0x{data[error.start]:02x}"
            note = "save the file as UTF-8; the byte was read as a replacement character"
            self._found.diagnostics.append(Diagnostic("VS904", Severity.ERROR, message, span, help=note))
            self._found.unread.append(Unread(span, "encoding", message))
        text = decode_text(data)
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            self._found.diagnostics.append(
                Diagnostic("VS904", Severity.ERROR, "a NUL byte in the text", Span(path, line))
            )
            self._found.unread.append(Unread(Span(path, line), "encoding", "a NUL byte in the text"))
            text = text.replace("\0", "�")
        return text


def _begin_document(text: str) -> int:
    r"""Where `\begin{document}` stands outside comments; -1 where it does not."""
    position = text.find("\\begin{document}")
    while position != -1:
        line_start = text.rfind("\n", 0, position) + 1
        if "%" not in text[line_start:position]:
            return position
        position = text.find("\\begin{document}", position + 1)
    return -1
