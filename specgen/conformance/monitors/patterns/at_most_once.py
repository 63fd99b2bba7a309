"""MUST NOT provide more than N buffers that contain something: at most so many in each round."""

import re
from collections.abc import Iterable

from specgen.conformance.monitors.lexicon.phrases import token_of
from specgen.conformance.monitors.lexicon.tokens import Token
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "at-most"
_MORE = re.compile(
    r"(?:provide|submit|supply|add|make) more than (?P<number>\d+) (?:output |input )?buffers?"
    r" that (?:contains?|holds?) (?P<what>.+)"
)


def derive(context: Context) -> Derived | None:
    """A bound on buffers that say the same."""
    match = _MORE.fullmatch(context.action)
    if match is None or not context.rule.negated or context.rule.guards or context.side is not Side.DRIVER:
        return None
    token = token_of(match["what"], context.facts)
    if token is None:
        return None
    number = int(match["number"])
    return lambda: AtMostOf(number, token)


class AtMostOf(Monitor):
    """No more than `number` buffers carry one and the same token."""

    name = NAME
    needs = frozenset({Cover.BUFFERS_USED})
    more = frozenset({Kind.CONFIG_CHANGE})

    def __init__(self, number: int, token: Token) -> None:
        self._number = number
        self._token = token
        self._carried: dict[int, list[int]] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer that carries one counts, until the token comes anew or the device is reset."""
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self._carried.clear()
        for renewed in self._token.renewed(event, state):
            self._carried.pop(renewed, None)
        found = self._token.carried(event, state) if event.kind is Kind.ADD else None
        if found is None:
            return
        before = self._carried.setdefault(found, [])
        ok = len(before) < self._number
        message = "" if ok else f"the driver provides {len(before) + 1} buffers with {self._token.name} {found}"
        yield Occasion(event.at, ok, message, tuple(before))
        before.append(event.at)
