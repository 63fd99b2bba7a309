"""Listings -> declarations: every form in golden files, offsets, and any text at all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.syntax.declaration import (
    Aggregate,
    Alias,
    Declaration,
    Declarator,
    Define,
    Directive,
    Enumeration,
    Leftover,
    Listing,
    Member,
    UnreadPart,
    Variable,
)
from specgen.syntax.listing import DEEPEST_NESTING, LONGEST_LISTING, parse_listing

CASES = sorted((Path(__file__).parent.parent / "cases" / "listing").glob("*.txt"))
TEXTS = [case.read_text(encoding="utf-8") for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, golden: Callable[[Path, str], None]) -> None:
    text = case.read_text(encoding="utf-8")
    golden(case.with_suffix(".out"), listing_text(text, parse_listing(text)))


def test_offsets_give_back_the_declaration() -> None:
    text = "/* x */\nstruct lamp { le32 a; } l[2];\n#define LAMP_A 1 /* y */\nenum { B, };\nle64 v;\n"
    pieces = [text[one.start : one.end] for one in parse_listing(text).declarations]
    assert pieces == ["struct lamp { le32 a; } l[2];", "#define LAMP_A 1 /* y */", "enum { B, };", "le64 v;"]


def test_member_offsets_give_back_the_member() -> None:
    text = "struct lamp { const le32 a[2]; struct { u8 b; } c; le16 { d : 16; } e; };"
    (lamp,) = parse_listing(text).declarations
    assert isinstance(lamp, Aggregate)
    assert [text[one.start : one.end] for one in lamp.members] == [
        "const le32 a[2];",
        "struct { u8 b; } c;",
        "le16 { d : 16; } e;",
    ]


def test_missing_semicolon_is_told_where_it_should_stand() -> None:
    text = "struct lamp {\n  le32 a /* why */\n}\n"
    flaws = parse_listing(text).flaws
    assert [(one.kind, one.subject, text[: one.start]) for one in flaws] == [
        ("missing-semicolon", "a", "struct lamp {\n  le32 a"),
        ("missing-semicolon", "lamp", "struct lamp {\n  le32 a /* why */\n}"),
    ]


def test_nesting_is_bounded() -> None:
    deepest = "struct a {" * DEEPEST_NESTING + "le32 x;" + "} b;" * DEEPEST_NESTING
    assert parse_listing(deepest).unread == ()
    deeper = parse_listing("struct a {" * 5000 + "le32 x;" + "} b;" * 5000)
    assert [part.reason for part in deeper.unread] == [f"nested deeper than {DEEPEST_NESTING} braces"]


def test_length_is_bounded() -> None:
    listing = parse_listing("struct a { le32 b; };" + " " * LONGEST_LISTING)
    assert (listing.declarations, len(listing.unread)) == ((), 1)


@pytest.mark.parametrize(
    "piece", ["/*", "(", "[", "{", "}", ";", "struct a {", "#define A \\\n", "$\\dots", "=(", "\0"]
)
def test_repeated_pieces_do_not_lose_what_follows(piece: str) -> None:
    after = "\nstruct last { le32 x; };\n"
    listing = parse_listing(piece * 500 + after)
    assert [one.name for one in listing.declarations if isinstance(one, Aggregate)] == ["last"]


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A golden text with stretches deleted, repeated, swapped or replaced by what matters to the scanner."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        piece = text[first:last]
        new = draw(st.sampled_from(["", piece * 2, piece[::-1], "{", "}", ";", "(", "/*", "*/", "[", "#define ", "\n"]))
        text = text[:first] + new + text[last:]
    return text


@given(mutations() | st.text(max_size=200))
@settings(deadline=None, max_examples=300)
def test_any_text_is_read(text: str) -> None:
    listing = parse_listing(text)
    parts: list[Declaration | Leftover | UnreadPart] = [*listing.declarations, *listing.leftovers, *listing.unread]
    assert all(0 <= part.start <= part.end <= len(text) for part in parts)
    assert all(0 <= flaw.start <= flaw.end <= len(text) for flaw in listing.flaws)


def listing_text(text: str, listing: Listing) -> str:
    """Everything in the listing as lines, each with the line of the text it stands on."""
    lines = [line for one in listing.declarations for line in _declaration(text, one)]
    lines += [f"{_line(text, one.start)}: leftover to line {_line(text, one.end)}" for one in listing.leftovers]
    lines += [f"{_line(text, one.start)}: unread ({one.reason}): {_quote(text, one)}" for one in listing.unread]
    lines += [f"{_line(text, one.start)}: {one.kind} {one.subject}".rstrip() for one in listing.flaws]
    return "\n".join([*lines, f"other: {listing.is_other}"]) + "\n"


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _quote(text: str, part: UnreadPart) -> str:
    return " ".join(text[part.start : part.end].split())


def _declaration(text: str, one: Declaration) -> Iterator[str]:
    at = f"{_line(text, one.start)}: "
    match one:
        case Aggregate():
            tail = "" if one.declarator is None else f" declares {_declarator(one.declarator)}"
            yield at + f"{one.kind} {one.name or '-'}{' packed' if one.packed else ''}{tail}"
            for member in one.members:
                yield from _member(member, "    ")
        case Enumeration():
            yield at + f"enum {one.name or '-'}"
            yield from (f"    {name.name} = {name.value}" for name in one.enumerators)
        case Define():
            parameters = "" if one.parameters is None else f"({', '.join(one.parameters)})"
            yield at + f"define {one.name}{parameters} = {one.expression!r}"
        case Directive():
            yield at + f"directive {one.text}"
        case Alias():
            yield at + f"alias {one.name} = {one.type}"
        case Variable():
            yield at + f"variable {one.type} {_declarator(one.declarator)}"


def _member(member: Member, indent: str) -> Iterator[str]:
    yield f"{indent}{member.kind}: {member.type} {_declarator(member.declarator)}"
    for inner in member.members:
        yield from _member(inner, indent + "    ")
    if member.enumeration is not None:
        yield f"{indent}    {', '.join(name.name for name in member.enumeration.enumerators)}"


def _declarator(declarator: Declarator) -> str:
    lengths = "".join(f"[{length}]" for length in declarator.dimensions)
    width = "" if declarator.width is None else f" : {declarator.width}"
    return f"{'*' * declarator.pointer}{declarator.name or '-'}{lengths}{width}"
