"""What follows an "and" or a comma -> whether it goes on with a verb in the form of the last one."""

from specgen.syntax.clause.ahead import noun_here
from specgen.syntax.clause.forms import AMBIGUOUS, BASE_VERBS, is_prefixed, verb_forms
from specgen.syntax.clause.lexicon import AUXILIARIES, PREPOSITIONS, SUBORDINATORS, is_adverb
from specgen.syntax.clause.stream import Stream


def participle_continues(stream: Stream) -> bool:
    """Whether the words after an "and" are another participle: "offered but not accepted"."""
    offset = 1
    while is_adverb(stream.text(offset)) or stream.text(offset) == "not":
        offset += 1
    word = stream.at(offset)
    if word is None or word.kind != "word" or word.text not in verb_forms()[1]:
        return False
    after = stream.at(offset + 1)
    noun = after is not None and after.kind in {"name", "number"}
    last = next(
        (tag.kind for tag in reversed(stream.tags) if tag.kind in {"VB", "VING", "FIN", "VED", "NVED", "SUB", "AUX"}),
        "",
    )
    return last == "VED" and not noun


def finite_continues(stream: Stream) -> bool:
    """Whether the words after an "and" are another finite verb of the same subject."""
    offset = 1
    while is_adverb(stream.text(offset)):
        offset += 1
    word = stream.at(offset)
    if word is None or word.kind != "word":
        return False
    thirds = verb_forms()[0]
    if word.text in AUXILIARIES and word.text not in {"be", "been", "being"}:
        return True
    if word.text in thirds and not noun_here(stream, stream.index + offset):
        return stream.finite == "FIN" or _noun_after(stream, stream.index + offset + 1)
    following = stream.at(offset + 1)
    return (
        word.text in BASE_VERBS
        and word.text not in AMBIGUOUS
        and stream.last in {"VED", "ADV"}
        and following is not None
        and following.kind in {"name", "number"}
    )


def _noun_after(stream: Stream, place: int) -> bool:
    return place < len(stream.words) and stream.words[place].kind in {"name", "number"}


def verb_continues(stream: Stream) -> bool:  # noqa: PLR0911 - one return for each sign
    """Whether the words after an "and" are another verb in the form of the last one."""
    offset = 1
    while is_adverb(stream.text(offset)) or stream.text(offset) == "not":
        offset += 1
    word = stream.at(offset)
    if word is None or word.kind != "word":
        return False
    base = word.text in BASE_VERBS or (is_prefixed(word.text) or "") in BASE_VERBS or word.text in {"be", "have", "do"}
    if not base:
        return False
    last = next(
        (tag.kind for tag in reversed(stream.tags) if tag.kind in {"VB", "VING", "AUX", "FIN", "VED", "SUB"}), ""
    )
    if last not in {"VB", "AUX", "VED"}:
        return False
    if stream.tags and stream.last == "VB":
        return True
    following = stream.at(offset + 1)
    if following is None or following.kind == "mark":
        return word.text not in AMBIGUOUS
    if word.text not in AMBIGUOUS:
        return True
    if following.kind in {"name", "number"}:
        return True
    return following.text not in {
        "of",
        "and",
        "or",
        "in",
        "for",
        "is",
        "are",
        "buffer",
        "buffers",
        "size",
        "queue",
    } and not (following.text in PREPOSITIONS or following.text in AUXILIARIES or following.text in SUBORDINATORS)
