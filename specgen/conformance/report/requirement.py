"""One standing -> the view of its page: wording, clause, check, mutants, tests, verdicts, history, neighbours."""

from collections.abc import Iterator, Mapping, Sequence

from specgen.conformance.impact import Touched
from specgen.conformance.report.frame import View, frame, link, requirement_path, scope_path
from specgen.conformance.report.panels import cell, panel, table
from specgen.conformance.report.rows import levels_text
from specgen.conformance.sections import path_text
from specgen.conformance.standing import SAYS, Coverage, PeerVerdict, Standing, Verdict
from specgen.ledger.entry import Entry
from specgen.model import Requirement


def requirement_view(coverage: Coverage, at: int, history: Entry | None, touched: Touched | None, mark: str) -> View:
    """The view of the standing at that place; `touched` says what patches did to it, `mark` the same in a word."""
    one = coverage.standings[at]
    requirement = one.requirement
    title = dict(coverage.names)[requirement.scope]
    trail = [
        link("../index.html", "Coverage", "o"),
        link(f"../{scope_path(requirement.scope)}", title, "u"),
    ]
    return {
        **frame(coverage, requirement.id, root="../", trail=trail, turns=_turns(coverage.standings, at)),
        "badges": list(_badges(one, mark)),
        "facts": list(_facts(one, history)),
        "panels": [found for found in _panels(one, history, touched) if found is not None],
    }


def _turns(standings: Sequence[Standing], at: int) -> Iterator[View]:
    if at > 0:
        yield link(f"../{requirement_path(standings[at - 1])}", "previous", "p")
    if at + 1 < len(standings):
        yield link(f"../{requirement_path(standings[at + 1])}", "next", "n")


def _badges(one: Standing, mark: str) -> Iterator[View]:
    yield {"text": one.status.value, "kind": f"key {one.status.value}"}
    yield {"text": levels_text(one), "kind": ""}
    yield {"text": one.requirement.role.value, "kind": ""}
    for found in one.verdicts:
        yield {"text": f"{found.peer}: {found.verdict.value}", "kind": _kind(found.verdict)}
    if mark:
        yield {"text": mark, "kind": "mark"}


def _panels(one: Standing, history: Entry | None, touched: Touched | None) -> Iterator[View | None]:
    yield None if touched is None else _patched(touched)
    yield panel("Wording", quotes=[_quote(one.requirement)])
    yield _clause(one)
    yield _applicability(one)
    yield _check(one)
    yield _verdicts(one.verdicts, checked=one.checked)
    yield None if history is None else _history(history)


def _patched(touched: Touched) -> View:
    notes = [f"The patches: {touched.fate.value}. It was {touched.before.status.value}, and is now {touched.became}."]
    if touched.stale:
        notes.append("The check was made for the wording before: somebody has to look whether it still judges rightly.")
    return panel("What the patches change here", notes=notes, quotes=[_quote(touched.before.requirement)])


def _quote(requirement: Requirement) -> View:
    return {
        "leads": [requirement.condition] if requirement.condition else [],
        "text": requirement.text,
        "entries": [f"{item.label}: {item.text}" if item.label else item.text for item in requirement.items],
    }


def _clause(one: Standing) -> View:
    if one.readings:
        about = f"The sentence can be read in {len(one.readings)} ways:"
        return panel("Clause", notes=[about], points=one.readings)
    if one.clause is None:
        why = f" {one.unparsed}" if one.unparsed else ""
        return panel("Clause", notes=[f"The sentence could not be parsed; it is kept as it is written.{why}"])
    return panel("Clause", sentences=[one.clause])


def _applicability(one: Standing) -> View | None:
    said = one.requirement.applies_if
    if not said and not one.applies:
        return None
    return panel("When it applies", sentences=[one.applies] if one.applies else [], points=said)


def _check(one: Standing) -> View:
    mutants = [
        (
            cell(mutant.name, kind="code"),
            cell(mutant.about),
            cell("killed" if mutant.killed else "lives", kind="verdict holds" if mutant.killed else "verdict violated"),
        )
        for mutant in one.mutants
    ]
    tests = [(cell(test, kind="code"),) for test in one.tests]
    said = SAYS[one.status]
    more = "".join(f": {about}" for about in (one.monitor, one.reason) if about)
    tables = [table("", ("mutant", "what it breaks", "noticed"), mutants), table("", ("test",), tests)]
    return panel(
        "Check", notes=[f"{said[0].upper()}{said[1:]}{more}."], tables=[found for found in tables if found["rows"]]
    )


def _verdicts(verdicts: Sequence[PeerVerdict], *, checked: bool) -> View | None:
    if not verdicts:
        return panel("Verdicts", notes=["No run has judged it yet."]) if checked else None
    return panel("Verdicts", excerpts=[_excerpt(found) for found in verdicts])


def _excerpt(found: PeerVerdict) -> View:
    """A verdict with its trace; the last line of a violation is the one that offends."""
    last = len(found.excerpt) - 1 if found.verdict is Verdict.VIOLATED else -1
    lines = [{"text": line, "kind": "hit" if at == last else ""} for at, line in enumerate(found.excerpt)]
    return {
        "peer": found.peer,
        "verdict": found.verdict.value,
        "kind": _kind(found.verdict),
        "about": f", {found.about}" if found.about else "",
        "traces": [{"lines": lines, "label": f"Trace of {found.peer}"}] if lines else [],
    }


def _kind(verdict: Verdict) -> str:
    return f"verdict {verdict.value.replace(' ', '-')}"


def _history(entry: Entry) -> View:
    rows = []
    for version, place in entry.places.items():
        wording = entry.wording_at(version)
        rows.append(
            (
                cell(version),
                cell(place, kind="code"),
                cell(str(entry.wordings.index(wording) + 1)),
                cell(", ".join(wording.levels)),
            )
        )
    life = f"Since {entry.since}" + (f", retired as of {entry.until}" if entry.until else "")
    replaced = f", in the place of {', '.join(entry.replaces)}" if entry.replaces else ""
    wordings = f"{entry.revision} wordings" if entry.revision > 1 else "one wording"
    note = f"{life}{replaced}; {wordings}, {entry.status.value}."
    return panel("History", notes=[note], tables=[table("", ("version", "place", "wording", "level"), rows)])


def _facts(one: Standing, history: Entry | None) -> Iterator[Mapping[str, str]]:
    """What there is to know of a requirement, a line each; what is empty is left out."""
    requirement = one.requirement
    facts = {
        "status": one.status.value,
        "reason": one.reason,
        "monitor": one.monitor,
        "level": levels_text(one),
        "role": requirement.role.value,
        "section": path_text(requirement.section),
        "label": requirement.label or "",
        "place": f"{requirement.span.file}:{requirement.span.line}",
        "in a conformance clause": "yes" if requirement.linked else "no",
        "since": "" if history is None else history.since,
        "fingerprint": requirement.fingerprint,
    }
    yield from ({"name": name, "text": text} for name, text in facts.items() if text)
