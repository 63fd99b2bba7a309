"""A tree and patches -> the patched tree, or the error that says which file, which hunk and why."""

from collections.abc import Iterable
from posixpath import dirname

from specgen.diagnostics import Diagnostic, Severity, SpecgenError
from specgen.patches.hints import APPLIED, hint_for_file, hint_for_hunk
from specgen.patches.merging import HunkError, merge
from specgen.patches.patch import Change, FilePatch, Patch
from specgen.patches.text import PatchedText
from specgen.patches.tree import PatchedTree
from specgen.source import Span
from specgen.trees import PathRefusedError, Tree

_MAX_WORK = 5_000_000  # lines, some seconds; a series of 30 that changes one old content.tex has 200,000


def apply_patches(tree: Tree, patches: Iterable[Patch], *, fuzz: int = 0) -> PatchedTree:
    """`tree` with all patches applied in their order, in memory.

    Hunks may have moved up or down, which the notes tell; with `fuzz`, up to so many lines of their outer context may
    differ too. SpecgenError, placed in the patch, where one does not apply; then no tree is returned at all.
    """
    work = _Work()
    patched = tree if isinstance(tree, PatchedTree) else PatchedTree(tree)
    skipped: list[Diagnostic] = []
    done = False
    for patch in patches:
        applying = _Applying(patched, patch, fuzz, work)
        for change in patch.files:
            applying.apply(change)
        patched = applying.result()
        skipped += applying.skipped
        done = done or len(applying.skipped) < len(patch.files)
    if skipped and not done:
        hint = "nothing in the patch concerns the specification; was it made for another repository?"
        raise SpecgenError(skipped[0].message, place=f"{skipped[0].span.file}:{skipped[0].span.line}", hint=hint)
    return patched


class _Work:
    """Counts the lines that all patches together go through; a hostile one could change one file without end."""

    def __init__(self) -> None:
        self._lines = 0

    def count(self, lines: int, place: str) -> None:
        """Add `lines`; SpecgenError where it becomes far more than a real series needs."""
        self._lines += lines
        if self._lines > _MAX_WORK:
            raise SpecgenError("the patches change the same long files too often", place=place)


class _Applying:
    """One patch on its way into a tree.

    Git writes all changes of a patch against the tree before it, so what is renamed or deleted makes room for what is
    added wherever that stands; only where one file is changed twice does the second change see the first.
    """

    def __init__(self, tree: PatchedTree, patch: Patch, fuzz: int, work: "_Work") -> None:
        self._work = work
        self._tree = tree
        self._patch = patch
        self._fuzz = fuzz
        self._known: dict[str, PatchedText | None] = {}
        self._edited: dict[str, PatchedText] = {}
        self._made: dict[str, PatchedText] = {}
        self._gone = {
            path
            for change in patch.files
            if change.change in {Change.RENAME, Change.DELETE}
            for path in self._first(change.old)
        }
        self._notes: list[Diagnostic] = []
        self.skipped: list[Diagnostic] = []

    def apply(self, change: FilePatch) -> None:
        """Apply what happens to one file."""
        source = next((path for path in change.old if self._source(path, change) is not None), None)
        text = self._source(source, change) if source else None
        if change.change is Change.ADD or (text is None and _creates(change)):
            self._add(change)
        elif source is None or text is None:
            self._skip_or_refuse(change)
        elif _creates(change) and text.lines:
            raise SpecgenError(f"the patch adds {source}, which exists", place=self._place(change))
        else:
            self._change(change, source, text)

    def result(self) -> PatchedTree:
        """The tree with the patch in it."""
        files = {**self._tree.files, **dict.fromkeys(self._gone, None), **self._edited, **self._made}
        return PatchedTree(self._tree.base, files, self._patch, self._tree, (*self._notes, *self.skipped))

    def _add(self, change: FilePatch) -> None:
        directories = {dirname(path) for path in self._tree.paths()}
        names = change.new or change.old
        path = next((path for path in names if dirname(path) in directories), names[0])
        text, _ = merge(PatchedText((), ()), change, self._patch, path, 0)
        present = self._present(path)
        if present is not None:
            hint = APPLIED if present.lines == text.lines else "the patch was made for a tree without this file"
            raise SpecgenError(f"the patch adds {path}, which exists", place=self._place(change), hint=hint)
        self._made[path] = text

    def _change(self, change: FilePatch, source: str, text: PatchedText) -> None:
        self._work.count(len(text.lines), self._place(change))
        try:
            merged, notes = merge(text, change, self._patch, source, self._fuzz)
        except HunkError as error:
            error.hint = hint_for_hunk(error, self._tree, self._patch, source)
            raise
        self._notes += notes
        if change.change in {Change.RENAME, Change.DELETE}:
            self._leave(source)
        if change.change is Change.DELETE:
            if merged.lines:
                message = f"the patch deletes {source}, but {len(merged.lines)} lines would be left of it"
                raise SpecgenError(message, place=self._place(change))
        elif change.change in {Change.RENAME, Change.COPY}:
            if self._present(change.name) is not None:
                message = f"the patch makes {change.name} of {source}, but there is a {change.name}"
                raise SpecgenError(message, place=self._place(change))
            self._made[change.name] = merged
        elif change.hunks:
            (self._made if source in self._made else self._edited)[source] = merged

    def _skip_or_refuse(self, change: FilePatch) -> None:
        """A file that is not there: no matter where it is no text of the specification, else an error."""
        path = change.old[0]
        message = f"the patch changes {path}, which is not in {self._tree.name}"
        if any(name.endswith(".tex") for name in change.old):
            raise SpecgenError(message, place=self._place(change), hint=hint_for_file(change, self._tree))
        span = Span(self._patch.name, change.line)
        self.skipped.append(Diagnostic("patch-skipped", Severity.WARNING, f"{message}: left out", span))

    def _source(self, path: str, change: FilePatch) -> PatchedText | None:
        """The text that a change of `path` starts from, or None."""
        moves = change.change in {Change.RENAME, Change.COPY, Change.DELETE}
        if change.change is Change.COPY and self._before(path) is not None:
            return self._before(path)
        if path in self._edited:
            return self._edited[path]
        if path in self._made and not (moves and self._before(path)):
            return self._made[path]
        return self._before(path)

    def _present(self, path: str) -> PatchedText | None:
        """What stands in the way of a new file."""
        made = self._made.get(path) or self._edited.get(path)
        return made if made is not None or path in self._gone else self._before(path)

    def _leave(self, path: str) -> None:
        """Take a file away that this patch may have changed or made itself."""
        self._edited.pop(path, None)
        if self._before(path) is None:
            self._made.pop(path, None)

    def _before(self, path: str) -> PatchedText | None:
        """The text of a file before this patch."""
        if path not in self._known:
            try:
                self._known[path] = self._tree.text(path)
            except FileNotFoundError:
                self._known[path] = None
            except PathRefusedError as error:
                raise SpecgenError(error.message, place=f"{self._patch.name}:{self._patch.line}") from error
        return self._known[path]

    def _first(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        return next(((path,) for path in paths if self._before(path) is not None), ())

    def _place(self, change: FilePatch) -> str:
        return f"{self._patch.name}:{change.line}"


def _creates(change: FilePatch) -> bool:
    """Whether a diff without git's headers makes a new file: then its one hunk has no old lines at all."""
    return not change.by_git and len(change.hunks) == 1 and change.hunks[0].header.startswith("@@ -0,0 ")
