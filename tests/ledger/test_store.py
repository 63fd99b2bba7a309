"""The ledger's file: it reads back, the same ledger gives the same bytes, and damage is named with its line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger.texts import COUNT, DIM, GLOW, ledger_of, text_of

from specgen.diagnostics import SpecgenError
from specgen.ledger.check import compare
from specgen.ledger.ledger import Ledger
from specgen.ledger.store import ledger_text, load_ledger, parse_ledger, read_ledger, write_ledger

LEDGER = ledger_of(text_of(GLOW, DIM, COUNT), text_of(GLOW.replace("twice", "once"), DIM))
TEXT = ledger_text(LEDGER)
FIRST, SECOND, THIRD = 2, 3, 4
"""Where the entries stand among the lines, counted from 0."""


def edited(line: int, edit: Callable[[dict[str, Any]], object]) -> str:
    lines = TEXT.splitlines()
    value = json.loads(lines[line])
    edit(value)
    lines[line] = json.dumps(value)
    return "".join(f"{one}\n" for one in lines)


def test_it_reads_back() -> None:
    read = parse_ledger(TEXT, "x")
    assert read.ledger == LEDGER
    assert read.problems == ()
    assert ledger_text(read.ledger) == TEXT


def test_a_line_an_entry_sorted_by_number() -> None:
    names = [json.loads(line).get("id") for line in TEXT.splitlines()]
    assert names == [None, None, "lamp-drv-0001", "lamp-drv-0002", "lamp-drv-0003"]


def test_it_holds_no_sentence() -> None:
    assert not any(word in TEXT for word in ("window", "garden", "glow", "frogs", "bell"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("[]", 1),
        ("{}", 1),
        ('{"schema": "specgen-ledger/9", "versions": []}', 1),
        (TEXT.replace('"label"', '"labels"', 1), 3),
        (TEXT + "<<<<<<< HEAD\n", 6),
        (TEXT[:-20], 5),
        (TEXT + "[" * 100_000, 6),
        (edited(FIRST, lambda entry: entry.pop("since")), 3),
        (edited(FIRST, lambda entry: entry.update(note="mine")), 3),
        (edited(FIRST, lambda entry: entry.update(status="fine")), 3),
        (edited(FIRST, lambda entry: entry.update(revision=7)), 3),
        (edited(FIRST, lambda entry: entry.update(levels="MUST")), 3),
        (edited(FIRST, lambda entry: entry.update(levels=[1])), 3),
        (edited(FIRST, lambda entry: entry.update(places={"1": "lamp.tex"})), 3),
        (edited(FIRST, lambda entry: entry.update(earlier=[{}])), 3),
        (edited(1, lambda series: series.update(last="many")), 2),
    ],
)
def test_a_line_that_is_none_is_named(text: str, line: int) -> None:
    with pytest.raises(SpecgenError) as caught:
        parse_ledger(text, "my.jsonl")
    assert caught.value.place == f"my.jsonl:{line}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("".join(f"{line}\n" for line in TEXT.splitlines()[:-1]), 2, "lamp-drv-0003 has vanished"),
        (TEXT + TEXT.splitlines()[FIRST], 6, "is there twice"),
        (edited(1, lambda series: series.update(last=2)), 5, "beyond the last number"),
        (edited(1, lambda series: series.update(last=10**9)), 2, "lamp-drv-0004 has vanished"),
        (edited(1, lambda series: series.update(series="Lamp")), 2, "is no series"),
        (edited(FIRST, lambda entry: entry.update(since="7")), 3, "names version 7"),
        (edited(FIRST, lambda entry: entry.update(until="2")), 3, "has an end, but is not retired"),
        (edited(THIRD, lambda entry: entry.update(until=None)), 5, "without saying since when"),
        (edited(THIRD, lambda entry: entry.update(until="1")), 5, "stands in a version after 1"),
        (edited(SECOND, lambda entry: entry.update(since="2")), 4, "before 2, its first"),
        (edited(SECOND, lambda entry: entry.update(status="suspect")), 4, "never reworded"),
        (edited(SECOND, lambda entry: entry.update(fingerprint="?")), 4, "no fingerprint"),
        (edited(SECOND, lambda entry: entry.update(words="A")), 4, "damaged words"),
        (edited(SECOND, lambda entry: entry.update(replaces=["lamp-drv-0001"])), 4, "which is not retired"),
        (edited(SECOND, lambda entry: entry.update(replaces=["lamp-drv-0009"])), 4, "which is not there"),
        (edited(SECOND, lambda entry: entry.update(aliases=["lamp-drv-0001"])), 4, "an ID in use"),
        (edited(0, lambda head: head.update(versions=["1", "2", "2"])), 1, "named twice"),
    ],
)
def test_a_contradiction_is_named(text: str, line: int, message: str, tmp_path: Path) -> None:
    problems = parse_ledger(text, "my.jsonl").problems
    assert any(problem.line == line and message in problem.message for problem in problems), problems
    file = tmp_path / "my.jsonl"
    file.write_text(text)
    with pytest.raises(SpecgenError) as caught:
        load_ledger(file)
    assert caught.value.place == f"{file}:{problems[0].line}"


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my.jsonl"
    write_ledger(LEDGER, file)
    assert file.read_text() == TEXT
    monkeypatch.setattr("specgen.ledger.store.os.fsync", _full_disk)
    with pytest.raises(SpecgenError, match="No space left"):
        write_ledger(Ledger(), file)
    assert [path.name for path in tmp_path.iterdir()] == ["my.jsonl"]
    assert file.read_text() == TEXT


def _full_disk(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_missing_ledger_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(SpecgenError, match="there is no ledger"):
        read_ledger(tmp_path / "none.jsonl")


def test_a_ledger_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "my.jsonl"
    file.write_bytes(b"\xff\xfe{}")
    with pytest.raises(SpecgenError, match="not UTF-8"):
        read_ledger(file)


def test_names_that_find_an_entry() -> None:
    entry = LEDGER.entries["lamp-drv-0001"]
    provisional = f"lamp-drv-new-{entry.wordings[0].fingerprint[:6]}"
    aliased = parse_ledger(edited(SECOND, lambda value: value.update(aliases=["shed-drv-0003"])), "x").ledger
    assert LEDGER.find("lamp-drv-0001") is entry
    assert LEDGER.find(provisional) is entry
    assert aliased.find("shed-drv-0003") is aliased.entries["lamp-drv-0002"]
    assert LEDGER.find("lamp-dev-0001") is None


def test_what_an_edit_must_not_do() -> None:
    assert compare(LEDGER, LEDGER) == []
    assert compare(Ledger(), LEDGER) == []
    assert compare(LEDGER, Ledger())[0] == "lamp-drv-0001 has vanished from the ledger"
    reused = ledger_of(text_of("The driver MUST feed the cat.", DIM, COUNT))
    assert any("lamp-drv-0001 was reused" in message for message in compare(LEDGER, reused))
    assert any("lamp-drv-0003 was retired and has come back" in message for message in compare(LEDGER, reused))


def test_the_bundled_ledger_is_sound() -> None:
    read = read_ledger()
    assert read.problems == ()
    assert read.ledger.versions[:4] == ("1.0", "1.1", "1.2", "1.4")
