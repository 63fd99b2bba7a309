"""Words that may be verbs -> their terminals: finite, participle, -ing form, base form, or a noun after all."""

from specgen.syntax.clause.ahead import aux_before_mark, finite_ahead, noun_here, noun_next, third_before_mark
from specgen.syntax.clause.behind import after_keyword, aux_before
from specgen.syntax.clause.forms import AMBIGUOUS, BASE_VERBS, is_base, is_prefixed, verb_forms
from specgen.syntax.clause.lexicon import CONTENT_VERBS, PREPOSITIONS, is_adjectival
from specgen.syntax.clause.stream import DOERS, Stream, Tag


def take_word(stream: Stream, text: str) -> None:
    """A word of no other class: a verb in one of its forms, or a noun."""
    thirds, pasts, ings = verb_forms()
    if _elided_that(stream, text):
        stream.emit("THAT", "that")
        stream.awaiting += 1
    prefixed = is_prefixed(text) or text
    if stream.infinitive and (is_base(text) or after_keyword(stream)):
        stream.emit("VB", text)
        stream.infinitive = False
        if stream.modal:
            stream.main_verb = text
        return
    if stream.infinitive and text in pasts | thirds:
        stream.emit("VED" if text in pasts else "VB", pasts.get(text) or thirds[text])
        stream.infinitive = False
        return
    if (text in pasts or prefixed in pasts) and not (text in BASE_VERBS and not _participle_here(stream)):
        take_participle(stream, text, pasts.get(text) or pasts[prefixed])
        return
    if (
        stream.awaiting
        and (text in thirds or prefixed in thirds)
        and (stream.after_noun or stream.last in {"THAT", "ANDFIN", "ADV"})
        and (_last_chance(stream) or not noun_here(stream, stream.index))
    ):
        _take_finite(stream, thirds.get(text) or thirds[prefixed])
        return
    if stream.awaiting and text in BASE_VERBS and _base_is_finite(stream, text):
        _take_finite(stream, text)
        return
    if text in ings or prefixed in ings:
        take_gerund(stream, text, ings.get(text) or ings[prefixed])
        return
    stream.nominal("NOUN", text)


def _elided_that(stream: Stream, text: str) -> bool:
    """Whether a clause begins here without its "that": "features it would not support", "assume the link is"."""
    if stream.awaiting:
        return False
    if text in {"it", "they"} and stream.after_noun:
        return finite_ahead(stream, stream.index)
    if text in {"device", "driver"} and stream.after_noun and stream.modal:
        after = stream.text(2)
        return stream.text(1) in verb_forms()[0] and (after in {"", ",", "and", "or"} or after in PREPOSITIONS)
    return stream.last == "VB" and stream.tags[-1].text in CONTENT_VERBS and finite_ahead(stream, stream.index)


def _last_chance(stream: Stream) -> bool:
    """Whether the keyword follows, so that a clause about its subject ends here: "value that device reports"."""
    following = stream.at(1)
    return following is not None and following.kind == "level" and stream.after_noun


def _take_finite(stream: Stream, base: str) -> None:
    stream.emit("FIN", base)
    stream.awaiting -= 1
    stream.finite = "FIN"
    stream.infinitive = False


def _base_is_finite(stream: Stream, text: str) -> bool:
    before = stream.text(-1)
    if stream.last == "THAT" and text in AMBIGUOUS and aux_before_mark(stream, stream.index + 1):
        return False
    if stream.last in {"THAT", "ANDFIN"} or before in {"they", "drivers", "devices"}:
        return stream.last != "THAT" or text not in AMBIGUOUS or noun_next(stream)
    return (
        stream.after_noun
        and (before.endswith("s") or before in {"both", "driver", "device"})
        and not (text in AMBIGUOUS and stream.text(1) in {"", ","})
        and not aux_before_mark(stream, stream.index + 1)
        and not third_before_mark(stream, stream.index + 1)
    )


def _participle_here(stream: Stream) -> bool:
    """Whether "set", "read" or "reset" is a participle: after an auxiliary or a noun."""
    following = stream.text(1)
    if stream.last in {"AUX", "ADV", "NOT"}:
        return True
    return (
        stream.after_noun
        and (following in PREPOSITIONS or following in {"to", "by"})
        and stream.tags[-1].text not in {"queue", "virtqueue", "device", "system", "bus"}
    )


def take_participle(stream: Stream, text: str, base: str) -> None:  # noqa: PLR0911 - one case per place of a participle
    """A past form: a finite verb, a participle after its noun or an auxiliary, or an adjective."""
    if text == "reserved" and stream.last not in {"AUX", "NOT", "ADV"}:
        stream.nominal("NOUN", text)
        return
    if stream.after_noun and stream.tags[-1].text[:1].isdigit() and "-" in stream.tags[-1].text:
        stream.nominal("NOUN", text)
        return
    if stream.last == "THAT" and stream.awaiting and not aux_before_mark(stream, stream.index + 1):
        _take_finite(stream, base)
        return
    if stream.last in {"AUX", "NOT", "ANDFIN", "ANDVED"} or (stream.last == "ADV" and aux_before(stream)):
        stream.emit("VED", base)
        stream.infinitive = False
        return
    if stream.awaiting and (stream.after_noun) and _finite_past(stream):
        _take_finite(stream, base)
        return
    if stream.after_noun and not (
        stream.text(1) and noun_next(stream) and text not in {"called", "named", "addressed"}
    ):
        stream.emit("VED", base)
        return
    if stream.last == "AND" and aux_before(stream) and not noun_next(stream):
        stream.emit("VED", base)
        return
    if stream.last in {"SUB", "AND", "ADV", "NOT"} and not noun_next(stream):
        stream.emit("VED", base)
        stream.awaiting = 0
        return
    stream.nominal("NOUN", text)


def _finite_past(stream: Stream) -> bool:
    """Whether a past form after a noun is the finite verb: none other comes before the next mark."""
    return (
        not aux_before_mark(stream, stream.index + 1)
        and not third_before_mark(stream, stream.index + 1)
        and (stream.tags[-1].text in DOERS or stream.last == "NAME" or stream.text(1) not in PREPOSITIONS)
    )


def take_gerund(stream: Stream, text: str, base: str) -> None:
    """A form in -ing: after "is", as what is done, after its noun, or a noun itself."""
    if stream.last == "AUX" and stream.tags[-1].text == "be":
        stream.emit("VINGMAIN", base)
        return
    if is_adjectival(text) and not (
        stream.last in {"SUB", "PREP"}
        and noun_next(stream)
        and text in {"setting", "processing", "reporting", "sharing"}
    ):
        stream.nominal("NOUN", text)
        return
    if stream.last in {"SUB", "PREP", "BREAK", "ANDSUB", "NOT", "ADV", "AND", "VB", "FIN"} or (stream.after_noun):
        if stream.last in {"AND", "VB", "FIN", "ADV"} and not noun_next(stream) and stream.text(1) not in PREPOSITIONS:
            stream.nominal("NOUN", text)
            return
        if stream.after_noun and stream.text(1) in {"is", "are", "of"}:
            stream.nominal("NOUN", text)
            return
        if stream.last == "AND" and not any(tag.kind == "VING" for tag in stream.tags):
            stream.nominal("NOUN", text)
            return
        if stream.last == "AND":
            stream.tags[-1] = Tag("ANDING", stream.tags[-1].text)
        if base == "use" and stream.modal and stream.after_noun:
            stream.emit("PREP", "by")
        stream.emit("VING", base)
        return
    stream.nominal("NOUN", text)
