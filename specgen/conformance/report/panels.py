"""The parts that a requirement's page is put together from, as one template prints them: empty ones print nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from specgen.conformance.report.frame import View

Cell = Mapping[str, Any]


def panel(title: str, **parts: Sequence[object]) -> View:
    """A titled part of a page: notes, quotes, sentences, points, tables and excerpts, in that order."""
    kinds = ("notes", "quotes", "sentences", "points", "tables", "excerpts")
    unknown = parts.keys() - set(kinds)
    assert not unknown, unknown
    return {"title": title, **{kind: parts.get(kind, ()) for kind in kinds}}


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> View:
    """A table whose first cell of a row names the row."""
    return {
        "title": title,
        "label": title or columns[0],
        "columns": columns,
        "rows": [{"name": first, "cells": rest} for first, *rest in rows],
    }


def cell(text: str, *, href: str = "", kind: str = "") -> Cell:
    """A text, perhaps one that leads somewhere; `kind` is a class of the style sheet."""
    return {"links": [{"href": href, "text": text}] if href else [], "text": "" if href else text, "kind": kind}
