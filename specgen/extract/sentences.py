r"""Blocks of prose -> the sentences with BCP 14 keywords in them, with the lists that complete them.

One sentence is one requirement. A lead-in that carries the keyword takes its list as `items`; an item with a keyword
of its own is a sentence of its own, with the lead-in as `condition`, and so is a sentence that goes on after a list.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from specgen.extract.parts import RawSentence
from specgen.latex.prose import Block, Flat, Item, ListBlock, Listing, Note, Paragraph, Table, fold
from specgen.model import Item as ModelItem
from specgen.source import SourceFile, Span

KEYWORD = re.compile(
    r"\b(?:MUST\s+NOT|MUST|REQUIRED|SHALL\s+NOT|SHALL|SHOULD\s+NOT|SHOULD|NOT\s+RECOMMENDED|RECOMMENDED|MAY|OPTIONAL)\b"
)
"""The keywords of BCP 14; `\\b` keeps identifiers such as VIRTIO_X_F_MUST_Y out."""

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[`'\"/])(?:e\.\s?g|i\.\s?e|eg|ie|vs|etc|cf|aka|a\.k\.a|approx|resp|incl|Fig|fig|Eq|Sec|sec|No|no|al|w\.r\.t"
    r"|St|Dr|Mr|p|pp|[A-Z])$"
)
_END = re.compile(r"[.?!]+(?:''|[)\]\"'\u201d\u2019])*(?=\s|$|<ref )")
_OPEN_END = re.compile(r"[.?!](?:''|[)\]\"'\u201d\u2019])*$")
_APPLIES = re.compile(
    r"\b(?:normative\s+statements?|requirements?|statements?|section|rules?)\b[^.]*\b(?:only\s+)?appl(?:y|ies)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|when|unless|only|once)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a flat text: plain offsets `start` to `end`, and its text with white space folded."""

    flat: Flat
    start: int
    end: int
    text: str

    @property
    def open(self) -> bool:
        """Whether it lacks its full stop, and so may go on in a list."""
        return _OPEN_END.search(self.text) is None


def split_sentences(flat: Flat) -> list[Sentence]:
    """The sentences of a paragraph; abbreviations do not end one."""
    text = flat.text
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _is_abbreviation(text, match):
            continue
        _append(found, flat, start, match.end())
        start = match.end()
    _append(found, flat, start, len(text))
    return found


def _is_abbreviation(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation; a lone capital counts only where a name goes on."""
    before = text[max(0, match.start() - 12) : match.start()]
    abbreviation = _ABBREVIATION.search(before)
    if abbreviation is None:
        return False
    word = abbreviation.group().strip(" \t\n([`'\"/")
    rest = text[match.end() :].lstrip()
    if word in {"no", "No", "p", "al", "sec", "Sec"} or (len(word) == 1 and word.isupper()):
        return bool(rest) and (rest[0].isdigit() or (len(word) == 1 and rest[0].isupper() and rest[1:2] in {".", ""}))
    if word == "etc" and match.group() != ".":
        return not rest or not rest[0].isupper()
    return bool(rest)


def _append(found: list[Sentence], flat: Flat, start: int, end: int) -> None:
    raw = flat.text[start:end]
    stripped = raw.strip()
    if stripped:
        first = start + len(raw) - len(raw.lstrip())
        found.append(Sentence(flat, first, first + len(stripped), fold(stripped)))


def levels_of(text: str) -> tuple[str, ...]:
    """The keywords of a sentence, in order."""
    return tuple(fold(match.group()) for match in KEYWORD.finditer(text))


def requirements_in(source: SourceFile, section: int, blocks: list[Block]) -> Iterator[RawSentence]:
    """All sentences with keywords, and those that say when the section applies, in the order of the text."""
    yield from _Reader(source, section).read(blocks, None)


def block_text(blocks: list[Block]) -> str:
    """The running text of blocks, nested lists included, white space folded."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph) and not block.footnote:
            parts.append(block.flat.text)
        elif isinstance(block, ListBlock):
            parts += [block_text(item.blocks) for item in block.items]
    return fold(" ".join(parts))


@dataclass(slots=True)
class _Reader:
    source: SourceFile
    section: int

    def read(self, blocks: list[Block], condition: str | None) -> Iterator[RawSentence]:
        lead: Sentence | None = None
        after: str | None = None
        for index, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                following = blocks[index + 1] if index + 1 < len(blocks) else None
                lead = yield from self._paragraph(block, following, after or condition)
                after = None
            elif isinstance(block, ListBlock):
                inner = lead.text if lead is not None else condition
                for item in block.items:
                    yield from self._item(item, inner)
                after = self._continuation(block, lead, blocks, index)
                lead = None
            elif isinstance(block, Note):
                yield from self.read(block.blocks, condition)
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row.cells:
                        yield from self._sentences(split_sentences(cell), None, None)
            elif isinstance(block, Listing):
                continue

    def _item(self, item: Item, condition: str | None) -> Iterator[RawSentence]:
        if item.label is not None:
            yield from self._sentences(split_sentences(item.label), condition, None)
        yield from self.read(item.blocks, condition)

    def _continuation(self, block: ListBlock, lead: Sentence | None, blocks: list[Block], index: int) -> str | None:
        """The lead-in and its list, where the next paragraph goes on with the sentence they began."""
        if lead is None or KEYWORD.search(lead.text) or index + 1 >= len(blocks):
            return None
        following = blocks[index + 1]
        if not isinstance(following, Paragraph) or not following.flat.text.lstrip()[:1].islower():
            return None
        items = "; ".join(block_text(item.blocks).rstrip(",;.") for item in block.items)
        return f"{lead.text} {items}"

    def _paragraph(
        self, block: Paragraph, following: Block | None, condition: str | None
    ) -> Generator[RawSentence, None, Sentence | None]:
        """Yield the paragraph's requirements; return its last sentence where a list may complete it."""
        sentences = split_sentences(block.flat)
        items = following.items if isinstance(following, ListBlock) else None
        yield from self._sentences(sentences, condition, items)
        if items is None or not sentences or not sentences[-1].open:
            return None
        return sentences[-1]

    def _sentences(
        self, sentences: list[Sentence], condition: str | None, items: list[Item] | None
    ) -> Iterator[RawSentence]:
        for number, sentence in enumerate(sentences):
            levels = levels_of(sentence.text)
            if not levels and not (_APPLIES.search(sentence.text) and _CONDITION.search(sentence.text)):
                continue
            completing = items is not None and number == len(sentences) - 1 and sentence.open
            yield RawSentence(
                self.section,
                levels,
                sentence.text,
                condition,
                _model_items(items) if completing and items is not None else (),
                self._span(sentence),
            )

    def _span(self, sentence: Sentence) -> Span:
        start = sentence.flat.offset(sentence.start)
        end = sentence.flat.offset(sentence.end - 1)
        return self.source.span(start, max(start, end) + 1)


def _model_items(items: list[Item]) -> tuple[ModelItem, ...]:
    return tuple(
        ModelItem(None if item.label is None else fold(item.label.text), block_text(item.blocks)) for item in items
    )
