"""Phrases about the command IDs of free page hinting."""

import re
from collections.abc import Iterable

from specgen.conformance.monitors import balloon
from specgen.conformance.monitors.balloon import command_in, written_value
from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.lexicon.tokens import Token, TokenEntry
from specgen.conformance.monitors.state import State, buffer_of
from specgen.runtime.trace import Event, Kind

RANK = 0
_FIRST = 2
"""Command IDs below this have a meaning of their own."""


def _command(_: re.Match[str], facts: Facts) -> Token | None:
    if balloon.COMMAND not in facts.fields or balloon.HINTS not in facts.queues.values():
        return None

    def carried(event: Event, _: State) -> int | None:
        command = command_in(buffer_of(event)) if plain(event.key) == balloon.HINTS else None
        return command if command is not None and command >= _FIRST else None

    def renewed(event: Event, state: State) -> Iterable[int]:
        if event.kind is not Kind.CONFIG_CHANGE:
            return ()
        command = written_value(event, state, balloon.COMMAND)
        return () if command is None else (command,)

    return Token("command ID", carried, renewed)


TOKENS: list[TokenEntry] = [(r"current command ID", _command)]
