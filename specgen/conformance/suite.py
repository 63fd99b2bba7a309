"""A device type, a peer and a text -> a verdict on each requirement of the device type and of its rings."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from specgen.conformance.balloon.script import script
from specgen.conformance.balloon.suite import run_mutation, run_workload, traces
from specgen.conformance.built import Built, built
from specgen.conformance.checks import Check, checks_of
from specgen.conformance.excerpt import excerpt_of
from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.monitors.balloon import Balloon
from specgen.conformance.monitors.facts import Facts, facts_of
from specgen.conformance.monitors.state import Extension, State
from specgen.conformance.mutants.mutant import mutations
from specgen.conformance.saved import load_traces, saved
from specgen.conformance.sides import Sides
from specgen.conformance.skeletons import Skeleton, skeleton_kills
from specgen.conformance.standing import Mutant, Status, Verdict
from specgen.conformance.verdicts import Outcome, outcomes
from specgen.diagnostics import SpecgenError
from specgen.emit.behaviour import behaviours, gates_of
from specgen.extract.clauses import read_clauses
from specgen.model import Specification
from specgen.runtime.config import MAX_SIZE
from specgen.runtime.trace import Trace

COMMON = ("basic", "features", "init", "split", "packed")
"""The scopes of the common chapters that every device type's rings and negotiation are judged by."""
_EXTENSIONS: dict[str, type[Extension]] = {"balloon": Balloon}
"""What only one device type has of a state."""
_SCRIPTS = 4
"""Workloads made up from the seed, beside those with a name."""

Note = Callable[[str], None]


def judge(  # noqa: PLR0913 - what a run can be told
    device: str,
    peer: str,
    specification: Specification,
    source: str,
    *,
    traces: Path | None = None,
    replay: Sequence[Path] = (),
    mutants: bool = False,
    seed: int = 0,
    note: Note = lambda _: None,
) -> Judgement:
    """Run the suite of a device type against "pair", "linux" or "qemu", or judge the saved traces of `replay`.

    `traces` is a directory to save the traces in; `mutants` also runs what breaks each rule; `seed` makes up workloads;
    `note` hears what goes on. Raises SpecgenError for a peer that does not run, and for traces that cannot be read.
    """
    note("reading clauses")
    clauses = read_clauses(specification)
    checks = checks_of(specification, clauses, device, (device, *COMMON))
    facts = facts_of(specification, device)
    names: list[str] = []

    def make_state() -> State:
        return State(facts, extension=_EXTENSIONS.get(device, Extension)())

    def named(found: Iterable[Trace]) -> Iterator[Trace]:
        for trace in found:
            note(trace.about)
            names.append(trace.about)
            yield trace

    if replay:
        judged = outcomes(checks, named(load_traces(replay, device)), make_state)
        return _judgement(device, peer, specification, source, checks, judged, names)
    skeleton = device not in behaviours()
    if skeleton and peer != "pair":
        raise SpecgenError(f"{device} has no behaviour: its skeletons can be run with each other only")
    with built(specification, device, skeleton=skeleton) as package:
        _check_size(package)
        sides = Sides(package.device_class, package.driver_class, facts, _without(package, facts))
        run = named(_guarded(device, Skeleton(sides, checks).traces() if skeleton else _run(peer, sides, seed, note)))
        judged = outcomes(checks, run if traces is None else saved(run, traces), make_state)
        kills: tuple[tuple[str, Mutant], ...] = ()
        if mutants:
            kills = tuple(_skeleton_kills(sides, checks) if skeleton else _kills(sides, checks, make_state, note))
    return _judgement(device, peer, specification, source, checks, judged, names, kills)


@contextmanager
def _running(device: str) -> Iterator[None]:
    """Whatever a pair raises that is no broken protocol, said as what it is. Raises SpecgenError in its place.

    Behaviour is written for texts of today: another one may give a struct other fields, and then its code is wrong.
    """
    try:
        yield
    except (SpecgenError, OSError):
        raise
    except Exception as error:
        raise SpecgenError(
            f"the {device} that was built from this text does not run: {type(error).__name__}: {error}",
            hint="its behaviour was written for texts whose structs and constants are other ones",
        ) from error


def _guarded(device: str, traces: Iterable[Trace]) -> Iterator[Trace]:
    with _running(device):
        yield from traces


