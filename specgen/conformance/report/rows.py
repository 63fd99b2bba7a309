"""Standings -> the rows of a table of requirements, and the filters over them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from specgen.conformance.impact import Impact
from specgen.conformance.report.frame import View, requirement_path
from specgen.conformance.standing import Standing, Status, Verdict

_GRAVEST = (Verdict.VIOLATED, Verdict.HOLDS, Verdict.NOT_EXERCISED, Verdict.NOT_OBSERVABLE)
_JOINT = "|"


def row(one: Standing, marks: Mapping[str, str]) -> View:
    """A requirement as a row; `marks` says of some IDs what patches did to them."""
    requirement = one.requirement
    return {
        "id": requirement.id,
        "href": requirement_path(one),
        "status": one.status.value,
        "levels": levels_text(one),
        "role": requirement.role.value,
        "verdict": last_verdict(one),
        "verdict_kind": last_verdict(one).replace(" ", "-"),
        "mark": marks.get(requirement.id, ""),
        "text": one.clause or requirement.text,
        "reason": one.reason,
        "data": [{"key": key, "value": _JOINT.join(values(one, marks))} for key, (_, values) in _FILTERS.items()],
    }


def choices(standings: Sequence[Standing], titles: Mapping[str, str], marks: Mapping[str, str]) -> list[View]:
    """The filters, each with the values that occur and how often; one that has nothing to choose is left out."""
    found: list[View] = []
    for key, (name, values) in _FILTERS.items():
        counts = Counter(value for one in standings for value in dict.fromkeys(values(one, marks)))
        order = sorted(counts) if key == "level" else list(counts)
        options = [
            {"value": value, "text": f"{titles.get(value, value) if key == 'scope' else value} ({counts[value]:,})"}
            for value in order
        ]
        if len(options) > 1 or (options and counts[order[0]] < len(standings)):
            found.append({"name": name, "key": key, "options": options})
    return found


def marks_of(impact: Impact | None) -> dict[str, str]:
    """What patches did to requirements that the patched text has: new, stale, reworded and so on, by ID."""
    if impact is None:
        return {}
    marks = {one.requirement.id: "new" for one in impact.brought}
    for one in impact.touched:
        if one.after is not None and one.after.requirement.id not in marks:
            marks[one.after.requirement.id] = "stale check" if one.stale else one.fate.value
    return marks


def levels_text(one: Standing) -> str:
    """Each keyword once."""
    return ", ".join(dict.fromkeys(one.requirement.levels))


def last_verdict(one: Standing) -> str:
    """The gravest verdict of the last run; "" where there was none."""
    return min((found.verdict for found in one.verdicts), key=_GRAVEST.index, default="")


def _clause(one: Standing) -> str:
    if one.readings:
        return "ambiguous"
    return "not parsed" if one.clause is None else "parsed"


def _reason(one: Standing) -> list[str]:
    return [one.reason.replace(_JOINT, "/")] if one.reason and one.status in {Status.OPEN, Status.UNOBSERVABLE} else []


_Values = Callable[[Standing, Mapping[str, str]], Sequence[str]]
_FILTERS: Mapping[str, tuple[str, _Values]] = {
    "scope": ("Device type", lambda one, _: [one.requirement.scope]),
    "status": ("Status", lambda one, _: [one.status.value]),
    "level": ("Level", lambda one, _: one.requirement.levels),
    "role": ("Role", lambda one, _: [one.requirement.role.value]),
    "verdict": ("Last run", lambda one, _: [found.verdict.value for found in one.verdicts]),
    "clause": ("Clause", lambda one, _: [_clause(one)]),
    "patch": ("Patches", lambda one, marks: [marks[one.requirement.id]] if one.requirement.id in marks else []),
    "reason": ("Reason", lambda one, _: _reason(one)),
}
"""The name of each filter, and the values that a requirement has for it."""
