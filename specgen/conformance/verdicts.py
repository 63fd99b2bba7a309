"""Traces and checks -> what each check found over all of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from specgen.conformance.checks import Check
from specgen.conformance.monitors.monitor import judge_trace
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Event, Trace


@dataclass(slots=True)
class Outcome:
    """What the monitor of one check found: `traces` could show its requirement.

    It could be broken `times` times, and was at `broken` of them; `message` says how it was first, in the trace
    `about`, by the events of `excerpt`.
    """

    check: Check
    traces: int = 0
    times: int = 0
    message: str = ""
    about: str = ""
    excerpt: tuple[Event, ...] = ()
    broken: int = 0

    @property
    def violated(self) -> bool:
        """Whether the requirement was broken."""
        return bool(self.message)


def outcomes(checks: Iterable[Check], traces: Iterable[Trace], make_state: Callable[[], State]) -> dict[str, Outcome]:
    """What all monitors found in all traces, by the ID of the requirement."""
    found = {check.requirement.id: Outcome(check) for check in checks if check.make is not None}
    for trace in traces:
        monitors = [
            (name, one.check.make())
            for name, one in found.items()
            if one.check.make is not None and _judged(one.check, trace)
        ]
        for name, seen in judge_trace(trace, monitors, make_state).items():
            one = found[name]
            one.traces += seen.observable
            one.times += seen.times
            one.broken += seen.broken
            if seen.violated and not one.violated:
                one.message, one.about, one.excerpt = seen.message, trace.about, seen.excerpt
    return found


def _judged(check: Check, trace: Trace) -> bool:
    """Whether a trace says anything of a side: in some runs one of them breaks rules on purpose."""
    judged = trace.facts.get("judged")
    return not isinstance(judged, list) or check.requirement.role.value in judged
