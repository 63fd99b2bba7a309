"""Counts by status -> a picture of stacked bars, as the numbers that an SVG template prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from specgen.conformance.standing import Status

WIDTH, LEFT, RIGHT, THICK, STEP = 800, 150, 720, 14, 20
"""Of the picture: its width, where bars begin and end, how thick a bar is and how far it is to the next; in pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, what it leads to, and how many requirements have each status."""

    name: str
    href: str
    counts: tuple[tuple[Status, int], ...]


def stacked(bars: Sequence[Bar]) -> Mapping[str, Any]:
    """The view of a picture; lengths are in proportion to the largest bar."""
    totals = [sum(number for _, number in bar.counts) for bar in bars]
    largest = max(totals, default=0) or 1
    return {
        "width": WIDTH,
        "height": STEP * len(bars) + STEP - THICK,
        "left": LEFT - 8,
        "right": RIGHT + 8,
        "thick": THICK,
        "label": f"Requirements by status, {len(bars)} bars",
        "rows": [
            _row(number, bar, total, largest) for number, (bar, total) in enumerate(zip(bars, totals, strict=True))
        ],
        "legend": [{"status": status.value, "text": status.value} for status in Status],
    }


def _row(number: int, bar: Bar, total: int, largest: int) -> Mapping[str, Any]:
    y = number * STEP + (STEP - THICK) // 2
    counts = dict(bar.counts)
    checked = counts.get(Status.DERIVED, 0) + counts.get(Status.BOUND, 0)
    return {
        "name": bar.name,
        "href": bar.href,
        "y": y,
        "text_y": y + THICK - 3,
        "share": f"{checked} of {total}",
        "pieces": _pieces(bar, largest),
    }


def _pieces(bar: Bar, largest: int) -> list[Mapping[str, Any]]:
    pieces: list[Mapping[str, Any]] = []
    before = 0
    for status, number in bar.counts:
        if number:
            pieces.append(
                {
                    "x": round(LEFT + (RIGHT - LEFT) * before / largest, 2),
                    "width": round((RIGHT - LEFT) * number / largest, 2),
                    "status": status.value,
                    "title": f"{bar.name}: {number} {status.value}",
                }
            )
        before += number
    return pieces
