"""The requirements of a specification -> their clauses, read only where somebody asks for them.

Sentences are read once: what they mean by themselves is kept in the user's cache for each device type or chapter, so
that a changed text costs its changed sentences, and the clauses with resolved names are kept for each whole text.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from specgen.cache import Cache, key_of
from specgen.model import Item, Requirement, Specification
from specgen.model.clause import NOT_READ, Guard, Reading

PARALLEL_FROM = 400
"""Sentences to read from which on a second process pays."""
REMEMBERED = 1000
"""Sentences that are kept for a scope, beyond those of the text read last."""

_Sentence = tuple[str, str | None, tuple[str, ...]]
"""A sentence, its lead-in and the items of its list: all that its reading depends on."""
_Key = tuple[str, str, _Sentence, tuple[str, ...]]
_Read = dict[_Sentence, Reading]


@dataclass(frozen=True, slots=True)
class Clauses(Mapping[Requirement, Reading]):
    """What the requirements of one specification mean: requirement -> reading, in the order of the text.

    Two requirements in the same words, of one scope and role and under one applicability, mean the same.
    """

    requirements: tuple[Requirement, ...]
    readings: Mapping[_Key, Reading]

    def of(self, requirement: Requirement) -> Reading:
        """What a requirement means; NOT_READ for one of another specification."""
        return self.readings.get(_key(requirement), NOT_READ)

    def __getitem__(self, requirement: Requirement) -> Reading:
        """As `of`, but KeyError for a requirement of another specification."""
        return self.readings[_key(requirement)]

    def __iter__(self) -> Iterator[Requirement]:
        """The requirements in the order of the text."""
        return iter(self.requirements)

    def __len__(self) -> int:
        """How many requirements there are."""
        return len(self.requirements)


NO_CLAUSES = Clauses((), {})
"""For callers that know of no requirement what it means."""


def read_clauses(
    specification: Specification,
    requirements: Sequence[Requirement] | None = None,
    *,
    jobs: int | None = None,
    cache: bool = True,
) -> Clauses:
    """The clauses of requirements (all where `None`), with the lead-ins, lists and applicability they stand under.

    `jobs` bounds the processes (default: the cores of this machine); `cache` allows what was read before to be taken
    from the user's cache directory.
    """
    store = Cache(enabled=cache)
    chosen = tuple(specification.requirements if requirements is None else requirements)
    known = _Memory(store)
    known.read(chosen, jobs or os.cpu_count() or 1)
    return Clauses(chosen, _resolved(specification, chosen, known))


def _key(requirement: Requirement) -> _Key:
    return requirement.scope, requirement.role.value, _sentence(requirement), requirement.applies_if


def _sentence(requirement: Requirement) -> _Sentence:
    return requirement.text, requirement.condition, tuple(_worded(item) for item in requirement.items)


def _worded(item: Item) -> str:
    return item.text if item.label is None else f"{item.label} {item.text}"


def _resolved(
    specification: Specification, requirements: Iterable[Requirement], known: "_Memory"
) -> dict[_Key, Reading]:
    from specgen.extract.clause_names import Resolver  # noqa: PLC0415 - a cached reading needs none

    resolver = Resolver(specification)
    applicability: dict[tuple[str, ...], tuple[Guard, ...]] = {}
    found: dict[_Key, Reading] = {}
    for one in requirements:
        read = known.of(one)
        if one.applies_if not in applicability:
            applicability[one.applies_if] = _applies(one.applies_if)
        applies = applicability[one.applies_if]
        clause = None if read.clause is None else resolver.clause(read.clause, one, applies)
        readings = tuple(resolver.clause(reading, one, applies) for reading in read.readings)
        found[_key(one)] = replace(read, clause=clause, readings=readings)
    return found


def _applies(sentences: Iterable[str]) -> tuple[Guard, ...]:
    """The guards that the section's own sentences state; a sentence that is not read states none."""
    if not sentences:
        return ()
    from specgen.syntax.clause.reading import read_applicability  # noqa: PLC0415 - a cached reading needs no grammar

    return tuple(guard for sentence in sentences for guard in read_applicability(sentence) or ())


@dataclass(slots=True)
class _Memory:
    """Sentences that were read before, kept by scope."""

    store: Cache
    scopes: dict[str, _Read]

    def __init__(self, store: Cache) -> None:
        self.store = store
        self.scopes = {}

    def of(self, requirement: Requirement) -> Reading:
        return self.scopes[requirement.scope][_sentence(requirement)]

    def read(self, requirements: Iterable[Requirement], jobs: int) -> None:
        """Have all of the requirements' sentences read, those that are new among them now."""
        wanted: dict[str, dict[_Sentence, None]] = {}
        for one in requirements:
            wanted.setdefault(one.scope, {})[_sentence(one)] = None
        missing: list[tuple[str, _Sentence]] = []
        for scope, sentences in wanted.items():
            known = self.store.load(_scope_key(scope))
            self.scopes[scope] = known if isinstance(known, dict) else {}
            missing += [(scope, sentence) for sentence in sentences if sentence not in self.scopes[scope]]
        for (scope, sentence), reading in zip(missing, _read_all([one for _, one in missing], jobs), strict=True):
            self.scopes[scope][sentence] = reading
        for scope in dict.fromkeys(scope for scope, _ in missing):
            self.store.store(_scope_key(scope), _recent(self.scopes[scope], wanted[scope]))


def _scope_key(scope: str) -> str:
    return key_of("clauses", scope)


def _recent(known: _Read, wanted: Iterable[_Sentence]) -> _Read:
    """The sentences asked for last, and of the others those that were read last."""
    others = {sentence: reading for sentence, reading in known.items() if sentence not in set(wanted)}
    kept = dict(list(others.items())[-REMEMBERED:])
    return {**kept, **{sentence: known[sentence] for sentence in wanted}}


def _read_all(sentences: Sequence[_Sentence], jobs: int) -> list[Reading]:
    """The readings in the order given; many sentences are shared between processes."""
    if not sentences:
        return []
    from specgen.syntax.clause.reading import prepare  # noqa: PLC0415 - a cached reading needs no grammar

    prepare()
    if jobs < 2 or len(sentences) < PARALLEL_FROM or not _can_fork():
        return [_read(one) for one in sentences]
    import multiprocessing  # noqa: PLC0415 - only where it is used

    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return pool.map(_read, sentences, chunksize=max(1, len(sentences) // (4 * jobs)))


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux while this process has one thread."""
    import threading  # noqa: PLC0415 - only where it is used

    return sys.platform == "linux" and threading.active_count() == 1


def _read(sentence: _Sentence) -> Reading:
    from specgen.syntax.clause.reading import read_sentence  # noqa: PLC0415 - a cached reading needs no grammar

    return read_sentence(*sentence)
