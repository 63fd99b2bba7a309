"""The words "and", "or", "but" and "nor" -> what they join."""

from specgen.syntax.clause.ahead import finite_ahead, level_ahead
from specgen.syntax.clause.behind import in_infinitive, inside_guard, inside_relative
from specgen.syntax.clause.continuing import finite_continues, participle_continues, verb_continues
from specgen.syntax.clause.forms import is_base
from specgen.syntax.clause.lexicon import PREPOSITIONS, SUBORDINATORS, is_adverb
from specgen.syntax.clause.stream import Stream, Tag


def take_joiner(stream: Stream, text: str) -> None:  # noqa: C901, PLR0911, PLR0912 - an and joins one of ten things
    """An "and", "or", "but" or "nor": it joins rules, guards, clauses, verbs or nouns."""
    joiner = "or" if text in {"or", "nor"} else "and"
    following = stream.at(1)
    if following is None:
        return
    if following.kind == "level" or (
        following.text in {"then", "also"} and stream.text(2) in {"MUST", "SHOULD", "MAY"}
    ):
        if following.kind != "level":
            stream.index += 1
        stream.emit("ANDRULE", joiner)
        return
    plain = following.text.removeprefix("even-")
    if following.kind == "word" and plain in SUBORDINATORS:
        stream.emit("ANDSUB", joiner)
        return
    if following.text == "otherwise":
        stream.emit("SEMI", ";")
        stream.new_statement()
        return
    if stream.modal and level_ahead(stream, stream.index + 1):
        stream.emit("SEMI", ";")
        stream.new_statement()
        return
    if stream.awaiting == 0 and stream.finite and inside_guard(stream):
        if finite_continues(stream):
            stream.emit("ANDFIN", joiner)
            stream.awaiting = 1
            return
        if finite_ahead(stream, stream.index + 1):
            stream.emit("ANDTHAT" if inside_relative(stream) else "ANDEVENT", joiner)
            stream.awaiting = 1
            return
    if following.text == "to" and in_infinitive(stream) and is_base(stream.text(2)):
        stream.index += 1
        stream.emit("ANDINF", joiner)
        stream.infinitive = True
        return
    if stream.last == "ADV" and is_adverb(following.text):
        stream.tags[-1] = Tag("ADV", f"{stream.tags[-1].text} {joiner} {following.text}")
        stream.index += 1
        return
    if verb_continues(stream):
        stream.emit("ANDINF" if in_infinitive(stream) else "ANDVERB", joiner)
        stream.infinitive = True
        return
    if participle_continues(stream):
        stream.emit("ANDVED", joiner)
        return
    if following.text == "not" and stream.awaiting == 0 and inside_guard(stream):
        stream.index += 1
        stream.emit("ANDNOT", joiner)
        return
    if following.text in PREPOSITIONS or following.text == "to":
        stream.emit("ANDPREP", joiner)
        return
    stream.emit("AND", joiner)
