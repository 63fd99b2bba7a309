"""Numbers that both the text and the kernel's headers name: the headers are read as listings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.extract import Reading
from specgen.extract.layout import model_declarations, resolve_constants
from specgen.source import SourceFile
from specgen.syntax.listing import parse_listing

HEADERS = Path("/usr/include/linux")

DIFFERENCES = {
    "VIRTIO_CRYPTO_AKCIPHER_ECDSA": "the headers give the text's number 2 to DSA, which the text does not have",
    "VIRTIO_CRYPTO_AKCIPHER_DESTROY_SESSION": "the text misspells the macro its value is made by",
}
"""Name -> why the numbers differ."""


@pytest.fixture(scope="module")
def kernel() -> dict[str, set[int]]:
    """Name -> the values the headers give it."""
    headers = sorted(HEADERS.glob("virtio_*.h"))
    if not headers:
        pytest.skip("needs the kernel's UAPI headers (linux-libc-dev)")
    constants = []
    for path in headers:
        text = path.read_text(encoding="utf-8")
        constants += model_declarations(parse_listing(text), SourceFile(path.name, text).span)[1]
    values: dict[str, set[int]] = {}
    for one in resolve_constants(constants):
        if one.value is not None:
            values.setdefault(one.name, set()).add(one.value)
    return values


def test_constants_of_listings_agree(real: Callable[[str], Reading], kernel: dict[str, set[int]]) -> None:
    specification = real("v1.4").specification
    constants = [
        one
        for holder in (*specification.device_types, specification.common)
        for one in holder.constants
        if one.origin in ("define", "enum") and one.name in kernel
    ]
    assert len(constants) >= 400
    differing = {one.name: one.value for one in constants if kernel[one.name] != {one.value}}
    assert differing.keys() <= DIFFERENCES.keys(), differing


def test_feature_bits_agree(real: Callable[[str], Reading], kernel: dict[str, set[int]]) -> None:
    specification = real("v1.4").specification
    features = [
        one
        for holder in (*specification.device_types, specification.common)
        for one in holder.features
        if one.name in kernel
    ]
    assert len(features) >= 80
    assert {one.name: one.bit for one in features if kernel[one.name] != {one.bit}} == {}


def test_all_of_the_headers_is_read(kernel: dict[str, set[int]]) -> None:
    assert kernel
    for path in sorted(HEADERS.glob("virtio_*.h")):
        assert parse_listing(path.read_text(encoding="utf-8")).unread == (), path.name
