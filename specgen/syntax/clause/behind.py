"""The tags so far -> where in the sentence a word stands: in a guard, after the keyword, in an infinitive."""

from specgen.syntax.clause.stream import Stream, Tag


def since_verb(stream: Stream) -> list[Tag]:
    """The tags from the last verb on."""
    for place in range(len(stream.tags) - 1, -1, -1):
        if stream.tags[place].kind in {"VB", "VING", "FIN"}:
            return stream.tags[place:]
    return stream.tags


def in_infinitive(stream: Stream) -> bool:
    """Whether the last verb stands after "to"."""
    for place in range(len(stream.tags) - 1, 0, -1):
        if stream.tags[place].kind in {"VB", "AUX"}:
            before = [one.kind for one in stream.tags[:place] if one.kind not in {"ADV", "NOT"}]
            return before[-1:] in (["TO"], ["ANDINF"])
        if stream.tags[place].kind in {"LEVEL", "SUB"}:
            return False
    return False


def inside_guard(stream: Stream) -> bool:
    """Whether a guard, or a clause of its own, goes on."""
    for tag in reversed(stream.tags):
        if tag.kind in {"SUB", "THAT", "ANDEVENT", "ANDFIN"}:
            return True
        if tag.kind in {"LEVEL", "BREAK", "SEMI", "TO", "VING"}:
            return False
    return False


def inside_relative(stream: Stream) -> bool:
    """Whether a relative clause of the rule itself, and no guard, goes on."""
    for tag in reversed(stream.tags):
        if tag.kind in {"SUB", "LEVEL"}:
            return tag.kind == "LEVEL"
    return False


def after_keyword(stream: Stream) -> bool:
    """Whether nothing but "not" and adverbs stands since the keyword: then any word is its verb."""
    for tag in reversed(stream.tags):
        if tag.kind not in {"NOT", "ADV"}:
            return tag.kind == "LEVEL"
    return False


def aux_before(stream: Stream) -> bool:
    """Whether an auxiliary stands before, with nothing but adverbs and participles between."""
    for tag in reversed(stream.tags):
        if tag.kind == "AUX":
            return True
        if tag.kind in {"ADV", "NOT", "VED", "AND"}:
            continue
        return False
    return False
