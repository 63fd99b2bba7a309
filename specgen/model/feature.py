"""A feature bit, as its item in a "Feature bits" list states it."""

from dataclasses import dataclass

from specgen.source import Span


@dataclass(frozen=True, slots=True)
class FeatureBit:
    """One feature bit. `bit` counts from 0 over the whole feature set, so it may exceed 63.

    `requires` is a conjunction of alternatives: `(("A",), ("B", "C"))` reads "A, and B or C".
    `description` is the plain text of the item, without markup.
    """

    name: str
    bit: int
    legacy: bool
    requires: tuple[tuple[str, ...], ...]
    description: str
    span: Span


@dataclass(frozen=True, slots=True)
class FeatureRange:
    """A row of the allocation of feature bits: bits `first` to `last` (`None`: and above) and their `purpose`.

    `purpose` is "device" for bits of the device types, "transport" for the queue and negotiation mechanisms,
    "reserved" for future extensions.
    """

    first: int
    last: int | None
    purpose: str
    span: Span
