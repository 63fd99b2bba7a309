"""Phrases about descriptors, and about the fields of a virtqueue's memory, in either layout."""

import re
from collections.abc import Callable, Hashable

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.contents import Content, ContentEntry
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Condition, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, ConditionEntry, MilestoneEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Cover, Event, Kind, Side

_RINGS = frozenset({Cover.RINGS})
_FLAGS = {"NEXT": 1, "WRITE": 2, "INDIRECT": 4}
_NEXT, _WRITE, _INDIRECT = _FLAGS.values()
_LENGTHS = 0xFFFF
_TABLE_FLAGS = 2
"""Where an entry of a chain, or of an indirect table, has its flags: after address and length."""


def _flag(name: str) -> str:
    return rf"(?:V(?:RING|IRTQ)_)?DESC_F_(?P<{name}>NEXT|WRITE|INDIRECT)"


def _flags_of(entries: list[list[int]]) -> list[int]:
    return [entry[_TABLE_FLAGS] for entry in entries]


def _chain_act(name: str, wrong: Callable[[Event], bool]) -> Act:
    """Something that is seen in each chain, or is not."""

    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.CHAIN and wrong(event) else NOTHING

    return Act(name, Side.DRIVER, _RINGS, seen, chances=lambda event, _: event.kind is Kind.CHAIN)


def _about_chains(make: Callable[[re.Match[str]], Callable[[Event], bool]]) -> Callable[..., Act | None]:
    def entry(match: re.Match[str], _: Facts, by: Side) -> Act | None:
        return _chain_act(match[0], make(match)) if by is Side.DRIVER else None

    return entry


def _in_order(_: re.Match[str]) -> Callable[[Event], bool]:
    def ordered(event: Event) -> bool:
        flags = [one for one in _flags_of(event["descriptors"]) if not one & _INDIRECT] + _flags_of(event["table"])
        writable = [bool(one & _WRITE) for one in flags]
        return writable == sorted(writable)

    return ordered


def _has_flag(match: re.Match[str]) -> Callable[[Event], bool]:
    bit = _FLAGS[match["flag"]]
    return lambda event: any(flags & bit for flags in _flags_of(event["descriptors"]))


def _has_flag_in_table(match: re.Match[str]) -> Callable[[Event], bool]:
    bit = _FLAGS[match["flag"]]
    return lambda event: any(flags & bit for flags in _flags_of(event["table"]))


def _has_others_in_table(match: re.Match[str]) -> Callable[[Event], bool]:
    bit = _FLAGS[match["flag"]]
    return lambda event: any(flags & ~bit for flags in _flags_of(event["table"]))


def _has_both(match: re.Match[str]) -> Callable[[Event], bool]:
    both = _FLAGS[match["flag"]] | _FLAGS[match["other"]]
    return lambda event: any(flags & both == both for flags in _flags_of(event["descriptors"]))


def _has_in_list(match: re.Match[str]) -> Callable[[Event], bool]:
    bit, link = _FLAGS[match["flag"]], _FLAGS[match["other"]]

    def wrong(event: Event) -> bool:
        flags = _flags_of(event["descriptors"])
        return any(one & bit for one in flags) and any(one & link for one in flags)

    return wrong


