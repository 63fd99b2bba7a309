"""Every listing of the real specification against what a plain search of its text finds."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from conftest import specification_root

from specgen.syntax.declaration import (
    Aggregate,
    Define,
    Enumeration,
    FlawKind,
    Listing,
    Member,
    MemberKind,
)
from specgen.syntax.listing import parse_listing

VERSIONS = {"v1.0": 62, "v1.1": 129, "v1.2": 217, "v1.4": 345}
"""Listings without those of the change logs."""

_LISTING = re.compile(r"\\begin\{lstlisting\}(?:\[[^\n]*\]\n)?(.*?)\\end\{lstlisting\}", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|(?=\n\s+le64 device_admin))|//[^\n]*", re.DOTALL)
_MEMBER = re.compile(
    r"^[ \t]+(?:(?:(?:le|be|u)\d+|char|struct \w+) +([\w-]+)(?:\[[^;]*\])? *(?::[^;]*)?[;(\n]|(\w+) *: *\d+[;,])",
    re.MULTILINE,
)


@cache
def listings(version: str) -> list[tuple[str, str, Listing]]:
    """Path and line, text, and reading of each listing."""
    root = specification_root() / version
    if not root.is_dir():
        pytest.skip(f"needs the specification's {version}: set VIRTIO_SPEC or put ../shared beside the checkout")
    found = []
    for path in sorted(root.rglob("*.tex")):
        if path.name.startswith("cl-"):
            continue
        text = path.read_text(encoding="utf-8")
        for match in _LISTING.finditer(text):
            place = f"{path.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}"
            found.append((place, match[1], parse_listing(match[1])))
    return found


def plain(text: str) -> str:
    """The text without comments, and without what joins lines."""
    return _COMMENT.sub("", text).replace("\\\n", " ")


def members(listing: Listing) -> Iterator[Member]:
    def inside(found: tuple[Member, ...]) -> Iterator[Member]:
        for member in found:
            yield member
            yield from inside(member.members)

    for declaration in listing.declarations:
        if isinstance(declaration, Aggregate):
            yield from inside(declaration.members)


@pytest.mark.parametrize("version", VERSIONS)
def test_all_listings_are_read(version: str) -> None:
    assert len(listings(version)) == VERSIONS[version]
    assert [(place, listing.unread) for place, _, listing in listings(version) if listing.unread] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_all_structs_and_enums_are_found(version: str) -> None:
    for place, text, listing in listings(version):
        written = re.findall(r"\b(?:struct|union)\s+(\w+)\s*\{", plain(text))
        inline = [one.type for one in members(listing) if one.kind is MemberKind.INLINE and " " in one.type]
        named = [one.name for one in listing.declarations if isinstance(one, Aggregate) and one.name]
        assert sorted([*named, *(name.split()[1] for name in inline)]) == sorted(written), place
        enums = [one.name for one in listing.declarations if isinstance(one, Enumeration)]
        assert enums == re.findall(r"\benum\s*(\w*)\s*\{", plain(text)), place


@pytest.mark.parametrize("version", VERSIONS)
def test_all_defines_are_found_with_their_values(version: str) -> None:
    for place, text, listing in listings(version):
        written = re.findall(r"^ *#define +(\w+)(?:\([\w, ]+\))? *(.*?) *$", plain(text), re.MULTILINE)
        read = [(one.name, one.expression) for one in listing.declarations if isinstance(one, Define)]
        assert [name for name, _ in read] == [name for name, _ in written], place
        for (_, expression), (_, value) in zip(read, written, strict=True):
            assert "".join(value.split()).startswith("".join(expression.split())), place
            assert expression or not value, place


@pytest.mark.parametrize("version", VERSIONS)
def test_all_members_are_found_in_order(version: str) -> None:
    for place, text, listing in listings(version):
        if not any(isinstance(one, Aggregate) for one in listing.declarations):
            continue
        found = [one.declarator.name for one in members(listing) if one.kind is MemberKind.FIELD]
        assert found == [name or bit for name, bit in _MEMBER.findall(plain(text))], place


@pytest.mark.parametrize("version", VERSIONS)
def test_all_enumerators_are_found(version: str) -> None:
    for place, text, listing in listings(version):
        written = [
            name
            for body in re.findall(r"\benum\s*\w*\s*\{(.*?)\}", plain(text), re.DOTALL)
            for name in re.findall(r"^\s*(\w+)", body, re.MULTILINE)
        ]
        found = [name.name for one in listing.declarations if isinstance(one, Enumeration) for name in one.enumerators]
        assert found == written, place


def test_what_the_listings_of_v14_hold() -> None:
    kinds: Counter[str] = Counter()
    for _, _, listing in listings("v1.4"):
        held = {type(one) for one in listing.declarations}
        kinds["other"] += listing.is_other
        kinds["struct"] += Aggregate in held
        kinds["defines"] += held == {Define}
        kinds["enum"] += held == {Enumeration}
        kinds["structs"] += sum(isinstance(one, Aggregate) for one in listing.declarations)
        kinds["enums"] += sum(isinstance(one, Enumeration) for one in listing.declarations)
        kinds["unions"] += sum(one.type == "union" for one in members(listing))
        kinds["ellipses"] += sum(one.kind is MemberKind.ELLIPSIS for one in members(listing))
        kinds["bit groups"] += sum(one.kind is MemberKind.BIT_GROUP for one in members(listing))
    assert kinds == {
        "other": 21,
        "struct": 252,
        "defines": 65,
        "enum": 4,
        "structs": 313,
        "enums": 17,
        "unions": 11,
        "ellipses": 1,
        "bit groups": 4,
    }


def test_the_slips_of_v14_are_known() -> None:
    flaws = [flaw for _, _, listing in listings("v1.4") for flaw in listing.flaws]
    assert Counter(flaw.kind for flaw in flaws) == {
        FlawKind.MISSING_SEMICOLON: 10,
        FlawKind.COMMA_FOR_SEMICOLON: 1,
        FlawKind.STRAY_SEMICOLON: 1,
        FlawKind.UNCLOSED_COMMENT: 1,
    }
