"""The requirements of a specification as generated packages hold them: whom each binds, where it stands, its ID."""

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

_WORD = re.compile(r"[A-Za-z0-9]+")


class Level(StrEnum):
    """The keywords of BCP 14."""

    MUST = "MUST"
    MUST_NOT = "MUST NOT"
    """Without exception."""

    REQUIRED = "REQUIRED"
    SHALL = "SHALL"
    SHALL_NOT = "SHALL NOT"
    """As strong as those above."""

    SHOULD = "SHOULD"
    SHOULD_NOT = "SHOULD NOT"
    RECOMMENDED = "RECOMMENDED"
    NOT_RECOMMENDED = "NOT RECOMMENDED"
    """Nothing else without a good reason."""

    MAY = "MAY"
    OPTIONAL = "OPTIONAL"


@dataclass(frozen=True, slots=True)
class Heading:
    """One step of the path that labels spell out: `Device Types / Memory Balloon Device` has two."""

    title: str
    parent: "Heading | None" = None

    @property
    def path(self) -> tuple[str, ...]:
        """The titles from the outermost down."""
        titles = []
        step: Heading | None = self
        while step is not None:
            titles.append(step.title)
            step = step.parent
        return tuple(reversed(titles))


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text that holds requirements.

    `prefix` and `heading` make its label; `titles` lead to it from the chapter down, in packages with the wording, and
    else name it where it has no label. `role` says whom it binds, `kind`
    whether it is normative. Where `applies_with` names features it applies only if they are negotiated; `linked` says
    that a conformance clause lists it.
    """

    role: Literal["driver", "device", "both", "other"]
    kind: Literal["normative", "legacy", "conformance", "informative"]
    prefix: str = ""
    heading: Heading | None = None
    titles: tuple[str, ...] = ()
    applies_with: tuple[str, ...] = ()
    linked: bool = True

    @property
    def label(self) -> str | None:
        """The label of the text: `drivernormative:Device Types / Memory Balloon Device / Feature bits`."""
        if self.heading is None:
            return None
        path = " / ".join(self.heading.path)
        return f"{self.prefix}:{path}" if self.prefix else path


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: an ID that outlives rewording, its BCP 14 keywords, and a hash of its wording.

    `levels` are `Level`s, and plain strings where the text uses a keyword of its own.

    `clause` says in a sentence of specgen's own what the requirement means, where it was read; `text`, `condition` and
    `items` are the wording itself, in packages built with it.
    """

    id: str
    section: Section
    levels: tuple[str, ...]
    fingerprint: str
    text: str = ""
    condition: str = ""
    items: tuple[str, ...] = ()
    clause: str = ""

    @property
    def marker(self) -> str:
        """The pytest marker of tests that concern it: `balloon-drv-0007` gives `balloon_drv_0007`."""
        return marker(self.id)

    @property
    def marker_line(self) -> str:
        """What pytest is told of the marker."""
        return marker_line(self.id, self.levels, self.section.kind)


def marker(requirement_id: str) -> str:
    """A requirement's ID as an identifier, whatever it holds."""
    name = "_".join(_WORD.findall(requirement_id)) or "requirement"
    if name[0].isdigit():
        name = f"n_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def marker_line(requirement_id: str, levels: Iterable[str] = (), kind: str = "normative") -> str:
    """What pytest lists of a marker and `pytest --requirements` reads.

    `balloon_drv_0007: concerns balloon-drv-0007 (MUST)`, and `(MUST; legacy)` where the section is not normative.
    """
    stated = ", ".join(dict.fromkeys(map(str, levels)))
    about = stated if kind == "normative" else f"{stated}; {kind}"
    return f"{marker(requirement_id)}: concerns {requirement_id}" + (f" ({about})" if about else "")
