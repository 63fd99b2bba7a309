"""A specification and a device type of it -> the names that monitors look up: bits, places, numbers, queues."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from specgen.model import DeviceType, FeatureBit, Field, Specification, Struct
from specgen.runtime.features import RingFeature
from specgen.runtime.status import Status

_PLAIN = re.compile(r"[^a-z0-9]")
_NUMBER = re.compile(r"0x[0-9a-f]+|\d+", re.IGNORECASE)

STATUS_BITS: Mapping[str, int] = {bit.name or "": int(bit) for bit in Status}
"""Names of the bits of the device status field."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A struct of known size in bytes, and where its fields lie."""

    size: int
    fields: Mapping[str, range]

    def values(self, data: bytes, name: str) -> tuple[int, ...]:
        """The field's values in all whole structs that the data consists of, little-endian."""
        place = self.fields[name]
        starts = range(0, len(data) - self.size + 1, self.size)
        return tuple(int.from_bytes(data[at + place.start : at + place.stop], "little") for at in starts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says of a device type; features are masks, fields byte ranges of configuration space.

    A field whose name some other struct has as well is left out: a sentence may mean either.

    `requires` holds for each feature a conjunction of alternatives, `described` all features that the text describes
    for this device type, `queues` the keys of virtqueues by their plain names.
    """

    slug: str
    features: Mapping[str, int]
    requires: Mapping[int, tuple[tuple[int, ...], ...]]
    described: int
    fields: Mapping[str, range]
    constants: Mapping[str, int]
    queues: Mapping[str, str]
    structs: Mapping[str, "Layout"] = field(default_factory=dict)

    def queue_key(self, name: str) -> str | None:
        """The key of the virtqueue of that name, `None` where there is none."""
        return self.queues.get(plain(name))

    def number(self, text: str) -> int | None:
        """A number as written, or a constant's value."""
        if text in self.constants:
            return self.constants[text]
        return int(text, 0) if _NUMBER.fullmatch(text) else None


def plain(name: str) -> str:
    """A name without case and marks, by which virtqueues are found."""
    return _PLAIN.sub("", name.lower())


def facts_of(specification: Specification, slug: str) -> Facts:
    """The facts of one device type; of the common ones alone where the text has no device type of that slug."""
    device = next((one for one in specification.device_types if one.slug == slug), None)
    own = () if device is None else device.features
    described = [*specification.common.features, *(one for one in own if not one.legacy)]
    # Some versions call in their list what their text calls otherwise.
    bits = {f"VIRTIO_F_{one.name}": int(one) for one in RingFeature}
    bits |= {one.name: 1 << one.bit for one in [*specification.common.features, *own]}
    constants = [*specification.common.constants, *(() if device is None else device.constants)]
    return Facts(
        slug=slug,
        features=bits,
        requires=_requires([*specification.common.features, *own], bits),
        described=sum({1 << one.bit for one in described}),
        fields={} if device is None else _fields(device),
        constants={one.name: one.value for one in constants if one.value is not None},
        queues={} if device is None else {plain(one.name): plain(one.name) for one in device.virtqueues},
        structs={} if device is None else _layouts(device),
    )


def _requires(features: Iterable[FeatureBit], bits: Mapping[str, int]) -> dict[int, tuple[tuple[int, ...], ...]]:
    found: dict[int, tuple[tuple[int, ...], ...]] = {}
    for feature in features:
        known = (tuple(bits[name] for name in options if name in bits) for options in feature.requires)
        if needed := tuple(options for options in known if options):
            found[1 << feature.bit] = needed
    return found


def _fields(device: DeviceType) -> dict[str, range]:
    """The fields of configuration space, but those whose names other structs of the device type have too."""
    struct: Struct | None = next((one for one in device.structs if one.name == device.config), None)
    if struct is None:
        return {}
    others = {name for one in device.structs if one is not struct for name in _names(one.fields)}
    return {name: place for name, place in _places(struct.fields) if name not in others}


def _layouts(device: DeviceType) -> dict[str, Layout]:
    return {one.name: Layout(one.size, dict(_places(one.fields))) for one in device.structs if one.size}


def _names(fields: Iterable[Field]) -> Iterable[str]:
    for one in fields:
        yield one.name
        yield from _names(one.fields)


def _places(fields: Iterable[Field]) -> Iterable[tuple[str, range]]:
    for one in fields:
        if one.offset is not None and one.size is not None and one.name:
            yield one.name, range(one.offset, one.offset + one.size)
        yield from _places(one.fields)
