"""A tree and patches over it -> the patched tree: it reads like any other, and nothing on disk is changed."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from specgen.diagnostics import Diagnostic
from specgen.patches.patch import Patch
from specgen.patches.text import Origin, PatchedText, read_text
from specgen.trees import MAX_FILE_SIZE, PathRefusedError, Tree, find_entry, normal_path


@dataclass(frozen=True)
class PatchedTree:
    """`base` with patches applied; satisfies `specgen.trees.Tree`.

    `files` holds what differs from `base`: the text of a file, or None where it is gone. `before` is the tree without
    the last patch, None where there is no patch.
    """

    base: Tree
    files: Mapping[str, PatchedText | None] = field(default_factory=dict)
    patch: Patch | None = None
    before: "PatchedTree | None" = None
    applied_notes: tuple[Diagnostic, ...] = ()
    """What happened while the last patch was applied."""

    @property
    def name(self) -> str:
        """What the user called the tree under the patches."""
        return self.base.name

    @property
    def revision(self) -> str:
        """The revision of the tree under the patches."""
        return self.base.revision

    @property
    def entry(self) -> str:
        """The root file; another one where a patch has moved it."""
        entry = self.base.entry
        if entry not in self.files or self.files[entry] is not None:
            return entry
        return find_entry(self, [path for path in self.paths() if "/" not in path])

    @property
    def steps(self) -> tuple["PatchedTree", ...]:
        """The tree after each patch, the last being this one."""
        steps: list[PatchedTree] = []
        step: PatchedTree | None = self
        while step is not None and step.patch is not None:
            steps.append(step)
            step = step.before
        return tuple(reversed(steps))

    @property
    def patches(self) -> tuple[Patch, ...]:
        """The patches, in the order they were applied."""
        return tuple(step.patch for step in self.steps if step.patch is not None)

    @property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What is worth telling about all patches: mails set aside, hunks moved, line ends that differ."""
        return tuple(note for step in self.steps if step.patch for note in (*step.patch.notes, *step.applied_notes))

    @property
    def changed_paths(self) -> tuple[str, ...]:
        """Every file that differs from `base`, gone ones too, sorted."""
        return tuple(sorted(self.files))

    def text(self, path: str) -> PatchedText:
        """The text of a file with its origins; raises as `read` does."""
        if path not in self.files:
            return read_text(self.base.read(path))
        text = self.files[path]
        if text is None:
            raise FileNotFoundError(path)
        return text

    def read(self, path: str) -> bytes:
        """The bytes of a file; see `Tree.read`."""
        normal = normal_path(path)
        if normal not in self.files:
            return self.base.read(path)
        data = self.text(normal).data
        if len(data) > MAX_FILE_SIZE:
            raise PathRefusedError(f"{path!r} is too large with the patches: {len(data):,} bytes")
        return data

    def paths(self) -> tuple[str, ...]:
        """All .tex files, sorted."""
        found = {path for path in self.base.paths() if path not in self.files}
        found |= {path for path, text in self.files.items() if text is not None and _is_listed(path)}
        return tuple(sorted(found))

    def origin(self, path: str, line: int) -> Origin | None:
        """Where line `line`, from 1, of a file comes from; None where it is the tree's own or there is none."""
        text = self.files.get(posixpath.normpath(path))
        return text.origins[line - 1] if text and 1 <= line <= len(text.origins) else None

    def touched_lines(self, path: str) -> tuple[int, ...]:
        """The numbers of the lines of a file that a patch has added or changed."""
        text = self.files.get(posixpath.normpath(path))
        return text.touched if text else ()


def _is_listed(path: str) -> bool:
    """Whether a tree lists a file: a .tex file in no hidden directory."""
    return path.endswith(".tex") and not any(part.startswith(".") for part in path.split("/")[:-1])
