"""The ratchet: what cannot be read of the real versions is listed with its reason, and the list may only shrink."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.extract import Reading

RATCHET: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "unread.json").read_text())
"""Version -> place (file:line) -> reason."""


@pytest.mark.parametrize("version", RATCHET)
def test_nothing_more_is_unread(real: Callable[[str], Reading], version: str) -> None:
    found = {f"{item.span.file}:{item.span.line}": item.reason for item in real(version).specification.unread}
    assert found == RATCHET[version]


@pytest.mark.parametrize("version", RATCHET)
def test_reading_finds_nothing_wrong_in_a_released_text(real: Callable[[str], Reading], version: str) -> None:
    assert [str(diagnostic.span) for diagnostic in real(version).diagnostics] == []


@pytest.mark.parametrize("version", RATCHET)
def test_every_listing_is_accounted_for(real: Callable[[str], Reading], version: str) -> None:
    specification = real(version).specification
    structs = len(specification.common.structs) + sum(len(device.structs) for device in specification.device_types)
    assert structs >= {"v1.0": 38, "v1.1": 86, "v1.2": 181, "v1.4": 313}[version]
