"""Feature bits and device IDs of the text and of the headers -> rows."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from specgen.drift.headers.model import NamedNumber
from specgen.drift.rows import Row, Status, Subject
from specgen.model import DeviceId, FeatureBit, Specification

_WORD = re.compile(r"[a-z0-9]+")
_FAMILY = re.compile(r"VIRTIO_(?P<family>(?:[A-Z0-9]+_)*?)F_")
_COMMON = {"", "RING_"}
_SPELLED = {
    "net": "network", "rng": "entropy", "iomem": "memory", "9p": "9p", "mac80211": "mac80211", "wlan": "wlan",
    "clock": "timer", "mem": "memory", "vsock": "socket", "fs": "file", "pmem": "memory", "bt": "bluetooth",
    "blk": "block", "snd": "sound", "sec": "secure", "mod": "module", "dist": "distribution", "param": "parameter",
    "serv": "server", "rproc": "rproc", "hwsim": "hwsim", "i2c": "i2c",
}  # fmt: skip
"""Words of the headers' names as the text spells them."""


def feature_rows(spec: Specification, theirs: Sequence[NamedNumber]) -> Iterator[Row]:
    """Feature bits by name, then by number among the bits of one device type."""
    ours: dict[str, FeatureBit] = {}
    for features in (spec.common.features, *(device.features for device in spec.device_types)):
        for bit in features:
            ours.setdefault(bit.name, bit)
    by_name = {number.name: number for number in theirs}
    unnamed: defaultdict[tuple[str, int], list[NamedNumber]] = defaultdict(list)
    for number in theirs:
        if number.name not in ours:
            unnamed[_family(number.name), number.value].append(number)
    taken: set[str] = set()
    for name, bit in ours.items():
        same = by_name.get(name)
        if same is not None:
            status = Status.SAME if same.value == bit.bit else Status.DIFFERING
            yield Row(Subject.FEATURE, status, name, name, str(bit.bit), str(same.value), bit.span, same.span)
            continue
        aliases = unnamed.get((_family(name), bit.bit), [])
        other = next((one for one in aliases if one.name not in taken), None)
        if other is None:
            yield Row(Subject.FEATURE, Status.HERE, name, "", str(bit.bit), "", bit.span, None)
        else:
            taken.add(other.name)
            value = str(bit.bit)
            yield Row(Subject.FEATURE, Status.RENAMED, name, other.name, value, value, bit.span, other.span)
    numbers = {(_family(name), bit.bit) for name, bit in ours.items()}
    for number in theirs:
        if number.name in ours or number.name in taken:
            continue
        yield _alias_or_alone(number, numbers, ours)


def id_rows(ours: Sequence[DeviceId], theirs: Sequence[NamedNumber]) -> Iterator[Row]:
    """Device IDs by number; a name that stands beside another number in the text differs."""
    rows = {row.id: row for row in ours if row.id}
    numbers = {number.value: number for number in theirs}
    moved: set[int] = set()
    for value, number in numbers.items():
        row = rows.get(value)
        elsewhere = next(
            (one for one in rows.values() if one.id not in numbers and _agree(one.name, number.name)), None
        )
        if row is not None and _agree(row.name, number.name):
            yield _id_row(Status.SAME, row, number)
        elif elsewhere is not None:
            moved.add(elsewhere.id)
            yield _id_row(Status.DIFFERING, elsewhere, number)
        elif row is not None:
            yield _id_row(Status.RENAMED, row, number)
        else:
            yield Row(Subject.DEVICE_ID, Status.THERE, number.name, number.name, "", str(value), None, number.span)
    for value, row in rows.items():
        if value not in numbers and value not in moved:
            yield Row(Subject.DEVICE_ID, Status.HERE, row.name, "", str(value), "", row.span, None)


def _alias_or_alone(number: NamedNumber, numbers: set[tuple[str, int]], ours: dict[str, FeatureBit]) -> Row:
    """A second name of the headers for a bit that the text has, or a bit that it has not."""
    key = (_family(number.name), number.value)
    if key not in numbers:
        return Row(Subject.FEATURE, Status.THERE, number.name, number.name, "", str(number.value), None, number.span)
    bit = next(bit for name, bit in ours.items() if (_family(name), bit.bit) == key)
    value = str(number.value)
    return Row(Subject.FEATURE, Status.RENAMED, bit.name, number.name, value, value, bit.span, number.span)


def _family(name: str) -> str:
    match = _FAMILY.match(name)
    family = match["family"] if match else name
    return "" if family in _COMMON else family


def _id_row(status: Status, row: DeviceId, number: NamedNumber) -> Row:
    return Row(Subject.DEVICE_ID, status, row.name, number.name, str(row.id), str(number.value), row.span, number.span)


def _agree(name: str, macro: str) -> bool:
    """Whether a word of the macro stands in the name of the text, or is its initials."""
    words = _WORD.findall(name.lower())
    text = "".join(words)
    for part in macro.removeprefix("VIRTIO_ID_").lower().split("_"):
        spelled = _SPELLED.get(part, part)
        if len(part) > 1 and (spelled in words or part in words or (len(part) > 3 and part in text)):
            return True
    return False
