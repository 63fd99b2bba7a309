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
