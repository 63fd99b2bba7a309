"""A sentence -> its words in a normal form: articles, asides and references gone, fixed phrases as single words."""

import re
from dataclasses import dataclass

from specgen.syntax.clause.lexicon import ARTICLES, NUMBER_WORDS
from specgen.syntax.clause.phrases import fold_phrases

_REF = re.compile(r"<ref ([^>]*)>")
_SEE = re.compile(
    r",?\s*(?:\b(?:as|also|that is|that are|which is|which are|both)\s+)*"
    r"\b(?:specified|described|defined|documented|listed|explained|outlined|shown|discussed|detailed|stated|see|found)?"
    r"\s*(?:\b(?:in|by|under|at|per|of|from)\s+)?(?:(?:section|sections|paragraph|table|chapter|the)\s+)*"
    r"(?:<ref [^>]*>)(?:\s*(?:,|and|or|,\s*and)?\s*<ref [^>]*>)*",
    re.IGNORECASE,
)
_KEYWORD = r"(?:MUST|SHOULD|SHALL|MAY)\b"
_ASIDE = re.compile(r"\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_ASIDE_KEPT = re.compile(
    rf"^\s*(?:if(?!\s+(?:any|so|needed|available|present)\b)|unless|except|when|but|until|before|after)\b|\b{_KEYWORD}"
)
_EXAMPLE_START = r"(?:,|\s-)?\s*\b(?:e\.\s?g\.?|i\.\s?e\.?|eg\.|for example|for instance|such as)(?=[\s,])"
_EXAMPLE = re.compile(_EXAMPLE_START + r"[^;]*?(?=,\s+(?:the|it|then)\s|$|[;.]$)")
_EXAMPLE_MARKS = ("e.", "eg.", "i.", "for example", "for instance", "such as")
_OPENERS = re.compile(
    r"^(?:in\s+(?:particular|addition|general|other\s+words|any\s+case|all\s+cases|that\s+case|this\s+case|such\s+case|such\s+a\s+case|this\s+context)"
    r"|thus|therefore|however|also|and|additionally|furthermore|moreover|similarly|likewise|finally|specifically|"
    r"equivalently|hence|consequently|note\s+that|note|in\s+which\s+case|so|but|then|typically|in\s+this\s+case|nevertheless"
    r"|specifically|generally|as\s+a\s+consequence|as\s+a\s+result|in\s+contrast|or)\b[,:]?\s+",
    re.IGNORECASE,
)
_STRIPPED = "\"'`\u201c\u201d\u2019\u2018*"
_TOKEN = re.compile(
    r"0x[0-9A-Fa-f]+[\w]*|<ref [^>]*>"
    r"|[A-Za-z_\\][\w.\\]*(?:(?:[-/&+]|\[[^\]\s]*\]|'(?=s\b)|#(?=\w)|::|->|\*(?=\w))[\w.]*)*\[?\]?"
    r"|\d[\w.]*(?:[-/][\w]+)*%?|[,;:.?!]|[-+*/<>=!&|^~]+"
)
_OPERATOR = re.compile(r"^[-+*/<>=!&|^~]+$")
_LEVEL = re.compile(r"^(?:MUST|SHALL|SHOULD|MAY)$")
_IDENTIFIER = re.compile(
    r"^(?=.*[A-Za-z])(?:\S*\w_\S*|_\w+|[A-Z][A-Z0-9]+(?:[^a-z\s]*)s?|\w+\.\w\S*|\S*\[\S*\]|\S*&\S*|[A-Z])$"
)
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th)$")
_BULLET = re.compile(r"(?:(?<=[,:])|^)\s*\(?\d\)\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its text in normal form, and whether it is a name, a number, a keyword or punctuation."""

    text: str
    kind: str


def words_of(sentence: str) -> list[Word]:
    """The words of a sentence. `kind` is name, number, level, mark (a comma or semicolon), ref or word."""
    return list(_numbered(_expressions(_scan(normalize(sentence)))))


def normalize(text: str) -> str:
    """Fixed phrases replaced, asides and references to sections left out."""
    text = " ".join(text.replace("\u2019", "'").replace("~", " ").split())
    text = _BULLET.sub(" ", text)
    if "<ref" in text:
        text = _SEE.sub(" ", text)
    if "(" in text:
        text = _ASIDE.sub(_aside, text)
    if any(mark in text for mark in _EXAMPLE_MARKS):
        text = _EXAMPLE.sub(_example, text)
    return fold_phrases(without_opener(text))


def without_opener(text: str) -> str:
    """The text without the words that link it to the sentence before: "In this case, the driver ..."."""
    previous = ""
    while previous != text:
        previous, text = text, _OPENERS.sub("", text, count=1)
    return text


def _example(match: re.Match[str]) -> str:
    """Nothing, but for "i.e. it MUST ...", which states a rule of its own."""
    if not re.search(_KEYWORD, match[0]):
        return ""
    return f"; {re.sub(rf'^{_EXAMPLE_START}', '', match[0])}"


def _aside(match: re.Match[str]) -> str:
    inside = match[1]
    if not inside or (match.start() and match.string[match.start()] == "("):
        return match[0]
    if re.match(r"\s*(?:e\.\s?g|i\.\s?e|eg|for example|see)\b", inside) or not _ASIDE_KEPT.search(inside):
        return ""
    return f", {inside}, "


def _scan(text: str) -> list[Word]:
    found: list[Word] = []
    for raw in _TOKEN.findall(text):
        piece = raw.strip(_STRIPPED)
        if piece.endswith("'s"):
            piece = piece[:-2] + "'s"
        if not piece or piece == "\\":
            continue
        if piece in {",", ";", ":"}:
            found.append(Word("," if piece == "," else ";", "mark"))
        elif piece in {".", "?", "!"}:
            continue
        else:
            found.append(Word("A", "name") if piece == "A" and found else _word(piece.rstrip(".")))
    return found


def _word(piece: str) -> Word:
    if _OPERATOR.match(piece):
        return Word(piece, "operator")
    if _LEVEL.match(piece):
        return Word(piece, "level")
    if piece == "NOT":
        return Word("not", "word")
    if piece[:1].isdigit() and re.fullmatch(r"0x[0-9A-Fa-f]+|\d+", piece):
        return Word(piece, "number")
    if _IDENTIFIER.match(piece) and not (piece.isupper() and piece in {"A", "I", "IF", "AND", "OR", "THE", "SET"}):
        return Word(piece, "name")
    lower = piece.casefold()
    return Word(lower, "word")


def _expressions(words: list[Word]) -> list[Word]:
    """Operands around an operator become one name: `queue_size * 2`."""
    found: list[Word] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word.kind == "operator":
            after = words[index + 1] if index + 1 < len(words) else None
            if (
                found
                and found[-1].kind in {"name", "number"}
                and after is not None
                and after.kind in {"name", "number"}
            ):
                found[-1] = Word(f"{found[-1].text}{word.text}{after.text}", "name")
                index += 2
                continue
            index += 1
            continue
        if word.text not in ARTICLES:
            found.append(word)
        index += 1
    return found


def _numbered(words: list[Word]) -> list[Word]:
    """Numbers written as words become digits, but for the "one" of "one of"."""
    found: list[Word] = []
    for index, word in enumerate(words):
        after = words[index + 1].text if index + 1 < len(words) else ""
        before = words[index - 1].text if index else ""
        if (
            word.kind == "word"
            and word.text in NUMBER_WORDS
            and not (
                word.text == "one"
                and (
                    after
                    in {
                        "of",
                        "",
                        ",",
                        "or",
                        "that",
                        "which",
                        "with",
                        "maintained",
                        "reported",
                        "set",
                        "used",
                        "described",
                    }
                    or before in {"this", "last", "first", "that", "each", "same", "other", "another", "second"}
                    or _ORDINAL.match(before)
                )
            )
        ):
            found.append(Word(str(NUMBER_WORDS[word.text]), "number"))
        else:
            found.append(word)
    return found
