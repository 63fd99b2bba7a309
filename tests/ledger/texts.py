"""Small requirements, specifications and ledgers made on the spot, in words that no specification uses."""

import re
from dataclasses import replace
from typing import Any

from lamp_model import EMPTY

from specgen.extract.fingerprint import fingerprint
from specgen.ledger.assign import assign
from specgen.ledger.ledger import Ledger
from specgen.model import Item, Kind, Requirement, Role, Specification
from specgen.source import Span

KEYWORD = re.compile(r"\b(?:(?:MUST|SHOULD|MAY)(?: NOT)?|SHALL|REQUIRED)\b")
NAMES = {Role.DRIVER: "drivernormative", Role.DEVICE: "devicenormative", Role.BOTH: "sec", Role.OTHER: "sec"}


def requirement(text: str, section: str = "Lamp / Light", line: int = 1, **facts: Any) -> Requirement:
    """A requirement of the lamp's driver; `items` may be plain texts, `file` goes into its place."""
    role = facts.pop("role", Role.DRIVER)
    items = tuple(Item(None, item) for item in facts.pop("items", ()))
    condition = facts.pop("condition", None)
    plain: dict[str, Any] = {
        "id": "",
        "scope": "lamp",
        "role": role,
        "kind": Kind.INFORMATIVE if role is Role.OTHER else Kind.NORMATIVE,
        "levels": tuple(KEYWORD.findall(text)),
        "label": f"{NAMES[role]}:{section}",
        "section": tuple(section.split(" / ")),
        "text": text,
        "condition": condition,
        "items": items,
        "fingerprint": fingerprint(text, condition, (item.text for item in items)),
        "applies_if": (),
        "linked": True,
        "span": Span(facts.pop("file", "lamp.tex"), line),
    }
    return Requirement(**{**plain, **facts})


def text_of(*requirements: Requirement | str, version: str = "1") -> Specification:
    """A specification; plain texts become requirements of one section, in order."""
    made = [
        requirement(one, line=number) if isinstance(one, str) else one for number, one in enumerate(requirements, 1)
    ]
    return replace(EMPTY, version=version, requirements=tuple(made))


def ledger_of(*versions: Specification) -> Ledger:
    """The ledger after these versions, named 1, 2, 3 and so on."""
    ledger = Ledger()
    for number, version in enumerate(versions, 1):
        ledger = assign(version, ledger, str(number), part=True).ledger
        ledger = assign(version, ledger, str(number)).ledger
    return ledger


GLOW = "The driver MUST let the red lamp glow before the bell rings twice."
DIM = "The driver SHOULD dim every window that faces the garden."
WAIT = "The driver MUST NOT wait for the gardener longer than nine minutes."
COUNT = "The driver MAY count the frogs in the pond while it rains."
