"""A judgement of the sample's balloon with every kind of row in it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import specgen
from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.standing import Mutant, Status, Verdict
from specgen.ledger import read_identified
from specgen.model import Kind, Specification
from specgen.trees import open_tree

SAMPLE = Path(specgen.__file__).parent / "sample"
HOSTILE = 'a\x1b[2J\x00"<]]>&\ud800\u202e\ufffe%::end\nb'


@cache
def sample() -> Specification:
    return read_identified(open_tree(str(SAMPLE)), cache=False).specification


def judgement(peer: str = "pair", message: str = "kicks too early") -> Judgement:
    first, second, third, fourth, *rest = (
        one for one in sample().requirements if one.kind is Kind.NORMATIVE and one.scope == "balloon"
    )
    return Judgement(
        "balloon",
        peer,
        "the bundled sample",
        "1.0",
        (
            Row(first, Status.DERIVED, Verdict.HOLDS, "driver MUST wait", "not-until", 12),
            Row(
                second,
                Status.BOUND,
                Verdict.VIOLATED,
                "driver MUST NOT kick",
                "early",
                3,
                "",
                message,
                ("3 kick 0", "4 x"),
            ),
            Row(third, Status.DERIVED, Verdict.NOT_EXERCISED, None, "size-is", 0, "the peer has no statsq"),
            Row(fourth, Status.UNOBSERVABLE, Verdict.NOT_OBSERVABLE, reason="it is about the host's memory"),
            *(Row(one, Status.PERMISSION, Verdict.NOT_OBSERVABLE, reason="it permits") for one in rest),
        ),
        ("inflate", "reset"),
        (
            (first.id, Mutant("early-kick", "kicks before DRIVER_OK", killed=True)),
            (second.id, Mutant("no-wait", "does not wait", killed=False)),
        ),
    )


def hostile() -> Judgement:
    """The same with text in it that would break out of every format."""
    good = judgement()
    rows = tuple(
        replace(
            row,
            requirement=replace(row.requirement, label=HOSTILE, section=(HOSTILE,), text=HOSTILE),
            clause=HOSTILE,
            monitor=HOSTILE,
            reason=HOSTILE,
            message=HOSTILE,
            excerpt=(HOSTILE, "]]>"),
        )
        for row in good.rows
    )
    mutants = tuple((name, replace(mutant, name=HOSTILE, about=HOSTILE)) for name, mutant in good.mutants)
    return replace(good, source=HOSTILE, version=HOSTILE, workloads=(HOSTILE,), rows=rows, mutants=mutants)
