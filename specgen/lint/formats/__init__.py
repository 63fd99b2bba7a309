"""Findings -> text in the forms that people and programs read; one module for each form, `render(shown) -> str`."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from specgen.lint.finding import Finding

if TYPE_CHECKING:
    from specgen.patches import Origin

FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "rdjson", "sarif", "mail")
"""`full` is drawn by the command line itself; the others are modules of this package."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as outputs show it: `name` is its rule's, `source` its line, `origin` the line of the patch, if any."""

    finding: Finding
    name: str
    source: str = ""
    origin: "Origin | None" = None

    @property
    def fixable(self) -> bool:
        """Whether --fix mends it."""
        return self.finding.fix is not None and self.finding.fix.safe


def render(output_format: str, shown: Sequence[Shown]) -> str:
    """The text of one of FORMATS other than full; it ends with a line end, or is empty."""
    module = import_module(f"specgen.lint.formats.{output_format.replace('-', '_')}_format")
    return str(module.render(shown))
