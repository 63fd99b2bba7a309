"""Plain values -> JSON text with a line for each member of a list of objects.

The encoder's own `indent` is pure Python and takes five times as long; here it still writes the lines.
"""

import json
from typing import Any

_Object = dict[str, Any]
_NESTING = (dict, list)
_compact = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def json_bytes(document: _Object) -> bytes:
    """The document in UTF-8, keys in their order, with a line end."""
    pieces: list[str] = []
    _write(document, "\n", pieces)
    pieces.append("\n")
    # A lone surrogate is no UTF-8, but its escape is JSON.
    return "".join(pieces).encode("utf-8", "backslashreplace")


def _write(value: _Object, newline: str, pieces: list[str]) -> None:
    """Append an object: on one line, but its lists of objects with a line for each member."""
    lists = {key for key, part in value.items() if type(part) in _NESTING and _holds_objects(part)}
    if not lists:
        pieces.append(_compact(value))
        return
    below = f"{newline} "
    start, run = "{", _Object()
    for key, part in value.items():
        if key not in lists:
            run[key] = part
            continue
        if run:
            pieces.append(f"{start}{_compact(run)[1:-1]}")
            start, run = f",{below}", _Object()
        elif start == "{":
            start += below
        pieces.append(f'{start}"{key}": ')
        _write_members(part, below, pieces)
        start = f",{below}"
    pieces.append(f"{start}{_compact(run)[1:-1]}{newline}}}" if run else f"{newline}}}")


def _write_members(part: _Object | list[_Object], newline: str, pieces: list[str]) -> None:
    if isinstance(part, dict):
        _write(part, newline, pieces)
        return
    start = f"[{newline} "
    for member in part:
        pieces.append(start)
        _write(member, f"{newline} ", pieces)
        start = f",{newline} "
    pieces.append(f"{newline}]")


def _holds_objects(part: _Object | list[Any]) -> bool:
    if isinstance(part, dict):
        return any(type(inner) is list and _holds_objects(inner) for inner in part.values())
    return bool(part) and type(part[0]) is dict
