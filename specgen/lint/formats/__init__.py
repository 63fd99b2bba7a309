"""Findings -> text in the forms that people and programs read; one module for each form, `render(shown) -> str`."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from specgen.lint.finding import Finding

FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "rdjson", "sarif", "mail")
"""`full` is drawn by the command line itself; the others are modules of this package."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as outputs show it: `source` is its line, `patch` the file and line of the patch it comes from."""

    finding: Finding
    name: str
    source: str = ""
    patch: tuple[str, int] | None = None


def render(output_format: str, shown: Sequence[Shown]) -> str:
    """The text of one of FORMATS other than full; it ends with a line end, or is empty."""
    module = import_module(f"specgen.lint.formats.{output_format.replace('-', '_')}_format")
    return str(module.render(shown))
