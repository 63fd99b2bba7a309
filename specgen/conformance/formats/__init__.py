"""A judgement -> text in the forms that programs read; one module for each form, `render(judgement) -> str`."""

from importlib import import_module

from specgen.conformance.judgement import Judgement

FORMATS = ("text", "json", "junit", "github")
"""`text` is drawn by the command line itself; the others are modules of this package."""


def render(output_format: str, judgement: Judgement) -> str:
    """The text of one of FORMATS other than text; it ends with a line end, or is empty."""
    module = import_module(f"specgen.conformance.formats.{output_format}_format")
    return str(module.render(judgement))
