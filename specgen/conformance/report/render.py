"""A template of `templates/report` and a view -> a page of HTML; every text is escaped."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from specgen.resources import resource_directory

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, view: Mapping[str, Any]) -> str:
    """The page; a name that the view does not have is an error, and half a character of the text becomes a `?`."""
    page = _environment().get_template(template).render(view)
    return page.encode("utf-8", "replace").decode()


def asset(name: str) -> str:
    """The text of a file that goes into the report as it is."""
    return (resource_directory("templates") / "report" / name).read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only a report needs it

    return Environment(
        loader=FileSystemLoader(resource_directory("templates") / "report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
