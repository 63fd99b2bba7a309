"""A virtqueue, as its item in a "Virtqueues" list states it."""

from dataclasses import dataclass

from specgen.model.formula import Formula
from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Virtqueue:
    """One line of a device type's list of virtqueues.

    `index` is plain text ("0", "2N", "2..n", "..." for a line that only continues a series); `formula` is its parsed
    form, `None` for "...". `condition` is the sentence that says when the queue exists, `features` the feature bits
    that sentence names.
    """

    index: str
    index_raw: str
    formula: Formula | None
    name: str
    condition: str | None
    features: tuple[str, ...]
    span: Span
