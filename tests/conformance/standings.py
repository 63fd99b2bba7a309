"""Coverages with standings of every kind, made by hand over the requirements of a text."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import specgen
from specgen.conformance.coverage import coverage_of
from specgen.conformance.standing import Coverage, Mutant, PeerVerdict, Standing, Status, Verdict
from specgen.extract.clauses import Clauses
from specgen.ledger import read_identified
from specgen.model import Requirement, Specification
from specgen.trees import open_tree

SAMPLE = Path(specgen.__file__).parent / "sample"

_TRACE = ("12 status 0x0f", "13 queue-add inflateq 0 [4096]", "14 kick inflateq", "15 page-write 0x4000 before used")


@cache
def bare(path: str = str(SAMPLE)) -> Coverage:
    """The coverage of a text as if there were neither clauses nor monitors."""
    return unread(read_identified(open_tree(path), cache=False).specification, Path(path).name)


def unread(specification: Specification, source: str) -> Coverage:
    """The same of a text that was read."""
    found = coverage_of(specification, source, Clauses((), {}))
    return replace(found, standings=tuple(_unread(one.requirement) for one in found.standings))


def _unread(one: Requirement) -> Standing:
    if {"MAY", "OPTIONAL"}.issuperset(one.levels):
        return Standing(one, Status.PERMISSION)
    return Standing(one, Status.OPEN, reason="no monitor judges it")


@cache
def varied(path: str = str(SAMPLE)) -> Coverage:
    """The same requirements, each standing in one of the ways there are, one after the other."""
    plain = bare(path)
    made = tuple(_KINDS[at % len(_KINDS)](one.requirement) for at, one in enumerate(plain.standings))
    return replace(plain, standings=made)


def of_kind(coverage: Coverage, number: int) -> Standing:
    """The first standing made by the kind with that number."""
    return coverage.standings[number]


def _derived(one: Requirement) -> Standing:
    return Standing(
        one,
        Status.DERIVED,
        clause=f"The {one.role.value} must not do the thing of {one.id} before it is told to.",
        monitor="never-before",
        mutants=(Mutant("too-early", "does the thing at once", killed=True),),
        tests=(f"tests/balloon/test_{one.role.value}.py::test_waits", "tests/balloon/test_pair.py::test_all"),
        verdicts=(
            PeerVerdict("pair", Verdict.HOLDS, times=412),
            PeerVerdict("linux", Verdict.VIOLATED, _TRACE, "the page was written before its buffer was used", times=3),
            PeerVerdict("qemu", Verdict.NOT_EXERCISED, reason="no workload takes a page twice"),
        ),
    )


def _bound(one: Requirement) -> Standing:
    return Standing(
        one,
        Status.BOUND,
        clause=f"If asked, the {one.role.value} must answer {one.id}.",
        applies="Only if the feature was negotiated.",
        monitor="answers_when_asked",
        mutants=(
            Mutant("mute", "answers nothing", killed=True),
            Mutant("late", "answers after the reset", killed=False),
        ),
        verdicts=(PeerVerdict("pair", Verdict.HOLDS, times=1),),
    )


def _permission(one: Requirement) -> Standing:
    return Standing(one, Status.PERMISSION, clause=f"The {one.role.value} may do as it likes.")


def _unobservable(one: Requirement) -> Standing:
    return Standing(
        one,
        Status.UNOBSERVABLE,
        clause=f"The {one.role.value} should be wise.",
        reason="what a driver intends leaves no trace",
        verdicts=(PeerVerdict("pair", Verdict.NOT_OBSERVABLE),),
    )


def _unparsed(one: Requirement) -> Standing:
    return Standing(one, Status.OPEN, reason="its sentence was not read", unparsed="Two verbs have no object.")


def _ambiguous(one: Requirement) -> Standing:
    readings = ("The driver must stop, or else wait until told.", "Until told, the driver must either stop or wait.")
    return Standing(
        one, Status.OPEN, clause=readings[0], readings=readings, reason="no pattern covers it | a | odd reason"
    )


def _unrun(one: Requirement) -> Standing:
    return Standing(one, Status.DERIVED, clause="The size must be a multiple of 8.", monitor="multiple-of")


_KINDS = (_derived, _bound, _permission, _unobservable, _unparsed, _ambiguous, _unrun)
KINDS = len(_KINDS)
