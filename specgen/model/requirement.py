"""A requirement: one sentence with a BCP 14 keyword."""

from dataclasses import dataclass
from enum import StrEnum

from specgen.source import Span


class Role(StrEnum):
    """Whom a requirement binds."""

    DRIVER = "driver"
    DEVICE = "device"
    BOTH = "both"
    OTHER = "other"


class Kind(StrEnum):
    """Where a requirement stands."""

    NORMATIVE = "normative"
    LEGACY = "legacy"
    CONFORMANCE = "conformance"
    INFORMATIVE = "informative"


@dataclass(frozen=True, slots=True)
class Item:
    r"""One entry of the list that completes a lead-in; `label` is the `\item[...]` label."""

    label: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement, as the text states it.

    `id` is the ledger's ID ("balloon-drv-0007"), or a provisional one ("balloon-drv-new-3fa9c1");
    before the ledger was asked, what an inline comment says, or "". `scope` is the slug
    of a device type or of a common chapter. `levels` lists the keywords in order. `label` is the label of the
    normative section, `section` the titles from the chapter down. `text` is plain text without markup, white space
    folded. `condition` is the lead-in an item depends on. `applies_if` holds the section's own applicability sentences
    ("Normative statements in this section apply if ..."). `fingerprint` is the first 12 hex digits of SHA-256 over the
    normalised text. `linked` says that a conformance clause lists the section.
    """

    id: str
    scope: str
    role: Role
    kind: Kind
    levels: tuple[str, ...]
    label: str | None
    section: tuple[str, ...]
    text: str
    condition: str | None
    items: tuple[Item, ...]
    fingerprint: str
    applies_if: tuple[str, ...]
    linked: bool
    span: Span
