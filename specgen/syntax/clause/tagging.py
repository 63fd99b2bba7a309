"""The words of a sentence -> the terminals of grammars/clause.lark.

English leaves open what a comma, an "and" or a word such as "request" is; what stands around it decides, here and in
the modules for commas, joiners, verbs and particles, so that the grammar itself needs one token of lookahead.
"""

from specgen.syntax.clause.ahead import level_ahead, noun_next, once_adverb, pair_ahead
from specgen.syntax.clause.commas import take_mark
from specgen.syntax.clause.joiners import take_joiner
from specgen.syntax.clause.lexicon import AUXILIARIES, COMPARISONS, PREPOSITIONS, RELATIVES, SUBORDINATORS, is_adverb
from specgen.syntax.clause.particles import (
    take_adverb,
    take_auxiliary,
    take_being,
    take_not,
    take_of,
    take_preposition,
    take_relative,
    take_since,
    take_subordinator,
    take_then,
    take_to,
)
from specgen.syntax.clause.stream import DOERS, NOMINAL, Stream, Tag
from specgen.syntax.clause.verbs import take_word
from specgen.syntax.clause.words import Word

_PREDICATIVE = frozenset(
    {"on", "off", "available", "anymore", "anytime", "necessary", "possible", "unchanged", "clear", "intact"}
)


def _run(stream: Stream) -> list[Tag]:
    words = stream.words
    stream.levels = [number for number, word in enumerate(words) if word.kind == "level"]
    while stream.index < len(words):
        _take(stream, words[stream.index])
        stream.index += 1
    return _without_remarks(stream.tags)


def _take(stream: Stream, word: Word) -> None:
    if word.kind == "mark":
        take_mark(stream, word)
    elif word.kind == "level":
        _take_level(stream, word)
    elif word.kind in {"name", "number", "ref"}:
        stream.nominal({"name": "NAME", "number": "NUM", "ref": "REF"}[word.kind], word.text)
    else:
        _take_plain(stream, word.text)


def _take_level(stream: Stream, word: Word) -> None:
    _part_subject(stream)
    stream.emit("LEVEL", word.text)
    stream.modal = True
    stream.awaiting = 0
    stream.infinitive = True
    stream.main_verb = ""


def _part_subject(stream: Stream) -> None:
    """Put the comma that the text leaves out between "If X is negotiated" and "the driver MUST"."""
    start = (
        max((place for place, tag in enumerate(stream.tags) if tag.kind in {"SEMI", "LEVEL", "BREAK"}), default=-1) + 1
    )
    if start >= len(stream.tags) or stream.tags[start].kind not in {"SUB", "PREP", "TO"}:
        return
    place = len(stream.tags) - 1
    while place > start and stream.tags[place].kind == "ADV":
        place -= 1
    if stream.tags[place].kind == "NOUN" and stream.tags[place].text in DOERS and stream.tags[place - 1].kind != "SUB":
        stream.tags.insert(place, Tag("BREAK", ","))
        return
    while place > start and stream.tags[place].kind in NOMINAL:
        place -= 1
    if stream.tags[place].kind == "VED" and stream.tags[place - 1].kind in {"AUX", "NOT", "ADV"}:
        stream.tags.insert(place + 1, Tag("BREAK", ","))


def _take_plain(stream: Stream, text: str) -> None:  # noqa: C901, PLR0912 - one branch per class of words
    if text in {"and", "or", "but", "nor"}:
        take_joiner(stream, text)
    elif text == "not":
        take_not(stream)
    elif text in {"if-so", "otherwise"} and not (stream.modal and stream.last in {"VB", "ADV"}):
        if text == "otherwise" and stream.modal and stream.last != "SEMI":
            stream.emit("ADV", text)
            return
        if text == "if-so" and level_ahead(stream, stream.index + 1) and stream.modal:
            stream.emit("SEMI", ";")
            stream.new_statement()
        stream.emit("OTHERWISE" if text == "otherwise" else "SO", text)
        following = stream.at(1)
        if following is not None and following.text == ",":
            stream.index += 1
    elif text == "then":
        take_then(stream)
    elif text == "since":
        take_since(stream)
    elif text == "once" and once_adverb(stream):
        stream.emit("ADV", text)
    elif text.removeprefix("even-") in SUBORDINATORS:
        take_subordinator(stream, text)
    elif text == "being" and not stream.infinitive:
        take_being(stream)
    elif text == "as-if":
        stream.emit("THAT", "as-if")
        stream.awaiting += 1
    elif text in AUXILIARIES and (not stream.infinitive or text in {"be", "have", "do"}):
        take_auxiliary(stream, text)
    elif text in RELATIVES:
        take_relative(stream, text)
    elif text == "to":
        take_to(stream)
    elif text == "of":
        take_of(stream)
    elif text in COMPARISONS:
        stream.emit("CMP", COMPARISONS[text])
    elif (
        text in _PREDICATIVE
        and (
            stream.last in {"AUX", "NOT"}
            if text in PREPOSITIONS
            else stream.after_noun or stream.last in {"SUB", "VED"}
        )
        and not noun_next(stream)
    ):
        stream.emit("ADV", text)
    elif text in PREPOSITIONS:
        take_preposition(stream, text)
    elif text in {"either", "both"} and pair_ahead(stream):
        return
    elif is_adverb(text):
        take_adverb(stream, text)
    else:
        take_word(stream, text)


def _without_remarks(tags: list[Tag]) -> list[Tag]:
    """What stands between semicolons without a keyword explains, and requires nothing."""
    stretches: list[list[Tag]] = [[]]
    for one in tags:
        if one.kind == "SEMI":
            stretches.append([])
        else:
            stretches[-1].append(one)
    kept: list[Tag] = []
    for stretch in stretches:
        while stretch and stretch[-1].kind == "BREAK":
            stretch.pop()
        if any(one.kind == "LEVEL" for one in stretch):
            kept += [*([Tag("SEMI", ";")] if kept else ()), *stretch]
    return kept


def tag(words: list[Word]) -> list[Tag]:
    """The terminals for the words of one sentence."""
    return _run(Stream(words))
