"""A specification and headers -> all rows; two lists of rows -> whether a patch brings them nearer."""

from collections.abc import Sequence
from dataclasses import dataclass

from specgen.drift.headers.model import Headers
from specgen.drift.layouts import layout_rows
from specgen.drift.numbers import feature_rows, id_rows
from specgen.drift.rows import Row, Status
from specgen.model import Specification


@dataclass(frozen=True, slots=True)
class Step:
    """A row that a patch changes; None where the row is not there."""

    before: Row | None
    after: Row | None

    @property
    def nearer(self) -> bool:
        """Whether the text agrees better with the headers afterwards, or no longer disagrees."""
        return _distance(self.after) < _distance(self.before)

    @property
    def further(self) -> bool:
        """Whether the text agrees worse with the headers afterwards, or lacks what they have."""
        return _distance(self.before) < _distance(self.after)


def drift(spec: Specification, headers: Headers) -> tuple[Row, ...]:
    """Device IDs, feature bits, then layouts, each in the order of the text."""
    return (
        *id_rows(spec.common.device_ids, headers.device_ids),
        *feature_rows(spec, headers.features),
        *layout_rows(spec, headers.structs),
    )


def steps(before: Sequence[Row], after: Sequence[Row]) -> tuple[Step, ...]:
    """The rows that came, went or changed; mere places do not count."""
    old = {row.key: row for row in reversed(before)}
    new = {row.key: row for row in reversed(after)}
    changed = [Step(old.get(key), row) for key, row in new.items() if _facts(old.get(key)) != _facts(row)]
    return (*changed, *(Step(row, None) for key, row in old.items() if key not in new))


def verdict(changed: Sequence[Step]) -> str:
    """`nearer`, `further`, `nearer in some, further in others` or `neither nearer nor further`."""
    nearer, further = any(step.nearer for step in changed), any(step.further for step in changed)
    if nearer and further:
        return "nearer in some, further in others"
    return "nearer" if nearer else "further" if further else "neither nearer nor further"


def _distance(row: Row | None) -> int:
    """How far the text is from the headers: nothing to compare and the same are 0, another name is 1, all else 2."""
    if row is None or row.status is Status.SAME:
        return 0
    return 1 if row.status is Status.RENAMED else 2


def _facts(row: Row | None) -> tuple[object, ...] | None:
    return None if row is None else (row.status, row.other, row.here, row.there)
