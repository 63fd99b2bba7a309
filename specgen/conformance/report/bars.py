"""Counts -> bars of stacked pieces, as the percentages that a template prints."""

from collections.abc import Iterable
from typing import Any

from specgen.conformance.report.frame import View
from specgen.conformance.standing import SAYS, Status, Tally


def stacked(found: Tally) -> View:
    """A bar as long as all requirements, with a piece for each status that occurs."""
    return bar((number, status.value, f"{number:,} {status.value}") for status, number in found.by_status)


def meter(part: int, whole: int) -> View:
    """A bar of one piece: how much `part` is of `whole`."""
    return bar(((part, "part", f"{part:,} of {whole:,}"), (whole - part, "rest", "")))


def bar(pieces: Iterable[tuple[int, str, str]]) -> View:
    """A bar of pieces, each a number with its kind and what it says; the label says the same in words."""
    listed = [piece for piece in pieces if piece[0] > 0]
    whole = sum(number for number, _, _ in listed) or 1
    shown: list[Any] = []
    before = 0
    for number, kind, title in listed:
        shown.append(
            {
                "x": round(100 * before / whole, 3),
                "width": round(100 * number / whole, 3),
                "kind": kind,
                "title": title,
            }
        )
        before += number
    return {"pieces": shown, "label": ", ".join(title for _, _, title in listed if title) or "none"}


def legend() -> list[View]:
    """The statuses with what they mean."""
    return [{"kind": status.value, "text": SAYS[status]} for status in Status]
