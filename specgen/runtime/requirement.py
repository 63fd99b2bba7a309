"""The requirements of a specification as generated packages hold them: whom each binds, where it stands, its ID."""

import keyword
import re
from dataclasses import dataclass
from typing import Literal

_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text that holds requirements.

    `label` is what the text calls it, `titles` lead to it from the chapter down. `role` says whom it binds, `kind`
    whether it is normative. Where `applies_with` names features it applies only if they are negotiated; `linked` says
    that a conformance clause lists it.
    """

    role: Literal["driver", "device", "both", "other"]
    kind: Literal["normative", "legacy", "conformance", "informative"]
    label: str | None
    titles: tuple[str, ...]
    applies_with: tuple[str, ...] = ()
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: an ID that outlives rewording, its BCP 14 keywords, and a hash of its wording.

    `text`, `condition` and `items` are the wording itself, in packages built with it.
    """

    id: str
    section: Section
    levels: tuple[str, ...]
    fingerprint: str
    text: str = ""
    condition: str = ""
    items: tuple[str, ...] = ()

    @property
    def marker(self) -> str:
        """The pytest marker of tests that concern it: `balloon-drv-0007` gives `balloon_drv_0007`."""
        return marker(self.id)


def marker(requirement_id: str) -> str:
    """A requirement's ID as an identifier, whatever it holds."""
    name = "_".join(_WORD.findall(requirement_id)) or "requirement"
    if name[0].isdigit():
        name = f"n_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name
