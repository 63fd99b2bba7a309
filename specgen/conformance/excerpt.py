"""Events -> lines that a person reads: who did what, with numbers as they are usually written."""

from collections.abc import Iterable, Iterator
from typing import Any

from specgen.runtime.trace import Event, Kind

_LONGEST = 160
_HEXADECIMAL = frozenset({"features", "value", "descriptors", "driver_area", "device_area", "fill"})


def excerpt_of(events: Iterable[Event]) -> Iterator[str]:
    """A line for each event, `_LONGEST` characters at most."""
    for event in events:
        line = f"#{event.at} {event.by}: {event.kind}"
        what = event.values.get("key") or event.values.get("what")
        if what:
            line += f" {what}"
        shown = {name: value for name, value in event.values.items() if name not in {"key", "what"}}
        for name, value in shown.items():
            if value not in (None, [], b"") and not (name == "queue" and what and event.kind is not Kind.HOST):
                line += f" {name}={_shown(name, value)}"
        yield line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _shown(name: str, value: Any) -> str:  # noqa: ANN401 - whatever an event holds
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and not isinstance(value, bool) and name in _HEXADECIMAL:
        return f"{value:#x}"
    if name in {"readable", "writable", "extents"}:
        return ",".join(f"{start:#x}+{length}" for start, length in value)
    return str(value)
