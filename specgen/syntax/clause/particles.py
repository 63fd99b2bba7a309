"""Prepositions, subordinators, adverbs, auxiliaries, "that", "to" and "not" -> their terminals."""

from specgen.syntax.clause.ahead import finite_ahead, finite_anywhere, level_ahead, modified_noun_next, noun_next
from specgen.syntax.clause.behind import since_verb
from specgen.syntax.clause.forms import AMBIGUOUS, is_base, verb_forms, words_in
from specgen.syntax.clause.lexicon import AUXILIARIES, CONTENT_VERBS, SUBORDINATORS, is_adjectival, is_adverb
from specgen.syntax.clause.stream import Stream
from specgen.syntax.clause.verbs import take_gerund, take_participle, take_word

_OF_VERBS = frozenset({"inform", "notify", "advise"})
_HEADS = frozenset(
    words_in(
        """
        bit bits value values size id request requests queue queues buffer buffers ring field fields
        """
    )
)


def take_of(stream: Stream) -> None:
    """The word "of" after a noun, or after a verb of telling."""
    told = stream.main_verb in _OF_VERBS and not any(tag.kind == "PREP" for tag in since_verb(stream))
    stream.emit("PREP" if told or stream.last in {"VED", "NVED", "VB", "ADV", "FIN", "AUX"} else "OF", "of")


def take_since(stream: Stream) -> None:
    """In time where no comma stands before it, else a reason."""
    if stream.text(-1) == ",":
        stream.emit("SUB", "because")
        stream.awaiting = 1
        return
    stream.emit("PREP", "since")
    if finite_ahead(stream, stream.index + 1):
        stream.emit("THAT", "that")
        stream.awaiting += 1


def take_adverb(stream: Stream, text: str) -> None:
    """An adverb, which may belong to the noun or the participle that follows."""
    following = stream.at(1)
    if not stream.modal and following is not None and following.text == "," and stream.last in {"", "SEMI", "BREAK"}:
        stream.index += 1
        return
    if (text == "enough" or (text == "first" and not stream.infinitive)) and noun_next(stream):
        stream.nominal("NOUN", text)
        return
    if stream.last in {"PREP", "SUB"} and following is not None and following.text in verb_forms()[2]:
        stream.index += 1
        take_gerund(stream, following.text, verb_forms()[2][following.text])
        stream.emit("ADV", text)
        return
    if text == "neither" or (
        text not in {"only", "also"}
        and stream.last in {"OF", "PREP", "AND", "SUB", "NOUN", "VB", "VING"}
        and modified_noun_next(stream)
    ):
        stream.emit("NOUN", text)
        return
    if (
        stream.last in {"OF", "PREP", "AND", "SUB"}
        and text != "not"
        and noun_next(stream)
        and text not in {"only", "also"}
    ):
        stream.emit("NOUN", text)
        return
    after = stream.at(1)
    past = after is not None and after.kind == "word" and after.text in verb_forms()[1]
    if stream.after_noun and past and after is not None:
        following_noun = stream.index
        stream.index += 1
        if not noun_next(stream):
            take_participle(stream, after.text, verb_forms()[1][after.text])
            stream.emit("ADV", text)
            return
        stream.index = following_noun
    stream.emit("ADV", text)


def take_then(stream: Stream) -> None:
    """The word "then" before the subject ends what leads it."""
    if not stream.modal and stream.tags and stream.last != "BREAK" and level_ahead(stream, stream.index + 1):
        stream.emit("BREAK", ",")
        stream.awaiting = 0


def take_subordinator(stream: Stream, text: str) -> None:
    """A word that begins a guard."""
    following = stream.at(1)
    relation = SUBORDINATORS[text.removeprefix("even-")]
    if text.startswith("even-") and relation == "if":
        relation = "although"
    stream.emit("SUB", relation)
    stream.infinitive = False
    gerund = following is not None and following.text in verb_forms()[2] and (not is_adjectival(following.text))
    stream.awaiting = 0 if gerund else 1


def take_auxiliary(stream: Stream, text: str) -> None:
    """A form of be, have or do, or a modal verb."""
    mode = AUXILIARIES[text]
    if stream.infinitive:
        stream.emit("AUX", mode)
        stream.infinitive = mode == "do"
        if not stream.main_verb:
            stream.main_verb = mode
        return
    stream.emit("AUX", mode)
    if stream.awaiting:
        stream.awaiting -= 1
    stream.finite = "AUX"
    stream.infinitive = mode in {"do", "can", "will", "need"}


