"""Entries and sentences of a "Virtqueues" section -> virtqueues, with the features they depend on."""

import re
from collections.abc import Iterable

from specgen.extract.parts import RawEntry, RawParagraph
from specgen.extract.sections import Section
from specgen.model import Virtqueue
from specgen.syntax.index import parse_index

_FEATURE = re.compile(r"\bVIRTIO_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+\b")
_NAME_END = re.compile(r"\s+-+\s+|\s*[:;]\s+|\.\s|\.$|\s+--")
_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-Z`'a-z])")
_EXISTS = re.compile(r"\b(?:exists?|available|present|used|valid|provided)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:if|when|unless|requires?)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:other|remaining|all other)\s+(?:virt)?queues?\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:virt)?queue\s+(?:number\s+)?(\d+)\b", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def is_queue_section(section: Section) -> bool:
    """Whether the section is a device type's list of virtqueues."""
    device = section.device
    return (
        device is not None
        and section.parent is device.section
        and section.raw.kind != "normative"
        and re.fullmatch(r"(?:the )?virtqueues?", section.raw.title.strip(), re.IGNORECASE) is not None
    )


def extract_virtqueues(
    entries: Iterable[RawEntry], paragraphs: Iterable[RawParagraph], known: Iterable[str]
) -> tuple[Virtqueue, ...]:
    """The virtqueues of one device type; `known` are its feature names, to mend near misses in conditions."""
    names = tuple(known)
    sentences = [
        sentence for paragraph in paragraphs for sentence in _SENTENCE.split(paragraph.text) if _conditional(sentence)
    ]
    found = []
    for entry in entries:
        index, formula = parse_index(entry.raw)
        name = _queue_name(entry.text)
        condition = _condition(index, name, entry.text, sentences)
        features = () if condition is None else _features(condition, names)
        found.append(Virtqueue(index, " ".join(entry.raw.split()), formula, name, condition, features, entry.span))
    return tuple(found)


def _queue_name(text: str) -> str:
    """The name that an item's text starts with: "controlq - queue for ..." is controlq."""
    return _NAME_END.split(text.strip(), maxsplit=1)[0].strip()


def _conditional(sentence: str) -> bool:
    return bool(_FEATURE.search(sentence) and _EXISTS.search(sentence) and _WHEN.search(sentence))


def _condition(index: str, name: str, text: str, sentences: list[str]) -> str | None:
    """The sentence that says when the queue exists: its own item's, one that names it, or one about all others."""
    if text != name and _conditional(text):
        return text
    if not name:
        return None
    for sentence in sentences:
        number = _NUMBERED.search(sentence)
        if _names(sentence, name) or (number is not None and number.group(1) == index):
            return sentence
    for sentence in sentences:
        others = _OTHERS.search(sentence)
        if others is not None and not _spoken_of(sentence[: others.start()], name):
            return sentence
    return None


def _names(sentence: str, name: str) -> bool:
    """Whether the queue's name stands in the sentence before its condition."""
    when = _WHEN.search(sentence)
    subject = sentence[: when.start()] if when is not None else sentence
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", subject, re.IGNORECASE) is not None


def _spoken_of(text: str, name: str) -> bool:
    """Whether a text such as "The port 0 receive and transmit queues" speaks of a queue such as receiveq(port0)."""
    folded = _NOT_WORD.sub("", text.casefold())
    tag = re.search(r"\(([^)]*)\)", name)
    word = tag.group(1) if tag is not None else name
    return _NOT_WORD.sub("", word.casefold()) in folded


def _features(condition: str, known: tuple[str, ...]) -> tuple[str, ...]:
    when = _WHEN.search(condition)
    text = condition if when is None else condition[when.start() :]
    names = _FEATURE.findall(text) or _FEATURE.findall(condition)
    return tuple(dict.fromkeys(_nearest(name, known) for name in names))


def _nearest(name: str, known: tuple[str, ...]) -> str:
    """The known feature that `name` misspells by a letter or two, else `name` itself."""
    if name in known or not known:
        return name
    from difflib import get_close_matches  # noqa: PLC0415 - only for a misspelt name

    close = get_close_matches(name, known, n=1, cutoff=0.94)
    return close[0] if close else name
