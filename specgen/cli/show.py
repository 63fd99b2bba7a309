"""`specgen show`: a specification, or one thing in it -> tables on the terminal."""

import argparse
import os
from pathlib import Path

from specgen.cli.arguments import add_reading
from specgen.cli.output import write_output
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

DESCRIPTION = """\
Without NAME: all device types
and what they hold. NAME is a device type's slug (balloon, net), a label, a requirement ID, or the name of a struct,
feature bit, constant, virtqueue or register."""
EXAMPLES = """\
  specgen show
  specgen show ../virtio-spec net
  specgen show ../virtio-spec@v1.2 virtio_net_config
  specgen show "sec:Device Types / Memory Balloon Device"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC and NAME, told apart by whether a specification lies there."""
    parser.add_argument("words", nargs="*", metavar="[SPEC] [NAME]", help="what to show, and from which specification")
    parser.add_argument("--svg", metavar="FILE", help="write the picture of a terminal to FILE instead")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Draw the page; SpecgenError where nothing has that name."""
    from specgen.cli.reading import read_meanings, read_model
    from specgen.cli.views.find import find_page
    from specgen.cli.views.overview import overview_page

    spec, name = split_words(arguments.words)
    opened = with_patches(open_specification(spec, terminal), arguments, terminal)
    model = read_model(opened, arguments, terminal)
    if name is None:
        page = overview_page(model, opened.source)
    else:
        page = find_page(model, name, opened.tree.name, lambda one: read_meanings(model, arguments, [one]).of(one))
    from specgen.cli.render import page_svg, print_page

    if arguments.svg is None:
        print_page(page, colorful=terminal.colorful)
    else:
        title = " ".join(["specgen show", *([] if name is None else [name])])
        write_output(page_svg(page, title).encode("utf-8"), arguments.svg)
    return 0


def split_words(words: list[str]) -> tuple[str | None, str | None]:
    """SPEC and NAME; a single word is SPEC where it names a place, else NAME."""
    if len(words) > 2:
        raise SpecgenError(f"show has no use for {words[2]!r}", hint="a NAME with spaces needs quotes")
    if len(words) == 2:
        return words[0], words[1]
    if not words:
        return None, None
    return (words[0], None) if _is_place(words[0]) else (None, words[0])


def _is_place(word: str) -> bool:
    """Whether a specification lies there, or the word can only be meant as a path."""
    try:
        path = Path(word)
        if path.is_dir():
            return not word.isidentifier() or any(path.glob("*.tex"))
        at = word.find("@")
        return path.is_file() or word.endswith(".tex") or (at != -1 and Path(word[:at]).is_dir()) or _is_path(word)
    except (OSError, ValueError):
        return False


def _is_path(word: str) -> bool:
    """Labels hold slashes too, but none starts like a path."""
    return word.startswith(("./", "../", "~", os.sep)) or word in {".", ".."}
