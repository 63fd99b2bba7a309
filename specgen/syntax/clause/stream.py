"""The words of a sentence and the tags made of them so far: where the tagging stands."""

from dataclasses import dataclass, field

from specgen.syntax.clause.words import Word

NOMINAL = frozenset({"NOUN", "NAME", "NUM", "REF"})
"""Terminals that a noun phrase is made of."""
DOERS = frozenset({"device", "driver", "devices", "drivers", "it", "they", "guest", "host"})
"""Subjects that the specification has most often."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A terminal and its value in normal form."""

    kind: str
    text: str


@dataclass(slots=True)
class Stream:
    """A sentence while its words are tagged one by one; `index` is the place of the present word."""

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
    """The places of the keywords."""

    def at(self, offset: int) -> Word | None:
        """The word so many places on, `None` beyond the sentence."""
        place = self.index + offset
        return self.words[place] if 0 <= place < len(self.words) else None

    def text(self, offset: int) -> str:
        """The text of the word so many places on, "" beyond the sentence."""
        word = self.at(offset)
        return word.text if word is not None else ""

    @property
    def last(self) -> str:
        """The kind of the last tag, "" before the first."""
        return self.tags[-1].kind if self.tags else ""

    @property
    def after_noun(self) -> bool:
        """Whether the last tag is part of a noun phrase."""
        return self.last in NOMINAL

    def emit(self, kind: str, text: str) -> None:
        """Append a tag."""
        self.tags.append(Tag(kind, text))

    def nominal(self, kind: str, text: str) -> None:
        """Append a tag of a noun phrase: no verb is expected any more."""
        self.infinitive = False
        self.emit(kind, text)

    def new_statement(self) -> None:
        """Begin another statement."""
        self.modal = False
        self.awaiting = 0
        self.infinitive = False
        self.main_verb = ""
