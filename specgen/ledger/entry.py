"""One line of the ledger: what is known of a requirement under its ID, as facts without its sentence."""

import re
from dataclasses import dataclass
from enum import StrEnum

from specgen.model import Requirement, Role

ROLE_WORDS = {Role.DRIVER: "drv", Role.DEVICE: "dev", Role.BOTH: "both", Role.OTHER: "oth"}
"""Roles as IDs spell them; `oth` holds the keyword sentences outside normative sections."""

SERIES = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?-(?:drv|dev|both|oth)")
"""What an ID is without its number: scope and role."""

ID = re.compile(rf"(?P<series>{SERIES.pattern})-(?P<number>\d{{4,9}})")
PROVISIONAL = re.compile(rf"{SERIES.pattern}-new-[0-9a-f]{{6,12}}")
_NOT_IN_SCOPE = re.compile(r"[^a-z0-9]+")


class Status(StrEnum):
    """Whether a requirement stands; SUSPECT is one whose rewording nobody has looked at."""

    ACTIVE = "active"
    SUSPECT = "suspect"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording: its fingerprint, its keywords as BCP 14 equates them, its bag of words, its versions in order."""

    fingerprint: str
    levels: tuple[str, ...]
    words: str
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A requirement under its ID.

    `label` is the section's label, or its titles where it has none, blanks left out. `since` is the first version,
    `until` the first version that no longer has it. `wordings` are in order, the last is the one that counts.
    `aliases` are other IDs that mean this one; `replaces` names what it took the place of. `places` has FILE:LINE for
    each version that has the requirement, in the order of the versions.
    """

    id: str
    status: Status
    role: str
    kind: str
    scope: str
    label: str
    since: str
    until: str | None
    aliases: tuple[str, ...]
    replaces: tuple[str, ...]
    wordings: tuple[Wording, ...]
    places: dict[str, str]

    @property
    def wording(self) -> Wording:
        """The wording that counts."""
        return self.wordings[-1]

    @property
    def revision(self) -> int:
        """How many wordings it has had."""
        return len(self.wordings)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the wording that counts."""
        return self.wordings[-1].fingerprint

    @property
    def levels(self) -> tuple[str, ...]:
        """The keywords of the wording that counts."""
        return self.wordings[-1].levels

    @property
    def retired(self) -> bool:
        """Whether it is a tombstone."""
        return self.status is Status.RETIRED

    def wording_at(self, version: str) -> Wording:
        """The wording in `version`; the one that counts where it has none there."""
        return next((wording for wording in reversed(self.wordings) if version in wording.versions), self.wording)


def series_of(requirement: Requirement) -> str:
    """Scope and role as the ID spells them; a scope from a file name is reduced to what an ID may hold."""
    scope = _NOT_IN_SCOPE.sub("-", requirement.scope.lower())[:60].strip("-") or "front"
    return f"{scope}-{ROLE_WORDS[requirement.role]}"


def label_of(requirement: Requirement) -> str:
    """The label of the requirement's section, or its titles where it has none; blanks are left out: lines wrap."""
    return "".join((requirement.label or "/".join(requirement.section)).split())


def version_name(text: str) -> str:
    """A version as the ledger names it: "v1.1" is 1.1."""
    folded = "".join(text.split())
    return folded[1:] if re.match(r"[vV]\d", folded) else folded


def place_of(requirement: Requirement) -> str:
    """Where a requirement stands, as the ledger writes it."""
    return f"{requirement.span.file}:{requirement.span.line}"
