"""Series of numbers -> a picture of lines, as the numbers that an SVG template prints."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 800, 360, 56, 690, 24, 310
"""Of the picture and of the frame in it, in pixels."""
_STEPS = (1, 2, 5)
_GRID = 5


def lines(title: str, names: Sequence[str], series: Mapping[str, Sequence[float]]) -> Mapping[str, Any]:
    """The view of a picture with a line for each series, one value for each of `names`; labels do not overlap."""
    largest = max((value for values in series.values() for value in values), default=0)
    step = _step(largest)
    top = step * max(1, -(-largest // step))
    across = (RIGHT - LEFT) / max(1, len(names) - 1)
    last = {name: BOTTOM - (BOTTOM - TOP) * values[-1] / top for name, values in series.items() if values}
    return {
        "width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "title": title,
        "grid": [
            {"y": round(BOTTOM - (BOTTOM - TOP) * number * step / top, 1), "text": f"{number * step:g}"}
            for number in range(int(top / step) + 1)
        ],
        "names": _shown(names, across),
        "lines": [
            {
                "name": name,
                "number": number,
                "points": " ".join(
                    f"{LEFT + across * at:.1f},{BOTTOM - (BOTTOM - TOP) * value / top:.1f}"
                    for at, value in enumerate(values)
                ),
                "text_y": y,
            }
            for number, ((name, values), y) in enumerate(zip(series.items(), _apart(last, series), strict=True))
        ],
    }  # fmt: skip


def _step(largest: float) -> float:
    """A round distance between lines of the grid."""
    size = 1.0
    while True:
        for step in _STEPS:
            if largest <= step * size * _GRID:
                return step * size
        size *= 10


def _shown(names: Sequence[str], across: float) -> list[Mapping[str, Any]]:
    every = max(1, -(-60 // max(1, int(across))))
    return [{"x": round(LEFT + across * at, 1), "text": name} for at, name in enumerate(names) if at % every == 0]


def _apart(last: Mapping[str, float], series: Mapping[str, Sequence[float]]) -> list[float]:
    """Where the names of the lines stand: at their ends, 14 pixels apart."""
    places: dict[str, float] = {}
    below = BOTTOM + 18.0
    for name in sorted(last, key=lambda name: last[name], reverse=True):
        below = places[name] = min(last[name] + 4, below - 14)
    return [round(places.get(name, 0.0), 1) for name in series]
