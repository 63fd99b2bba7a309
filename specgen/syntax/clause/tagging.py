"""The words of a sentence -> the terminals of grammars/clause.lark.

English leaves open what a comma, an "and" or a word such as "request" is; what stands around it decides, here, so that
the grammar itself needs one token of lookahead.
"""

from dataclasses import dataclass, field

from specgen.syntax.clause.lexicon import (
    AMBIGUOUS,
    AUXILIARIES,
    BASE_VERBS,
    PREPOSITIONS,
    SUBORDINATORS,
    is_adjectival,
    is_adverb,
    is_prefixed,
    verb_forms,
    words_in,
)
from specgen.syntax.clause.words import Word

_COMPARISONS = {
    "at-least": ">=",
    "at-most": "<=",
    "more-than": ">",
    "less-than": "<",
    "equal-to": "=",
    "unlike": "!=",
}
_RELATIVES = frozenset({"that", "which", "who", "whose", "how", "what", "whether", "whichever"})
_PREDICATIVE = frozenset(
    {"on", "off", "available", "anymore", "anytime", "necessary", "possible", "unchanged", "clear", "intact"}
)
_OF_VERBS = frozenset({"inform", "notify", "advise"})
_PRONOUNS = frozenset({"it", "they", "this", "these", "those", "both", "each", "all", "none", "any", "some", "such"})
_NOMINAL = frozenset({"NOUN", "NAME", "NUM", "REF"})
_HEADS = frozenset(
    words_in(
        """
        bit bits value values size id request requests queue queues buffer buffers ring field fields
        """
    )
)
_CONTENT_VERBS = frozenset(
    words_in(
        """
        assume ensure verify consider check assure guarantee validate determine expect know
        """
    )
)
_DOERS = frozenset({"device", "driver", "devices", "drivers", "it", "they", "guest", "host"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A terminal and its value in normal form."""

    kind: str
    text: str


@dataclass(slots=True)
class _Tagger:
    words: list[Word]
    tags: list[Tag] = field(default_factory=list)
    index: int = 0
    awaiting: int = 0
    """How many finite verbs are still to come, after "if", "that" and their like."""
    modal: bool = False
    """Whether the keyword of the present rule has been read."""
    infinitive: bool = False
    """Whether the next verb stands in its base form."""
    main_verb: str = ""
    finite: str = ""
    """The form of the last finite verb, with which another may be joined."""
    levels: list[int] = field(default_factory=list)

    def run(self) -> list[Tag]:
        words = self.words
        self.levels = [number for number, word in enumerate(words) if word.kind == "level"]
        while self.index < len(words):
            self._word(words[self.index])
            self.index += 1
        return _without_remarks(self.tags)

    # what stands around

    def _at(self, offset: int) -> Word | None:
        place = self.index + offset
        return self.words[place] if 0 <= place < len(self.words) else None

    def _text(self, offset: int) -> str:
        word = self._at(offset)
        return word.text if word is not None else ""

    @property
    def _last(self) -> str:
        return self.tags[-1].kind if self.tags else ""

    @property
    def _after_noun(self) -> bool:
        return self._last in _NOMINAL

    def _emit(self, kind: str, text: str) -> None:
        self.tags.append(Tag(kind, text))

    def _level_ahead(self, start: int) -> bool:
        """Whether a keyword follows from `start` on with nothing but its subject between."""
        for place in range(start, len(self.words)):
            word = self.words[place]
            if word.kind == "level":
                return True
            if word.kind == "mark" or (word.kind == "word" and word.text in SUBORDINATORS):
                return False
            if (
                place > start
                and word.kind == "word"
                and word.text in AUXILIARIES
                and not self._relative_between(start, place)
            ):
                return False
        return False

    def _relative_between(self, start: int, end: int) -> bool:
        return any(self.words[place].text in _RELATIVES for place in range(start, end))

    def _finite_ahead(self, start: int) -> bool:
        """Whether a clause of its own begins at `start`: a noun phrase, then a finite verb."""
        thirds, _, _ = verb_forms()
        nouns = 0
        for place in range(start, len(self.words)):
            word = self.words[place]
            if word.kind in {"mark", "level"}:
                return False
            if word.kind == "word":
                if word.text in AUXILIARIES:
                    return nouns > 0
                if word.text in SUBORDINATORS or word.text in _RELATIVES or word.text in {"and", "or"}:
                    return False
                if word.text in thirds and nouns and not self._noun_here(place):
                    return True
            if not (word.kind == "word" and (word.text in PREPOSITIONS or is_adverb(word.text))):
                nouns += 1
        return False

    def _noun_here(self, place: int) -> bool:
        """Whether a word in -s at `place` is a plural noun rather than a verb: "all requests are", "of requests"."""
        before = self.words[place - 1].text if place else ""
        after = self.words[place + 1] if place + 1 < len(self.words) else None
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
            return _may_be_noun(self.words[place].text) and self._aux_before_mark(place + 2)
        return (
            (after.text in {"of", "and", "or"} or after.text in PREPOSITIONS)
            and self._aux_before_mark(place + 1)
            and _may_be_noun(self.words[place].text)
        )

    def _aux_before_mark(self, start: int) -> bool:
        for place in range(start, len(self.words)):
            word = self.words[place]
            if word.kind in {"mark", "level"} or word.text in SUBORDINATORS or word.text in _RELATIVES:
                return False
            if word.text in AUXILIARIES:
                return True
        return False

    # one word

    def _word(self, word: Word) -> None:
        if word.kind == "mark":
            self._mark(word)
        elif word.kind == "level":
            self._level(word)
        elif word.kind in {"name", "number", "ref"}:
            self._nominal({"name": "NAME", "number": "NUM", "ref": "REF"}[word.kind], word.text)
        else:
            self._plain(word.text)

    def _nominal(self, kind: str, text: str) -> None:
        self.infinitive = False
        self._emit(kind, text)

    def _mark(self, word: Word) -> None:  # noqa: C901, PLR0911, PLR0912 - a comma means one of ten things
        if word.text == ";":
            self._emit("SEMI", ";")
            self._new_statement()
            return
        following = self._at(1)
        if following is None:
            return
        text = following.text
        if following.kind == "mark":
            return
        if text in {"and", "or", "but", "nor"}:
            return
        if text == "otherwise":
            self._emit("SEMI", ";")
            self._new_statement()
            return
        if not self.modal:
            if self._list_comma():
                self._emit("AND", ",")
            else:
                self._emit("BREAK", ",")
                self.awaiting = 0
            return
        although = text in {"although", "though"}
        if self._level_ahead(self.index + (2 if although else 1)):
            self.index += 1 if although else 0
            self._emit("SEMI", ";")
            self._new_statement()
            return
        if text in SUBORDINATORS and self._lead_of_next(self.index + 1):
            self._emit("SEMI", ";")
            self._new_statement()
            return
        if self._list_comma():
            self._emit("AND", ",")
        elif self._verb_list():
            self._emit("ANDINF" if self._in_infinitive() else "ANDVERB", ",")
            self.infinitive = True
        elif text in verb_forms()[2] and not is_adjectival(text) and text not in PREPOSITIONS:
            self._emit("BREAK", ",")
            self.awaiting = 0
        else:
            self.awaiting = 0

    def _verb_list(self) -> bool:
        """Whether the comma parts the verbs of a list: "set A, set B and set C"."""
        return self._verb_continues() and any(word.text in {"and", "or"} for word in self.words[self.index + 1 :])

    def _in_infinitive(self) -> bool:
        """Whether the last verb stands after "to"."""
        for place in range(len(self.tags) - 1, 0, -1):
            if self.tags[place].kind in {"VB", "AUX"}:
                before = [one.kind for one in self.tags[:place] if one.kind not in {"ADV", "NOT"}]
                return before[-1:] in (["TO"], ["ANDINF"])
            if self.tags[place].kind in {"LEVEL", "SUB"}:
                return False
        return False

    def _lead_of_next(self, start: int) -> bool:
        """Whether the guard at `start` leads another statement: a comma, a subject and a keyword follow."""
        upcoming = [level for level in self.levels if level > start]
        between = self.words[start : upcoming[0]] if upcoming else []
        return any(word.text == "," for word in between) and not any(word.text == ";" for word in between)

    def _new_statement(self) -> None:
        self.modal = False
        self.awaiting = 0
        self.infinitive = False
        self.main_verb = ""

    def _list_comma(self) -> bool:
        """Whether the comma parts the members of a list: short noun phrases up to an "and" or "or"."""
        ings = verb_forms()[2]
        if (not self._after_noun and self._last != "ADV") or self._verbs_listed():
            return False
        place = self.index + 1
        length = 0
        while place < len(self.words):
            word = self.words[place]
            if word.kind == "level":
                return False
            if word.text in {"and", "or"}:
                return length > 0 and not self._joins_clause(place)
            if word.text == ",":
                after = self.words[place + 1] if place + 1 < len(self.words) else None
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

    def _verbs_listed(self) -> bool:
        """Whether verbs and not nouns follow the comma and the last "and" or "or": "send A, access B, or modify C"."""
        joined = next((n for n in range(self.index, len(self.words)) if self.words[n].text in {"and", "or"}), None)
        if not self.modal or joined is None or not self._verb_continues():
            return False
        after = self.words[joined + 1 : joined + 3]
        return len(after) == 2 and _is_base(after[0].text) and after[1].kind not in {"mark", "level"}

    def _joins_clause(self, place: int) -> bool:
        """Whether the "and" at `place` joins a statement, a guard or a clause, not a noun."""
        after = self.words[place + 1] if place + 1 < len(self.words) else None
        if after is None or after.kind == "level" or after.text in SUBORDINATORS:
            return True
        return self._level_ahead(place + 1) and self.modal

    def _level(self, word: Word) -> None:
        self._part_subject()
        self._emit("LEVEL", word.text)
        self.modal = True
        self.awaiting = 0
        self.infinitive = True
        self.main_verb = ""

    def _part_subject(self) -> None:
        """Put the comma that the text leaves out between "If X is negotiated" and "the driver MUST"."""
        start = (
            max((place for place, tag in enumerate(self.tags) if tag.kind in {"SEMI", "LEVEL", "BREAK"}), default=-1)
            + 1
        )
        if start >= len(self.tags) or self.tags[start].kind not in {"SUB", "PREP", "TO"}:
            return
        place = len(self.tags) - 1
        while place > start and self.tags[place].kind == "ADV":
            place -= 1
        if self.tags[place].kind == "NOUN" and self.tags[place].text in _DOERS and self.tags[place - 1].kind != "SUB":
            self.tags.insert(place, Tag("BREAK", ","))
            return
        while place > start and self.tags[place].kind in _NOMINAL:
            place -= 1
        if self.tags[place].kind == "VED" and self.tags[place - 1].kind in {"AUX", "NOT", "ADV"}:
            self.tags.insert(place + 1, Tag("BREAK", ","))

    def _plain(self, text: str) -> None:  # noqa: C901, PLR0912 - one branch per class of words
        if text in {"and", "or", "but", "nor"}:
            self._joiner(text)
        elif text == "not":
            self._not()
        elif text in {"if-so", "otherwise"} and not (self.modal and self._last in {"VB", "ADV"}):
            if text == "otherwise" and self.modal and self._last != "SEMI":
                self._emit("ADV", text)
                return
            if text == "if-so" and self._level_ahead(self.index + 1) and self.modal:
                self._emit("SEMI", ";")
                self._new_statement()
            self._emit("OTHERWISE" if text == "otherwise" else "SO", text)
            following = self._at(1)
            if following is not None and following.text == ",":
                self.index += 1
        elif text == "then":
            self._then()
        elif text == "since":
            self._since()
        elif text == "once" and self._once_adverb():
            self._emit("ADV", text)
        elif text.removeprefix("even-") in SUBORDINATORS:
            self._subordinator(text)
        elif text == "being" and not self.infinitive:
            self._being()
        elif text == "as-if":
            self._emit("THAT", "as-if")
            self.awaiting += 1
        elif text in AUXILIARIES and (not self.infinitive or text in {"be", "have", "do"}):
            self._auxiliary(text)
        elif text in _RELATIVES:
            self._relative(text)
        elif text == "to":
            self._to()
        elif text == "of":
            self._of()
        elif text in _COMPARISONS:
            self._emit("CMP", _COMPARISONS[text])
        elif (
            text in _PREDICATIVE
            and (
                self._last in {"AUX", "NOT"}
                if text in PREPOSITIONS
                else self._after_noun or self._last in {"SUB", "VED"}
            )
            and not self._noun_next()
        ):
            self._emit("ADV", text)
        elif text in PREPOSITIONS:
            self._preposition(text)
        elif text in {"either", "both"} and self._pair_ahead():
            return
        elif is_adverb(text):
            self._adverb(text)
        else:
            self._open_class(text)

    def _of(self) -> None:
        told = self.main_verb in _OF_VERBS and not any(tag.kind == "PREP" for tag in self._since_verb())
        self._emit("PREP" if told or self._last in {"VED", "NVED", "VB", "ADV", "FIN", "AUX"} else "OF", "of")

    def _since(self) -> None:
        """In time where no comma stands before it, else a reason."""
        if self._text(-1) == ",":
            self._emit("SUB", "because")
            self.awaiting = 1
            return
        self._emit("PREP", "since")
        if self._finite_ahead(self.index + 1):
            self._emit("THAT", "that")
            self.awaiting += 1

    def _once_adverb(self) -> bool:
        following = self._at(1)
        return (
            following is None
            or following.kind == "mark"
            or following.text in SUBORDINATORS
            or (following.text in PREPOSITIONS)
        )

    def _since_verb(self) -> list[Tag]:
        for place in range(len(self.tags) - 1, -1, -1):
            if self.tags[place].kind in {"VB", "VING", "FIN"}:
                return self.tags[place:]
        return self.tags

    def _noun_next(self) -> bool:
        following = self._at(1)
        if following is None or following.kind in {"mark", "level"}:
            return False
        if following.kind in {"name", "number"}:
            return True
        text = following.text
        return not (
            text in PREPOSITIONS
            or text in SUBORDINATORS
            or text in {"and", "or", "but", "to", "of", "not"}
            or text in _RELATIVES
            or text in AUXILIARIES
            or text in _COMPARISONS
            or is_adverb(text)
            or (text in verb_forms()[1] and text not in BASE_VERBS)
        )

    def _pair_ahead(self) -> bool:
        return any(word.text in {"and", "or"} for word in self.words[self.index + 1 :])

    def _adverb(self, text: str) -> None:
        following = self._at(1)
        if not self.modal and following is not None and following.text == "," and self._last in {"", "SEMI", "BREAK"}:
            self.index += 1
            return
        if text == "first" and not self.infinitive and self._noun_next():
            self._emit("NOUN", text)
            return
        if self._last in {"PREP", "SUB"} and following is not None and following.text in verb_forms()[2]:
            self.index += 1
            self._gerund(following.text, verb_forms()[2][following.text])
            self._emit("ADV", text)
            return
        if text == "neither" or (
            text not in {"only", "also"}
            and self._last in {"OF", "PREP", "AND", "SUB", "NOUN", "VB", "VING"}
            and self._modified_noun_next()
        ):
            self._emit("NOUN", text)
            return
        if (
            self._last in {"OF", "PREP", "AND", "SUB"}
            and text != "not"
            and self._noun_next()
            and text not in {"only", "also"}
        ):
            self._emit("NOUN", text)
            return
        after = self._at(1)
        past = after is not None and after.kind == "word" and after.text in verb_forms()[1]
        if self._after_noun and past and after is not None:
            following_noun = self.index
            self.index += 1
            if not self._noun_next():
                self._participle(after.text, verb_forms()[1][after.text])
                self._emit("ADV", text)
                return
            self.index = following_noun
        self._emit("ADV", text)

    def _modified_noun_next(self) -> bool:
        """Whether a participle before its noun follows: "previously hinted pages"."""
        word, after = self._at(1), self._at(2)
        if word is None or after is None or word.text not in verb_forms()[1] or after.kind in {"mark", "level"}:
            return False
        return after.kind in {"name", "number"} or not (
            after.text in PREPOSITIONS
            or after.text in SUBORDINATORS
            or after.text in AUXILIARIES
            or after.text in _RELATIVES
            or after.text in {"and", "or", "but", "to", "of"}
            or is_adverb(after.text)
        )

    def _then(self) -> None:
        if not self.modal and self.tags and self._last != "BREAK" and self._level_ahead(self.index + 1):
            self._emit("BREAK", ",")
            self.awaiting = 0

    def _subordinator(self, text: str) -> None:
        following = self._at(1)
        relation = SUBORDINATORS[text.removeprefix("even-")]
        if text.startswith("even-") and relation == "if":
            relation = "although"
        self._emit("SUB", relation)
        self.infinitive = False
        gerund = following is not None and following.text in verb_forms()[2] and (not is_adjectival(following.text))
        self.awaiting = 0 if gerund else 1

    def _auxiliary(self, text: str) -> None:
        mode = AUXILIARIES[text]
        if self.infinitive:
            self._emit("AUX", mode)
            self.infinitive = mode == "do"
            if not self.main_verb:
                self.main_verb = mode
            return
        self._emit("AUX", mode)
        if self.awaiting:
            self.awaiting -= 1
        self.finite = "AUX"
        self.infinitive = mode in {"do", "can", "will", "need"}

    def _being(self) -> None:
        if self._after_noun and self._text(1) in verb_forms()[1]:
            return
        if self._last == "AUX":
            self._emit("AUX", "be")
            return
        self._emit("VING", "be")

    def _relative(self, text: str) -> None:
        following = self._at(1)
        if following is not None and following.kind == "level":
            self._emit("NOUN", text)
            return
        if text == "that" and self._last in {"SUB", "PREP", "AND", "OF", "BREAK", "CMP", "ANDPREP"}:
            self._open_class(text)
            return
        acted = (
            self._last in {"VING", "VB", "FIN", "VED"}
            and self.tags[-1].text not in _CONTENT_VERBS
            and not self._finite_ahead(self.index + 1)
        )
        if text == "that" and (acted or not self._finite_anywhere(self.index + 1)):
            self._emit("NOUN", text)
            return
        asked = text == "which" and self._last in {"VB", "VING", "FIN"}
        self._emit("THAT", "that" if text in {"that", "which", "who"} and not asked else text)
        self.awaiting += 1
        self.infinitive = False

    def _finite_anywhere(self, start: int) -> bool:
        thirds, pasts, _ = verb_forms()
        for place in range(start, len(self.words)):
            word = self.words[place]
            if word.kind in {"mark", "level"} or word.text in SUBORDINATORS:
                return False
            if word.kind == "word" and (
                word.text in AUXILIARIES or word.text in thirds or word.text in pasts or word.text in BASE_VERBS
            ):
                return True
        return False

    def _not(self) -> None:
        if self._last == "SUB" and self._noun_next():
            self._emit("NOUN", "not")
            return
        self._not_verb()

    def _not_verb(self) -> None:
        """A "not" before a participle: "commands not previously reported", "not defined bits"."""
        offset = 1
        while is_adverb(self._text(offset)):
            offset += 1
        word = self._at(offset)
        past = word is not None and word.kind == "word" and word.text in verb_forms()[1]
        if (
            past
            and self._last not in {"AUX", "ADV", "ANDFIN", "LEVEL", "ANDRULE", "ANDVED", "ANDVERB", "ANDINF", "TO"}
            and word is not None
        ):
            if self._after_noun and self._last != "CMP":
                self._emit("NVED", verb_forms()[1][word.text])
                for place in range(1, offset):
                    self._emit("ADV", self._text(place))
                self.index += offset
                return
            self._emit("NOUN", "not")
            return
        self._emit("NOT", "not")

    def _to(self) -> None:
        offset = 1
        while is_adverb(self._text(offset)) or self._text(offset) == "not":
            offset += 1
        following = self._text(offset)
        word = self._at(offset)
        verb = word is not None and word.kind == "word" and (_is_base(following) or following in {"be", "have", "do"})
        if verb and self._last in {"VB", "CMP"} and self.main_verb in {"write", "set"}:
            verb = False
        if verb and following in AMBIGUOUS and not self._verb_object(offset + 1):
            verb = False
        if verb:
            self._emit("TO", "to")
            self.infinitive = True
        else:
            self._emit("PREP", "to")

    def _verb_object(self, offset: int) -> bool:
        """Whether what follows an ambiguous verb is its object."""
        word = self._at(offset)
        if word is None or word.kind == "mark":
            return self.words[self.index + offset - 1].text in {
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

    def _preposition(self, text: str) -> None:
        following = self._at(1)
        ings = verb_forms()[2]
        if text == "following" and not self._after_noun:
            self._emit("NOUN", text)
            return
        if text == "on" and not self.modal and not self.tags and following is not None and following.text in ings:
            self._emit("SUB", "if")
            return
        if text == "as" and self._reason_ahead():
            self._emit("SUB", "because")
            self.awaiting = 1
            return
        self._emit("PREP", text)
        self.infinitive = False

    def _reason_ahead(self) -> bool:
        """Whether "as" gives a reason: "as this costs time"."""
        told = self._text(-1) == "," or self._text(1) in {"this", "these", "it", "they"}
        return self.modal and told and self._text(-2) != "as" and self._finite_ahead(self.index + 1)

    def _joiner(self, text: str) -> None:  # noqa: C901, PLR0911, PLR0912 - an and joins one of ten things
        joiner = "or" if text in {"or", "nor"} else "and"
        following = self._at(1)
        if following is None:
            return
        if following.kind == "level" or (
            following.text in {"then", "also"} and self._text(2) in {"MUST", "SHOULD", "MAY"}
        ):
            if following.kind != "level":
                self.index += 1
            self._emit("ANDRULE", joiner)
            return
        plain = following.text.removeprefix("even-")
        if following.kind == "word" and plain in SUBORDINATORS:
            self._emit("ANDSUB", joiner)
            return
        if following.text == "otherwise":
            self._emit("SEMI", ";")
            self._new_statement()
            return
        if self.modal and self._level_ahead(self.index + 1):
            self._emit("SEMI", ";")
            self._new_statement()
            return
        if self.awaiting == 0 and self.finite and self._inside_guard():
            if self._finite_continues():
                self._emit("ANDFIN", joiner)
                self.awaiting = 1
                return
            if self._finite_ahead(self.index + 1):
                self._emit("ANDTHAT" if self._inside_relative() else "ANDEVENT", joiner)
                self.awaiting = 1
                return
        if following.text == "to" and self._in_infinitive() and _is_base(self._text(2)):
            self.index += 1
            self._emit("ANDINF", joiner)
            self.infinitive = True
            return
        if self._last == "ADV" and is_adverb(following.text):
            self.tags[-1] = Tag("ADV", f"{self.tags[-1].text} {joiner} {following.text}")
            self.index += 1
            return
        if self._verb_continues():
            self._emit("ANDINF" if self._in_infinitive() else "ANDVERB", joiner)
            self.infinitive = True
            return
        if self._participle_continues():
            self._emit("ANDVED", joiner)
            return
        if following.text == "not" and self.awaiting == 0 and self._inside_guard():
            self.index += 1
            self._emit("ANDNOT", joiner)
            return
        if following.text in PREPOSITIONS or following.text == "to":
            self._emit("ANDPREP", joiner)
            return
        self._emit("AND", joiner)

    def _participle_continues(self) -> bool:
        """Whether the words after an "and" are another participle: "offered but not accepted"."""
        offset = 1
        while is_adverb(self._text(offset)) or self._text(offset) == "not":
            offset += 1
        word = self._at(offset)
        if word is None or word.kind != "word" or word.text not in verb_forms()[1]:
            return False
        after = self._at(offset + 1)
        noun = after is not None and after.kind in {"name", "number"}
        last = next(
            (tag.kind for tag in reversed(self.tags) if tag.kind in {"VB", "VING", "FIN", "VED", "NVED", "SUB", "AUX"}),
            "",
        )
        return last == "VED" and not noun

    def _inside_guard(self) -> bool:
        for tag in reversed(self.tags):
            if tag.kind in {"SUB", "THAT", "ANDEVENT", "ANDFIN"}:
                return True
            if tag.kind in {"LEVEL", "BREAK", "SEMI", "TO", "VING"}:
                return False
        return False

    def _inside_relative(self) -> bool:
        """Whether a relative clause of the rule itself, and no guard, goes on."""
        for tag in reversed(self.tags):
            if tag.kind in {"SUB", "LEVEL"}:
                return tag.kind == "LEVEL"
        return False

    def _finite_continues(self) -> bool:
        """Whether the words after an "and" are another finite verb of the same subject."""
        offset = 1
        while is_adverb(self._text(offset)):
            offset += 1
        word = self._at(offset)
        if word is None or word.kind != "word":
            return False
        thirds = verb_forms()[0]
        if word.text in AUXILIARIES and word.text not in {"be", "been", "being"}:
            return True
        if word.text in thirds and not self._noun_here(self.index + offset):
            return self.finite == "FIN" or self._noun_after(self.index + offset + 1)
        following = self._at(offset + 1)
        return (
            word.text in BASE_VERBS
            and word.text not in AMBIGUOUS
            and self._last in {"VED", "ADV"}
            and following is not None
            and following.kind in {"name", "number"}
        )

    def _noun_after(self, place: int) -> bool:
        return place < len(self.words) and self.words[place].kind in {"name", "number"}

    def _verb_continues(self) -> bool:  # noqa: PLR0911 - one return for each sign
        """Whether the words after an "and" are another verb in the form of the last one."""
        offset = 1
        while is_adverb(self._text(offset)) or self._text(offset) == "not":
            offset += 1
        word = self._at(offset)
        if word is None or word.kind != "word":
            return False
        base = (
            word.text in BASE_VERBS or (is_prefixed(word.text) or "") in BASE_VERBS or word.text in {"be", "have", "do"}
        )
        if not base:
            return False
        last = next(
            (tag.kind for tag in reversed(self.tags) if tag.kind in {"VB", "VING", "AUX", "FIN", "VED", "SUB"}), ""
        )
        if last not in {"VB", "AUX", "VED"}:
            return False
        if self.tags and self._last == "VB":
            return True
        following = self._at(offset + 1)
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

    def _after_keyword(self) -> bool:
        """Whether nothing but "not" and adverbs stands since the keyword: then any word is its verb."""
        for tag in reversed(self.tags):
            if tag.kind not in {"NOT", "ADV"}:
                return tag.kind == "LEVEL"
        return False

    def _elided_that(self, text: str) -> bool:
        """Whether a clause begins here without its "that": "features it would not support", "assume the link is"."""
        if self.awaiting:
            return False
        if text in {"it", "they"} and self._after_noun:
            return self._finite_ahead(self.index)
        if text in {"device", "driver"} and self._after_noun and self.modal:
            after = self._text(2)
            return self._text(1) in verb_forms()[0] and (after in {"", ",", "and", "or"} or after in PREPOSITIONS)
        return self._last == "VB" and self.tags[-1].text in _CONTENT_VERBS and self._finite_ahead(self.index)

    def _open_class(self, text: str) -> None:
        thirds, pasts, ings = verb_forms()
        if self._elided_that(text):
            self._emit("THAT", "that")
            self.awaiting += 1
        prefixed = is_prefixed(text) or text
        if self.infinitive and (_is_base(text) or self._after_keyword()):
            self._emit("VB", text)
            self.infinitive = False
            if self.modal:
                self.main_verb = text
            return
        if self.infinitive and text in pasts | thirds:
            self._emit("VED" if text in pasts else "VB", pasts.get(text) or thirds[text])
            self.infinitive = False
            return
        if (text in pasts or prefixed in pasts) and not (text in BASE_VERBS and not self._participle_here()):
            self._participle(text, pasts.get(text) or pasts[prefixed])
            return
        if (
            self.awaiting
            and (text in thirds or prefixed in thirds)
            and (self._after_noun or self._last in {"THAT", "ANDFIN", "ADV"})
            and (self._last_chance() or not self._noun_here(self.index))
        ):
            self._finite_verb(thirds.get(text) or thirds[prefixed])
            return
        if self.awaiting and text in BASE_VERBS and self._base_is_finite(text):
            self._finite_verb(text)
            return
        if text in ings or prefixed in ings:
            self._gerund(text, ings.get(text) or ings[prefixed])
            return
        self._nominal("NOUN", text)

    def _last_chance(self) -> bool:
        """Whether the keyword follows, so that a clause about its subject ends here: "value that device reports"."""
        following = self._at(1)
        return following is not None and following.kind == "level" and self._after_noun

    def _finite_verb(self, base: str) -> None:
        self._emit("FIN", base)
        self.awaiting -= 1
        self.finite = "FIN"
        self.infinitive = False

    def _base_is_finite(self, text: str) -> bool:
        before = self._text(-1)
        if self._last == "THAT" and text in AMBIGUOUS and self._aux_before_mark(self.index + 1):
            return False
        if self._last in {"THAT", "ANDFIN"} or before in {"they", "drivers", "devices"}:
            return self._last != "THAT" or text not in AMBIGUOUS or self._noun_next()
        return (
            self._after_noun
            and (before.endswith("s") or before in {"both", "driver", "device"})
            and not (text in AMBIGUOUS and self._text(1) in {"", ","})
            and not self._aux_before_mark(self.index + 1)
            and not self._third_before_mark(self.index + 1)
        )

    def _third_before_mark(self, start: int) -> bool:
        thirds, _, _ = verb_forms()
        for place in range(start, len(self.words)):
            word = self.words[place]
            if word.kind in {"mark", "level"} or word.text in SUBORDINATORS or word.text in _RELATIVES:
                return False
            if word.text in thirds and not self._noun_here(place):
                return True
        return False

    def _participle_here(self) -> bool:
        """Whether "set", "read" or "reset" is a participle: after an auxiliary or a noun."""
        following = self._text(1)
        if self._last in {"AUX", "ADV", "NOT"}:
            return True
        return (
            self._after_noun
            and (following in PREPOSITIONS or following in {"to", "by"})
            and self.tags[-1].text not in {"queue", "virtqueue", "device", "system", "bus"}
        )

    def _participle(self, text: str, base: str) -> None:  # noqa: PLR0911 - one case per place of a participle
        if text == "reserved" and self._last not in {"AUX", "NOT", "ADV"}:
            self._nominal("NOUN", text)
            return
        if self._after_noun and self.tags[-1].text[:1].isdigit() and "-" in self.tags[-1].text:
            self._nominal("NOUN", text)
            return
        if self._last == "THAT" and self.awaiting and not self._aux_before_mark(self.index + 1):
            self._finite_verb(base)
            return
        if self._last in {"AUX", "NOT", "ANDFIN", "ANDVED"} or (self._last == "ADV" and self._aux_before()):
            self._emit("VED", base)
            self.infinitive = False
            return
        if self.awaiting and (self._after_noun) and self._finite_past():
            self._finite_verb(base)
            return
        if self._after_noun and not (
            self._text(1) and self._noun_next() and text not in {"called", "named", "addressed"}
        ):
            self._emit("VED", base)
            return
        if self._last == "AND" and self._aux_before() and not self._noun_next():
            self._emit("VED", base)
            return
        if self._last in {"SUB", "AND", "ADV", "NOT"} and not self._noun_next():
            self._emit("VED", base)
            self.awaiting = 0
            return
        self._nominal("NOUN", text)

    def _aux_before(self) -> bool:
        for tag in reversed(self.tags):
            if tag.kind == "AUX":
                return True
            if tag.kind in {"ADV", "NOT", "VED", "AND"}:
                continue
            return False
        return False

    def _finite_past(self) -> bool:
        """Whether a past form after a noun is the finite verb: none other comes before the next mark."""
        return (
            not self._aux_before_mark(self.index + 1)
            and not self._third_before_mark(self.index + 1)
            and (self.tags[-1].text in _DOERS or self._last == "NAME" or self._text(1) not in PREPOSITIONS)
        )

    def _gerund(self, text: str, base: str) -> None:
        if self._last == "AUX" and self.tags[-1].text == "be":
            self._emit("VINGMAIN", base)
            return
        if is_adjectival(text) and not (
            self._last in {"SUB", "PREP"}
            and self._noun_next()
            and text in {"setting", "processing", "reporting", "sharing"}
        ):
            self._nominal("NOUN", text)
            return
        if self._last in {"SUB", "PREP", "BREAK", "ANDSUB", "NOT", "ADV", "AND", "VB", "FIN"} or (self._after_noun):
            if (
                self._last in {"AND", "VB", "FIN", "ADV"}
                and not self._noun_next()
                and self._text(1) not in PREPOSITIONS
            ):
                self._nominal("NOUN", text)
                return
            if self._after_noun and self._text(1) in {"is", "are", "of"}:
                self._nominal("NOUN", text)
                return
            if self._last == "AND" and not any(tag.kind == "VING" for tag in self.tags):
                self._nominal("NOUN", text)
                return
            if self._last == "AND":
                self.tags[-1] = Tag("ANDING", self.tags[-1].text)
            if base == "use" and self.modal and self._after_noun:
                self._emit("PREP", "by")
            self._emit("VING", base)
            return
        self._nominal("NOUN", text)


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


def _may_be_noun(text: str) -> bool:
    """Whether a third person such as "requests" is a plural too."""
    return verb_forms()[0].get(text, "") in AMBIGUOUS


def _is_base(text: str) -> bool:
    return text in BASE_VERBS or (is_prefixed(text) or "") in BASE_VERBS


def tag(words: list[Word]) -> list[Tag]:
    """The terminals for the words of one sentence."""
    return _Tagger(words).run()
