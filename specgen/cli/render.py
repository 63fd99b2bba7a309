"""Pages -> a terminal or an SVG picture; the only importer of rich."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import IO

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as RichTable
from rich.terminal_theme import MONOKAI
from rich.text import Text

from specgen.cli.page import Block, Heading, Page, Paragraph, Table
from specgen.cli.terminal import printable

_STYLES = {"": "", "strong": "bold", "number": "cyan", "quiet": "dim"}
_PIPE_WIDTH = 120
_ANY_WIDTH = 10_000
_SVG_WIDTH = 96


def print_page(page: Page, *, colorful: bool) -> None:
    """Draw a page on standard output; a pipe gets a fixed width, so that the output does not depend on the window."""
    print(page_text(page, colorful=colorful), end="")


def page_text(page: Page, *, colorful: bool) -> str:
    """A page as `print_page` draws it."""
    drawn = StringIO()
    _console(drawn, _width(), colorful=colorful).print(_drawn(page))
    return "".join(f"{line.rstrip()}\n" for line in drawn.getvalue().splitlines())


@contextmanager
def progress_bar(text: str, total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error while `total` things are done, gone afterwards; the value is to be called after each."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, markup=False, highlight=False)
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        task = progress.add_task(text, total=total)
        yield lambda: progress.advance(task)


@contextmanager
def live_page(*, colorful: bool) -> Iterator[Callable[[Page], None]]:
    """A page on the terminal that each call replaces; it stays as it was last."""
    console = _console(sys.stdout, _width(), colorful=colorful)
    with Live(console=console, auto_refresh=False, vertical_overflow="visible") as live:
        yield lambda page: live.update(_drawn(page), refresh=True)


def page_svg(page: Page, title: str) -> str:
    """The page as the picture of a terminal; it names no font server, and the same page gives the same bytes."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - devnull is no path to work on
        console = _console(nowhere, _SVG_WIDTH, colorful=True, record=True)
        console.print(_drawn(page))
        svg = console.export_svg(title=printable(title), theme=MONOKAI, unique_id="specgen")
    local = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", local, flags=re.MULTILINE)


def _console(file: IO[str], width: int, *, colorful: bool, record: bool = False) -> Console:
    return Console(
        file=file,
        width=width,
        record=record,
        force_terminal=colorful,
        color_system="standard" if colorful else None,
        no_color=not colorful,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _width() -> int:
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return max(40, shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns)
    return _PIPE_WIDTH


def _drawn(page: Page) -> RenderableType:
    return Group(*(_block(block) for block in page if not (isinstance(block, Table) and not block.rows)))


def _block(block: Block) -> RenderableType:
    match block:
        case Heading(text, about):
            heading = Text(printable(text), "bold")
            return Group(heading, Text(printable(about), "dim")) if about else heading
        case Paragraph(text, style, indent):
            return Padding(Text(printable(text), _STYLES[style]), (1 if not indent else 0, 0, 0, indent))
        case Table():
            return Group(
                "", Text(printable(block.title), "bold yellow"), _Dense(block) if block.dense else _table(block)
            )


class _Dense:
    """A table whose columns move together before their words are broken."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        drawn = _table(self.table)
        if console.measure(drawn, options=options.update(max_width=_ANY_WIDTH)).maximum > options.max_width:
            drawn.padding = (0, 0)
        yield drawn


def _table(table: Table) -> RichTable:
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    used = [index for index in range(len(table.columns)) if any(row[index] for row in table.rows)]
    for column in (table.columns[index] for index in used):
        drawn.add_column(
            column.title,
            justify="right" if column.right else "left",
            style=_STYLES[column.style],
            overflow="fold",
        )
    for row in table.rows:
        drawn.add_row(*(_cell(printable(row[index])) for index in used))
    return drawn


def _cell(text: str) -> RenderableType:
    """A text; what is indented stays so where it is folded."""
    bare = text.lstrip(" ")
    return Padding(Text(bare), (0, 0, 0, len(text) - len(bare))) if bare != text and bare else Text(text)
