"""`specgen lint --fix` and `--diff`: the tree with fixes applied, written in place or shown as a diff."""

import argparse
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.output import write_output
from specgen.cli.spec_argument import Opened
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError
from specgen.source import decode_text
from specgen.trees import DirectoryTree, FileTree, Tree

if TYPE_CHECKING:
    from specgen.lint.choice import Choice

_ROUNDS = 8
"""Fixes that overlap wait for the next round; what still changes after so many is left."""


def fix_specification(opened: Opened, choice: "Choice", arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Apply fixes until nothing changes; 1 where findings are left, or with --diff where there are changes."""
    if not isinstance(opened.tree, DirectoryTree | FileTree) or opened.is_sample:
        raise SpecgenError(f"{opened.source} cannot be written to", hint="--fix works on a directory or a .tex file")
    edited, count, left = _fixed(opened.tree, choice, arguments)
    if arguments.diff:
        text = "".join(_diff(opened.tree, path, data) for path, data in sorted(edited.items()))
        write_output(text.encode("utf-8", "surrogateescape"), arguments.output)
        return int(bool(edited) and not arguments.exit_zero)
    for path, data in sorted(edited.items()):
        write_output(data, str(_place(opened.tree, path)))
    terminal.note(f"{count} fixed in {len(edited)} files, {left} left")
    return int(left > 0 and not arguments.exit_zero)


def _fixed(tree: Tree, choice: "Choice", arguments: argparse.Namespace) -> tuple[dict[str, bytes], int, int]:
    """The changed files, how many fixes were applied, and how many findings are left."""
    from specgen.lint.engine import lint_tree
    from specgen.lint.fix import apply_fixes
    from specgen.patches import PatchedTree
    from specgen.patches.text import read_text

    edited: dict[str, bytes] = {}
    total = 0
    for _ in range(_ROUNDS):
        now = PatchedTree(tree, {path: read_text(data) for path, data in edited.items()})
        found = choice.counted(lint_tree(now, jobs=arguments.jobs, cache=not arguments.no_cache))
        files = {edit.file: now.read(edit.file) for one in found if one.fix for edit in one.fix.edits}
        texts = {path: decode_text(data) for path, data in files.items() if _can_be_written(data)}
        changed, count = apply_fixes(texts, found, unsafe=arguments.unsafe_fixes)
        if not count:
            break
        total += count
        edited |= {path: _encoded(text, files[path]) for path, text in changed.items()}
    return edited, total, len(found)


def _can_be_written(data: bytes) -> bool:
    """Whether a file survives decoding and encoding: not with bytes that are no UTF-8, nor with mixed line ends."""
    return _encoded(decode_text(data), data) == data


def _encoded(text: str, before: bytes) -> bytes:
    """The text with the line ends and the byte order mark that the file had."""
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    return mark + (text.replace("\n", "\r\n") if b"\r\n" in before else text).encode()


def _diff(tree: Tree, path: str, data: bytes) -> str:
    old, new = (side.decode("utf-8", "surrogateescape").splitlines(keepends=True) for side in (tree.read(path), data))
    return "".join(difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"))


def _place(tree: Tree, path: str) -> Path:
    """Where a file of a tree lies; SpecgenError where it is a link, which may lead anywhere."""
    root = Path(tree.name) if Path(tree.name).is_dir() else Path(tree.name).parent
    target = root / path
    if target.is_symlink() or not target.resolve().is_relative_to(root.resolve()):
        raise SpecgenError(f"{path} is a link and is not written through")
    return target
