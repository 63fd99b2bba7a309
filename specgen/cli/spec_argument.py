"""SPEC, or its absence -> the tree to read; the one place where patches will be laid over it."""

import os
from pathlib import Path
from typing import NamedTuple

import specgen
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError
from specgen.trees import DirectoryTree, Tree, open_tree

SAMPLE = "the bundled sample"
"""What it is called."""


class Opened(NamedTuple):
    """A tree, what generated files call it (no path of this machine), and whether it is the bundled sample."""

    tree: Tree
    source: str
    is_sample: bool


def open_specification(spec: str | None, terminal: Terminal) -> Opened:
    """The specification a command works on; says on standard error which one, where SPEC does not."""
    if spec is not None:
        tree = open_tree(spec)
        return Opened(tree, _source_name(spec, tree), is_sample=False)
    checkout = find_checkout(Path.cwd())
    if checkout is not None:
        terminal.note(f"reading the specification in {os.path.relpath(checkout)}")
        return Opened(DirectoryTree(checkout), checkout.name, is_sample=False)
    terminal.note("no SPEC given, and this is no checkout of one: reading the sample that comes with specgen")
    return open_sample()


def open_sample() -> Opened:
    """The bundled sample; SpecgenError where an installation lacks it."""
    return Opened(DirectoryTree(sample_directory(), "sample"), SAMPLE, is_sample=True)


def sample_directory() -> Path:
    """Where the bundled sample lies; SpecgenError where an installation lacks it."""
    sample = Path(specgen.__file__).parent / "sample"
    if not sample.is_dir():
        raise SpecgenError("the bundled sample is missing: the installation is incomplete", hint="name a SPEC")
    return sample


def find_checkout(start: Path) -> Path | None:
    """The nearest directory from `start` upwards that holds a virtio specification."""
    for directory in (start, *start.parents):
        try:
            if _is_specification(directory):
                return directory
        except OSError:
            continue
    return None


def _is_specification(directory: Path) -> bool:
    """content.tex is a common name: alone, it must speak of virtio."""
    content = directory / "content.tex"
    if not content.is_file():
        return False
    if (directory / "virtio.tex").is_file():
        return True
    with content.open("rb") as file:
        return b"virtio" in file.read(1 << 16).lower()


def _source_name(spec: str, tree: Tree) -> str:
    """The last part of what the user named, with the revision's hash where there is one."""
    if not tree.revision:
        return Path(spec).resolve().name
    directory = Path(spec[: spec.rfind("@")])
    return f"{directory.resolve().name}@{tree.revision[:12]}"
