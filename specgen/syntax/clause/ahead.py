"""The words after a place -> what begins there: a statement, a clause, a noun."""

from specgen.syntax.clause.forms import AMBIGUOUS, BASE_VERBS, verb_forms
from specgen.syntax.clause.lexicon import AUXILIARIES, COMPARISONS, PREPOSITIONS, RELATIVES, SUBORDINATORS, is_adverb
from specgen.syntax.clause.stream import Stream


def level_ahead(stream: Stream, start: int) -> bool:
    """Whether a keyword follows from `start` on with nothing but its subject between."""
    for place in range(start, len(stream.words)):
        word = stream.words[place]
        if word.kind == "level":
            return True
        if word.kind == "mark" or (word.kind == "word" and word.text in SUBORDINATORS):
            return False
        if (
            place > start
            and word.kind == "word"
            and word.text in AUXILIARIES
            and not _relative_between(stream, start, place)
        ):
            return False
    return False


def _relative_between(stream: Stream, start: int, end: int) -> bool:
    return any(stream.words[place].text in RELATIVES for place in range(start, end))


def finite_ahead(stream: Stream, start: int) -> bool:
    """Whether a clause of its own begins at `start`: a noun phrase, then a finite verb."""
    thirds, _, _ = verb_forms()
    nouns = 0
    for place in range(start, len(stream.words)):
        word = stream.words[place]
        if word.kind in {"mark", "level"}:
            return False
        if word.kind == "word":
            if word.text in AUXILIARIES:
                return nouns > 0
            if word.text in SUBORDINATORS or word.text in RELATIVES or word.text in {"and", "or"}:
                return False
            if word.text in thirds and nouns and not noun_here(stream, place):
                return True
        if not (word.kind == "word" and (word.text in PREPOSITIONS or is_adverb(word.text))):
            nouns += 1
    return False


def noun_here(stream: Stream, place: int) -> bool:
    """Whether a word in -s at `place` is a plural noun rather than a verb: "all requests are", "of requests"."""
    before = stream.words[place - 1].text if place else ""
    after = stream.words[place + 1] if place + 1 < len(stream.words) else None
    if before in PREPOSITIONS or before in {
        "of",
        "all",
        "any",
        "some",
        "multiple",
        "several",
        "these",
        "other",
        "more",
        "no",
    }:
        return True
    if after is None:
        return False
    if after.kind == "level" or after.text in AUXILIARIES:
        return True
    if after.kind == "mark":
        return _may_be_noun(stream.words[place].text) and aux_before_mark(stream, place + 2)
    return (
        (after.text in {"of", "and", "or"} or after.text in PREPOSITIONS)
        and aux_before_mark(stream, place + 1)
        and _may_be_noun(stream.words[place].text)
    )


def aux_before_mark(stream: Stream, start: int) -> bool:
    """Whether an auxiliary comes before the next mark or clause."""
    for place in range(start, len(stream.words)):
        word = stream.words[place]
        if word.kind in {"mark", "level"} or word.text in SUBORDINATORS or word.text in RELATIVES:
            return False
        if word.text in AUXILIARIES:
            return True
    return False


def finite_anywhere(stream: Stream, start: int) -> bool:
    """Whether any form of a verb follows before the next mark."""
    thirds, pasts, _ = verb_forms()
    for place in range(start, len(stream.words)):
        word = stream.words[place]
        if word.kind in {"mark", "level"} or word.text in SUBORDINATORS:
            return False
        if word.kind == "word" and (
            word.text in AUXILIARIES or word.text in thirds or word.text in pasts or word.text in BASE_VERBS
        ):
            return True
    return False


def noun_next(stream: Stream) -> bool:
    """Whether what follows is a noun, or what stands before one."""
    following = stream.at(1)
    if following is None or following.kind in {"mark", "level"}:
        return False
    if following.kind in {"name", "number"}:
        return True
    text = following.text
    return not (
        text in PREPOSITIONS
        or text in SUBORDINATORS
        or text in {"and", "or", "but", "to", "of", "not"}
        or text in RELATIVES
        or text in AUXILIARIES
        or text in COMPARISONS
        or is_adverb(text)
        or (text in verb_forms()[1] and text not in BASE_VERBS)
    )


def third_before_mark(stream: Stream, start: int) -> bool:
    """Whether a finite verb in -s comes before the next mark."""
    thirds, _, _ = verb_forms()
    for place in range(start, len(stream.words)):
        word = stream.words[place]
        if word.kind in {"mark", "level"} or word.text in SUBORDINATORS or word.text in RELATIVES:
            return False
        if word.text in thirds and not noun_here(stream, place):
            return True
    return False


def modified_noun_next(stream: Stream) -> bool:
    """Whether a participle before its noun follows: "previously hinted pages"."""
    word, after = stream.at(1), stream.at(2)
    if word is None or after is None or word.text not in verb_forms()[1] or after.kind in {"mark", "level"}:
        return False
    return after.kind in {"name", "number"} or not (
        after.text in PREPOSITIONS
        or after.text in SUBORDINATORS
        or after.text in AUXILIARIES
        or after.text in RELATIVES
        or after.text in {"and", "or", "but", "to", "of"}
        or is_adverb(after.text)
    )


def pair_ahead(stream: Stream) -> bool:
    """Whether an "and" or "or" follows, as after "both"."""
    return any(word.text in {"and", "or"} for word in stream.words[stream.index + 1 :])


def once_adverb(stream: Stream) -> bool:
    """Whether "once" tells how often: no clause follows it."""
    following = stream.at(1)
    return (
        following is None
        or following.kind == "mark"
        or following.text in SUBORDINATORS
        or (following.text in PREPOSITIONS)
    )


def lead_of_next(stream: Stream, start: int) -> bool:
    """Whether the guard at `start` leads another statement: a comma, a subject and a keyword follow."""
    upcoming = [level for level in stream.levels if level > start]
    between = stream.words[start : upcoming[0]] if upcoming else []
    return any(word.text == "," for word in between) and not any(word.text == ";" for word in between)


def _may_be_noun(text: str) -> bool:
    """Whether a third person such as "requests" is a plural too."""
    return verb_forms()[0].get(text, "") in AMBIGUOUS
