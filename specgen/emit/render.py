"""A template and a view -> a generated file. Templates loop over what views hold and print `Source`, nothing else."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from specgen.emit.source import Source
from specgen.resources import resource_directory

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, view: Mapping[str, object]) -> str:
    """The file `template` makes of `view`; TypeError where it would print text that is no source."""
    return _environment().get_template(template).render(view)


@cache
def _environment() -> "Environment":
    """Jinja, loaded only by a build; a name a view does not have is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  # only a build needs it

    return Environment(
        loader=FileSystemLoader([resource_directory("templates") / "package", resource_directory("templates")]),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # the output is Python, and only `Source` is printed
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_source_only,
    )


def _source_only(value: object) -> object:
    """Refuse to print what no function of `emit.source` has made safe."""
    if isinstance(value, Source):
        return value
    str(value)  # a name the view does not have says so itself
    raise TypeError(f"a template would print {value!r}, which is no source")