def take_being(stream: Stream) -> None:
    """The word "being", which says nothing in "the pages being reported"."""
    if stream.after_noun and stream.text(1) in verb_forms()[1]:
        return
    if stream.last == "AUX":
        stream.emit("AUX", "be")
        return
    stream.emit("VING", "be")


def take_relative(stream: Stream, text: str) -> None:
    """A word that begins a relative clause or a question, or a pronoun."""
    following = stream.at(1)
    if following is not None and following.kind == "level":
        stream.emit("NOUN", text)
        return
    if text == "that" and stream.last in {"SUB", "PREP", "AND", "OF", "BREAK", "CMP", "ANDPREP"}:
        take_word(stream, text)
        return
    acted = (
        stream.last in {"VING", "VB", "FIN", "VED"}
        and stream.tags[-1].text not in CONTENT_VERBS
        and not finite_ahead(stream, stream.index + 1)
    )
    if text == "that" and (acted or not finite_anywhere(stream, stream.index + 1)):
        stream.emit("NOUN", text)
        return
    asked = text == "which" and stream.last in {"VB", "VING", "FIN"}
    stream.emit("THAT", "that" if text in {"that", "which", "who"} and not asked else text)
    stream.awaiting += 1
    stream.infinitive = False


def take_not(stream: Stream) -> None:
    """The word "not" before a noun or a verb."""
    if stream.last == "SUB" and noun_next(stream):
        stream.emit("NOUN", "not")
        return
    _not_verb(stream)


def _not_verb(stream: Stream) -> None:
    """A "not" before a participle: "commands not previously reported", "not defined bits"."""
    offset = 1
    while is_adverb(stream.text(offset)):
        offset += 1
    word = stream.at(offset)
    past = word is not None and word.kind == "word" and word.text in verb_forms()[1]
    if (
        past
        and stream.last not in {"AUX", "ADV", "ANDFIN", "LEVEL", "ANDRULE", "ANDVED", "ANDVERB", "ANDINF", "TO"}
        and word is not None
    ):
        if stream.after_noun and stream.last != "CMP":
            stream.emit("NVED", verb_forms()[1][word.text])
            for place in range(1, offset):
                stream.emit("ADV", stream.text(place))
            stream.index += offset
            return
        stream.emit("NOUN", "not")
        return
    stream.emit("NOT", "not")


def take_to(stream: Stream) -> None:
    """The word "to" before a verb or a noun."""
    offset = 1
    while is_adverb(stream.text(offset)) or stream.text(offset) == "not":
        offset += 1
    following = stream.text(offset)
    word = stream.at(offset)
    verb = word is not None and word.kind == "word" and (is_base(following) or following in {"be", "have", "do"})
    if verb and stream.last in {"VB", "CMP"} and stream.main_verb in {"write", "set"}:
        verb = False
    if verb and following in AMBIGUOUS and not _verb_object(stream, offset + 1):
        verb = False
    if verb:
        stream.emit("TO", "to")
        stream.infinitive = True
    else:
        stream.emit("PREP", "to")


def _verb_object(stream: Stream, offset: int) -> bool:
    """Whether what follows an ambiguous verb is its object."""
    word = stream.at(offset)
    if word is None or word.kind == "mark":
        return stream.words[stream.index + offset - 1].text in {
            "reset",
            "read",
            "write",
            "stop",
            "start",
            "access",
            "use",
        }
    if word.kind in {"name", "number", "ref"}:
        return True
    return word.text not in _HEADS and not (word.text in {"of", "value", "size"} or word.text in AUXILIARIES)


def take_preposition(stream: Stream, text: str) -> None:
    """A word that begins a modifier, or a reason."""
    following = stream.at(1)
    ings = verb_forms()[2]
    if text == "following" and not stream.after_noun:
        stream.emit("NOUN", text)
        return
    if text == "on" and not stream.modal and not stream.tags and following is not None and following.text in ings:
        stream.emit("SUB", "if")
        return
    if text == "as" and _reason_ahead(stream):
        stream.emit("SUB", "because")
        stream.awaiting = 1
        return
    stream.emit("PREP", text)
    stream.infinitive = False


def _reason_ahead(stream: Stream) -> bool:
    """Whether "as" gives a reason: "as this costs time"."""
    told = stream.text(-1) == "," or stream.text(1) in {"this", "these", "it", "they"}
    return stream.modal and told and stream.text(-2) != "as" and finite_ahead(stream, stream.index + 1)
