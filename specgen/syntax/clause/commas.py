"""Commas and semicolons -> what they part."""

from specgen.syntax.clause.ahead import lead_of_next, level_ahead
from specgen.syntax.clause.behind import in_infinitive
from specgen.syntax.clause.continuing import verb_continues
from specgen.syntax.clause.forms import is_base, verb_forms
from specgen.syntax.clause.lexicon import AUXILIARIES, PREPOSITIONS, SUBORDINATORS, is_adjectival
from specgen.syntax.clause.stream import Stream
from specgen.syntax.clause.words import Word


def take_mark(stream: Stream, word: Word) -> None:  # noqa: C901, PLR0911, PLR0912 - a comma means one of ten things
    """A comma or semicolon: it parts statements, leads or members of a list, or nothing."""
    if word.text == ";":
        stream.emit("SEMI", ";")
        stream.new_statement()
        return
    following = stream.at(1)
    if following is None:
        return
    text = following.text
    if following.kind == "mark":
        return
    if text in {"and", "or", "but", "nor"}:
        return
    if text == "otherwise":
        stream.emit("SEMI", ";")
        stream.new_statement()
        return
    if not stream.modal:
        if not _ends_lead(stream) and _list_comma(stream):
            stream.emit("AND", ",")
        else:
            stream.emit("BREAK", ",")
            stream.awaiting = 0
        return
    although = text in {"although", "though"}
    if level_ahead(stream, stream.index + (2 if although else 1)):
        stream.index += 1 if although else 0
        stream.emit("SEMI", ";")
        stream.new_statement()
        return
    if text in SUBORDINATORS and lead_of_next(stream, stream.index + 1):
        stream.emit("SEMI", ";")
        stream.new_statement()
        return
    if _list_comma(stream):
        stream.emit("AND", ",")
    elif _verb_list(stream):
        stream.emit("ANDINF" if in_infinitive(stream) else "ANDVERB", ",")
        stream.infinitive = True
    elif text in verb_forms()[2] and not is_adjectival(text) and text not in PREPOSITIONS:
        stream.emit("BREAK", ",")
        stream.awaiting = 0
    else:
        stream.awaiting = 0


def _ends_lead(stream: Stream) -> bool:
    """Whether the subject follows: "If X is set, the owner and its member MUST", where no list goes on."""
    start = max((place for place, tag in enumerate(stream.tags) if tag.kind == "SEMI"), default=-1) + 1
    led = start < len(stream.tags) and stream.tags[start].kind in {"SUB", "PREP", "TO"}
    return led and stream.awaiting == 0 and level_ahead(stream, stream.index + 1)


def _verb_list(stream: Stream) -> bool:
    """Whether the comma parts the verbs of a list: "set A, set B and set C"."""
    return verb_continues(stream) and any(word.text in {"and", "or"} for word in stream.words[stream.index + 1 :])


def _list_comma(stream: Stream) -> bool:
    """Whether the comma parts the members of a list: short noun phrases up to an "and" or "or"."""
    ings = verb_forms()[2]
    if (not stream.after_noun and stream.last != "ADV") or _verbs_listed(stream):
        return False
    place = stream.index + 1
    length = 0
    while place < len(stream.words):
        word = stream.words[place]
        if word.kind == "level":
            return False
        if word.text in {"and", "or"}:
            return length > 0 and not _joins_clause(stream, place)
        if word.text == ",":
            after = stream.words[place + 1] if place + 1 < len(stream.words) else None
            if after is not None and after.text in {"and", "or"}:
                place += 1
                continue
            if length == 0:
                return False
            length = 0
        elif (
            word.text == ";"
            or (
                word.kind == "word"
                and (
                    word.text in AUXILIARIES
                    or word.text in SUBORDINATORS
                    or word.text in {"to", "that", "which", "by", "then", "not", "it"}
                )
            )
            or (
                word.kind == "word"
                and length == 0
                and (word.text in PREPOSITIONS or (word.text in ings and not is_adjectival(word.text)))
            )
        ):
            return False
        else:
            length += 1
        place += 1
    return False


def _verbs_listed(stream: Stream) -> bool:
    """Whether verbs and not nouns follow the comma and the last "and" or "or": "send A, access B, or modify C"."""
    joined = next((n for n in range(stream.index, len(stream.words)) if stream.words[n].text in {"and", "or"}), None)
    if not stream.modal or joined is None or not verb_continues(stream):
        return False
    after = stream.words[joined + 1 : joined + 3]
    return len(after) == 2 and is_base(after[0].text) and after[1].kind not in {"mark", "level"}


def _joins_clause(stream: Stream, place: int) -> bool:
    """Whether the "and" at `place` joins a statement, a guard or a clause, not a noun."""
    after = stream.words[place + 1] if place + 1 < len(stream.words) else None
    if after is None or after.kind == "level" or after.text in SUBORDINATORS:
        return True
    return level_ahead(stream, place + 1) and stream.modal
