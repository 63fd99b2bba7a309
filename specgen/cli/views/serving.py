"""A balloon's states, one after another -> the page that a person watches while it is served."""

from collections import deque
from typing import NamedTuple

from specgen.cli.page import Column, Heading, Page, Paragraph, Table
from specgen.conformance.balloon.host import State

_BAR = 40
_COLUMNS = (Column("", "quiet"), Column("bytes", "number", right=True), Column("", "strong"))
_RATES = (Column("", "quiet"), Column("in all", "number", right=True), Column("a second", "strong", right=True))
_BYTES = ("MEMFREE", "MEMTOT", "AVAIL", "CACHES", "SWAP_IN", "SWAP_OUT")


class Moment(NamedTuple):
    """A state and when it was, in seconds of a clock."""

    time: float
    state: State


class History:
    """The last few seconds, from which rates come."""

    def __init__(self, length: int = 6) -> None:
        self._moments: deque[Moment] = deque(maxlen=length)

    def add(self, time: float, state: State) -> None:
        """Take note of a state."""
        self._moments.append(Moment(time, state))

    def rate(self, name: str) -> float:
        """How fast a count of the state grew, in its unit a second."""
        first, last = self._moments[0], self._moments[-1]
        passed = last.time - first.time
        grown: int = getattr(last.state, name) - getattr(first.state, name)
        return grown / passed if passed > 0 else 0.0


def serving_page(state: State, history: History, socket: str) -> Page:
    """The page for one moment."""
    whole = max(state.memory, state.target, state.actual, 1)
    sizes = tuple(
        (name, size_text(value), "█" * round(_BAR * value / whole) or "▏")
        for name, value in (
            ("target", state.target),
            ("actual", state.actual),
            ("guest memory", state.memory),
            ("of it on the host", state.resident),
        )
    )
    counts = ("inflated", "deflated", "reported", "reclaimed")
    names = {"reclaimed": "given back to the host"}
    rates = tuple(
        (names.get(name, name), size_text(getattr(state, name)), f"{size_text(round(history.rate(name)))}/s")
        for name in counts
    )
    statistics = tuple((_short(name), _statistic(name, value), "") for name, value in state.statistics.items())
    page: list[Heading | Table | Paragraph] = [
        Heading("balloon", f"{socket} · {standing(state)}"),
        Table("Balloon", _COLUMNS, sizes),
        Table("Pages", _RATES, rates),
        Table(
            f"Statistics of the guest, {state.statistics_rounds} so far",
            _COLUMNS[:2],
            tuple(row[:2] for row in statistics),
        ),
    ]
    if state.refusal:
        page.append(Paragraph(f"the host takes no memory back: {state.refusal}", "strong"))
    page += [Paragraph(text, "strong", indent=2) for text in state.violations[-3:]]
    page.append(Paragraph("target 256M · statistics · hint start · state · quit, and Enter; Ctrl-C ends it", "quiet"))
    return tuple(page)


def standing(state: State) -> str:
    """In words, whether there is a guest."""
    if not state.connected:
        return "no guest yet"
    if not state.live:
        return "a guest, without its driver"
    return f"a guest, features {', '.join(map(str, state.features)) or 'none'}"


def size_text(size: int) -> str:
    """`12.5 MiB`."""
    value = float(size)
    for unit in ("B", "KiB", "MiB"):
        if abs(value) < 1024:
            return f"{value:.0f} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"


def _short(name: str) -> str:
    return name.rpartition("_S_")[2].replace("_", " ").lower()


def _statistic(name: str, value: int) -> str:
    return size_text(value) if name.endswith(_BYTES) else f"{value:,}"
