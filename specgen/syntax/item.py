"""The label of a list's item, `VIRTIO_NET_F_CSUM (0)`, or a text that begins so -> name, number and the rest."""

import re
from dataclasses import dataclass

_NUMBER = r"(?:0[xX][0-9A-Fa-f]{1,16}|[0-9]{1,18})"
_ITEM = re.compile(
    rf"\s*+(?P<name>[A-Za-z](?:\w|\\_)*+)\s*+\(\s*+(?P<value>{_NUMBER})"
    rf"(?:\s*+(?:-+|\u2013|to\b|\.\.+|…|\\ldots\b)\s*+(?P<last>{_NUMBER}))?+\s*+\)\s*+(?P<rest>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """`NAME (3) rest`: `value` is the number; a range such as `RESERVED (24-27)` has both ends in `range` instead."""

    name: str
    value: int | None
    range: tuple[int, int] | None
    rest: str


def parse_item(label: str) -> ItemLabel | None:
    """What `label` names and numbers; `None` where it does not begin with a name and a number in parentheses."""
    match = _ITEM.match(label)
    if match is None:
        return None
    name = match["name"].replace("\\_", "_")
    first = _number(match["value"])
    if match["last"] is None:
        return ItemLabel(name, first, None, match["rest"].rstrip())
    return ItemLabel(name, None, (first, _number(match["last"])), match["rest"].rstrip())


def _number(digits: str) -> int:
    return int(digits, 16 if digits[:2] in ("0x", "0X") else 10)