def _exposes_early(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    """The thing is whether the list was whole when its first descriptor became available."""

    def seen(event: Event, _: State) -> Seen:
        listed = event.kind is Kind.CHAIN and event["layout"] == "packed"
        return frozenset({bool(event["complete"])}) if listed else NOTHING

    return Act(match[0], by, _RINGS, seen) if by is Side.DRIVER else None


def _measured(name: str, wrong: Callable[[int, int, State, Event], bool]) -> Act:
    """Something that is seen in the number of elements of each buffer, and of bytes."""

    def measures(event: Event) -> tuple[int, int] | None:
        if event.kind is Kind.ADD:
            lengths = [length for _, length in [*event["readable"], *event["writable"]]]
        elif event.kind is Kind.CHAIN:
            parts = [*event["descriptors"], *event["table"]]
            lengths = [part[1] for part in parts if not part[_TABLE_FLAGS] & _INDIRECT]
        else:
            return None
        return len(lengths), sum(lengths)

    def seen(event: Event, state: State) -> Seen:
        found = measures(event)
        return IT if found is not None and wrong(*found, state, event) else NOTHING

    def chance(event: Event, _: State) -> bool:
        return measures(event) is not None

    covers = frozenset({Cover.QUEUES, Cover.BUFFERS_USED})
    return Act(name, Side.DRIVER, covers, seen, chances=chance, more=frozenset({Kind.CHAIN}))


def _too_many(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def wrong(count: int, _: int, state: State, event: Event) -> bool:
        ring = state.queue(event.queue)
        return ring is not None and ring.size > 0 and count > ring.size

    return _measured(match[0], wrong) if by is Side.DRIVER else None


def _too_long(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    most = 1 << int(match["power"])
    return _measured(match[0], lambda _, length, __, ___: length > most) if by is Side.DRIVER else None


def _field_act(name: str, by: Side, field: str, right: Callable[[int, int], bool], *, initial: bool) -> Act:
    """A field of a queue's memory gets a value: `right` compares the old one and the new one."""

    def chance(event: Event, _: State) -> bool:
        return event.kind is Kind.RING and event.by is by and field in event["changes"] and event["initial"] is initial

    def seen(event: Event, state: State) -> Seen:
        return IT if chance(event, state) and right(*event["changes"][field]) else NOTHING

    return Act(name, by, _RINGS, seen, chances=chance)


def _set_flags(match: re.Match[str], _: Facts, by: Side) -> Act:
    values = {int(number) for number in match["values"].split(" or ")}
    field = "avail.flags" if by is Side.DRIVER else "used.flags"

    def chance(event: Event, _: State) -> bool:
        ours = event.kind is Kind.RING and event.by is by and event["layout"] == "split"
        return ours and (field in event["changes"] or not event["initial"])

    def seen(event: Event, state: State) -> Seen:
        # What does not change was judged before.
        changed = event["changes"].get(field) if chance(event, state) else None
        return IT if chance(event, state) and (changed is None or changed[1] in values) else NOTHING

    return Act(match[0], by, _RINGS, seen, chances=chance)


def _initial_flags(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    value = int(match["value"])
    return _field_act(match[0], by, "used.flags", lambda _, new: new == value, initial=True)


def _decrement(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    if by is not Side.DRIVER:
        return None
    return _field_act(match[0], by, "avail.idx", lambda old, new: (new - old) & _LENGTHS > _LENGTHS >> 1, initial=False)


def _write_table(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def chance(event: Event, _: State) -> bool:
        return event.kind is Kind.RING and event.by is by and event["layout"] == "split"

    def seen(event: Event, state: State) -> Seen:
        return IT if chance(event, state) and "desc" in event["changes"] else NOTHING

    return Act(match[0], by, _RINGS, seen, chances=chance)


_LINKED = (
    rf"write direct descriptors with {_flag('flag')} (?:that is )?set in scatter-gather list"
    rf" (?:that is )?linked by {_flag('other')}"
)
_ELEMENTS = r"(?:descriptor )?elements"
_BEHIND = (
    r"case of at least (?P<least>\d+) normal chained descriptors? (?:that (?:is|are) )?"
    rf"followed by single descriptor with flags ?& ?{_flag('flag')}"
)
_CREATE = r"(?:create|add|make) (?:any )?descriptor (?:chain|list)s?"
ACTS: list[ActEntry] = [
    (rf"place any device-writable {_ELEMENTS} after any device-readable {_ELEMENTS}", _about_chains(_in_order)),
    (rf"set {_flag('flag')}", _about_chains(_has_flag)),
    (rf"set {_flag('flag')} within indirect descriptors?", _about_chains(_has_flag_in_table)),
    (rf"set any flags? except {_flag('flag')} within indirect descriptors?", _about_chains(_has_others_in_table)),
    (rf"set (?:both )?{_flag('flag')} and {_flag('other')}(?: in flags)?", _about_chains(_has_both)),
    (_LINKED, _about_chains(_has_in_list)),
    (rf"{_CREATE} (?:of )?more than (?:queue size(?: of device)?|(?:that is )?allowed by device)", _too_many),
    (rf"{_CREATE} (?:of )?more than 2\^(?P<power>\d+) bytes(?: in total)?", _too_long),
    (r"make first descriptor (?:in list available|available in list)", _exposes_early),
    (r"set flags to (?P<values>\d+(?: or \d+)*)", _set_flags),
    (r"initialize flags in used ring to (?P<value>\d+)", _initial_flags),
    (r"decrement available idx (?:on|of|in) (?:live )?virtqueues?", _decrement),
    (r"write to any descriptor table entry", _write_table),
]


def _whole(match: re.Match[str], _: Facts) -> Milestone:
    def passed(_: State, thing: Hashable) -> bool:
        return thing is not False

    return Milestone(match[0], Side.DRIVER, passed)


MILESTONES: list[MilestoneEntry] = [
    (r"all subsequent descriptors (?:that (?:is |are )?)?compris\w+ list (?:is|are) made available", _whole),
]


def _always(match: re.Match[str], _: Facts) -> Condition:
    return Condition(match[0], lambda _: True)


CONDITIONS: list[ConditionEntry] = [(r"driver allocates used ring", _always)]
"""Whoever enables a queue has allocated it."""


def _writable_table(match: re.Match[str], _: Facts) -> Content:
    def within(event: Event, _: State) -> bool:
        return any(flags & _INDIRECT and flags & _WRITE for flags in _flags_of(event["descriptors"]))

    return Content(match[0], within, Kind.CHAIN, _RINGS)


def _chain_with_table(match: re.Match[str], _: Facts) -> Content:
    least = int(match["least"])

    def within(event: Event, state: State) -> bool:
        """Only what is right in all else has to be handled."""
        flags, ring = _flags_of(event["descriptors"]), state.queue(event.queue)
        before = all(one & _NEXT and not one & _INDIRECT for one in flags[:-1])
        last = flags[-1] & (_NEXT | _WRITE | _INDIRECT) == _INDIRECT
        table = _flags_of(event["table"])
        whole = bool(table) and not any(one & _INDIRECT for one in table)
        fits = ring is not None and len(flags) - 1 + len(table) <= ring.size
        return state.has(int(RingFeature.INDIRECT_DESC)) and len(flags) > least and before and last and whole and fits

    return Content(match[0], within, Kind.CHAIN, _RINGS)


CONTENTS: list[ContentEntry] = [
    (r"write-only flag in descriptors? that refers? to (?:an )?indirect table", _writable_table),
    (_BEHIND, _chain_with_table),
]
