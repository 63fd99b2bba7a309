"""A heading of the whole specification, with its place among the others."""

from dataclasses import dataclass

from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Heading:
    """One section of the text. `level` counts as in LaTeX (chapter 0, section 1); `path` holds the titles from the top.

    `kind` is "heading", "normative" or "conformance". `parent` is the number of the heading it stands below in
    `Specification.headings`, `None` at the top. `device` says that it is, or stands in, the section of a device type,
    `legacy` that it is about the legacy interface.
    """

    level: int
    title: str
    kind: str
    labels: tuple[str, ...]
    path: tuple[str, ...]
    parent: int | None
    scope: str
    device: bool
    legacy: bool
    span: Span