def _without(package: Built, facts: Facts) -> frozenset[str]:
    """The features whose part of the behaviour does not fit. SpecgenError where what all parts build on does not."""
    gates = gates_of(package.slug) if package.parts else {}
    for part, reason in package.missing.items():
        if part not in gates:
            raise SpecgenError(f"the {package.slug} of this text cannot be run: its {part} does not fit", hint=reason)
    bits = {facts.features[gates[part]] for part in package.missing if gates[part] in facts.features}
    return frozenset(one.name or "" for one in package.feature_class if int(one) in bits)


def _check_size(package: Built) -> None:
    """SpecgenError for a configuration space that no transport has room for."""
    size = package.device_class.config_size
    if size > MAX_SIZE:
        raise SpecgenError(
            f"the configuration space of {package.slug} has {size} bytes in this text",
            hint=f"no transport has room for more than {MAX_SIZE}",
        )


def _skeleton_kills(sides: Sides, checks: Iterable[Check]) -> Iterator[tuple[str, Mutant]]:
    own = tuple(check for check in checks if check.requirement.scope == sides.facts.slug)
    for check, breaker, killed in skeleton_kills(Skeleton(sides, own)):
        yield check.requirement.id, Mutant(f"{check.requirement.id}/1", breaker.about, killed=killed)


def _run(peer: str, sides: Sides, seed: int, note: Note) -> Iterator[Trace]:
    if peer == "linux":
        from specgen.conformance.balloon.linux import linux_traces  # noqa: PLC0415 - only where it is asked for

        return linux_traces(sides, note)
    if peer == "qemu":
        from specgen.conformance.balloon.qemu import qemu_traces  # noqa: PLC0415 - only where it is asked for

        return qemu_traces(sides, note)
    return _pair_traces(sides, seed)


def _pair_traces(sides: Sides, seed: int) -> Iterator[Trace]:
    yield from traces(sides)
    chance = random.Random(seed)  # noqa: S311 - a choice of workloads, not of secrets
    for number in range(_SCRIPTS):
        workload, offer = script(chance, sides, f"script {number} of seed {seed}")
        yield run_workload(sides, workload, offer)


def _kills(
    sides: Sides, checks: Iterable[Check], make_state: Callable[[], State], note: Note
) -> Iterator[tuple[str, Mutant]]:
    """Each mutant that the text has room for, and whether the check of the rule it breaks noticed."""
    for check in checks:
        for number, mutation in enumerate(mutations().get(check.requirement.id, ()) if check.make else (), 1):
            note(f"mutant: {mutation.about}")
            with _running(sides.facts.slug):
                trace = run_mutation(sides, mutation)
            if trace is not None:
                name = check.requirement.id
                found = outcomes([check], [trace], make_state)[name]
                yield name, Mutant(f"{name}/{number}", mutation.about, killed=found.violated)


def _judgement(  # noqa: PLR0913, PLR0917 - what makes one
    device: str,
    peer: str,
    specification: Specification,
    source: str,
    checks: Iterable[Check],
    found: dict[str, Outcome],
    workloads: Iterable[str],
    mutants: tuple[tuple[str, Mutant], ...] = (),
) -> Judgement:
    rows = tuple(_row(check, found.get(check.requirement.id)) for check in checks)
    return Judgement(device, peer, source, specification.version, rows, tuple(workloads), mutants)


_UNCHECKED = {
    Status.PERMISSION: "it allows something, so nothing can violate it",
    Status.OPEN: "nothing judges it",
}


def _row(check: Check, outcome: Outcome | None) -> Row:
    verdict, reason = Verdict.NOT_OBSERVABLE, check.reason or _UNCHECKED.get(check.status, "")
    times, message = 0, ""
    lines: tuple[str, ...] = ()
    if outcome is not None:
        times = outcome.times
        if outcome.violated:
            verdict, message = Verdict.VIOLATED, f"{outcome.message} ({outcome.about})"
            lines = tuple(excerpt_of(outcome.excerpt))
        elif not outcome.traces:
            reason = "what it is about does not show in a recording of this peer"
        elif not times:
            verdict, reason = Verdict.NOT_EXERCISED, "nothing in this run could have broken it"
        else:
            verdict = Verdict.HOLDS
    broken = 0 if outcome is None else outcome.broken
    return Row(
        check.requirement, check.status, verdict, check.rendering, check.monitor, times, reason, message, lines, broken
    )
