"""Comparisons -> what all outputs show of them: the order of effects, headings, counts, grouped moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specgen.diff.change import Action, Change, Effect, Thing
from specgen.diff.compare import Comparison
from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison as a whole, and of a series of patches each step; no steps where there is only one."""

    whole: Comparison
    steps: tuple[Comparison, ...] = ()

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The steps, then the whole."""
        return (*self.steps, self.whole)


@dataclass(frozen=True, slots=True)
class Summary:
    """Changes too alike to be told one by one."""

    text: str
    reason: str


def heading(comparison: Comparison) -> str:
    """What is compared."""
    between = f"{comparison.old} -> {comparison.new}"
    return f"{comparison.title}: {between}" if comparison.title else between


def unread_text(comparison: Comparison) -> str:
    """What the new text has that could not be read, "" where there is nothing."""
    number = len(comparison.unread)
    return f"{number} place{'s' * (number > 1)} of the new text could not be read" if number else ""


def counts(comparison: Comparison) -> str:
    """`2 breaking, 5 extending, 1 editorial`."""
    return ", ".join(f"{comparison.count(effect)} {effect.value}" for effect in Effect)


def of_effect(comparison: Comparison, effect: Effect) -> tuple[list[Change], list[Summary]]:
    """The changes to be told one by one, and the rest as summaries.

    Requirements that only moved, and what came or went with its device type, are too many and say too little.
    """
    new_scopes = {change.scope for change in comparison.changes if _is(change, Thing.DEVICE_TYPE, Action.ADDED)}
    told: list[Change] = []
    moved: list[Change] = []
    with_owner: dict[str, list[Change]] = {}
    for change in comparison.changes:
        if change.effect is not effect:
            continue
        if _is(change, Thing.REQUIREMENT, Action.MOVED):
            moved.append(change)
        elif change.scope in new_scopes and change.action is Action.ADDED and change.thing is not Thing.DEVICE_TYPE:
            with_owner.setdefault(change.scope, []).append(change)
        else:
            told.append(change)
    if len(moved) <= 3:
        told, moved = told + moved, []
    summaries = [
        Summary(f"{scope}: {_kinds(changes)} added", "new with its device type")
        for scope, changes in with_owner.items()
    ]
    if moved:
        summaries.append(Summary(f"{len(moved):,} requirements moved", "they stand elsewhere and say the same"))
    return told, summaries


def title_of(change: Change) -> str:
    """`feature bit VIRTIO_BALLOON_F_X added`."""
    return f"{change.thing.value} {change.name} {change.action.value}"


def values(change: Change) -> Iterator[tuple[str, str]]:
    """What was and what is, as sign and text."""
    if change.before:
        yield "-", change.before
    if change.after:
        yield "+", change.after


def is_prose(change: Change) -> bool:
    """Whether the values are sentences rather than numbers and names."""
    return any(len(text) > 60 for _, text in values(change))


def places(change: Change) -> str:
    """Where it stands: `file:line`, with the old place where only that is left."""
    if change.new is None:
        return f"was {place(change.old)}"
    return place(change.new)


def place(span: Span | None) -> str:
    """`file:line`."""
    return "" if span is None else f"{span.file}:{span.line}"


def plain(text: str) -> str:
    """`text` on one line, without characters that would steer a terminal or a mail reader."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in folded)


def _is(change: Change, thing: Thing, action: Action) -> bool:
    return change.thing is thing and change.action is action


def _kinds(changes: Sequence[Change]) -> str:
    numbers: dict[str, int] = {}
    for change in changes:
        numbers[change.thing.value] = numbers.get(change.thing.value, 0) + 1
    return ", ".join(f"{number} {name}{'s' if number > 1 else ''}" for name, number in numbers.items())
