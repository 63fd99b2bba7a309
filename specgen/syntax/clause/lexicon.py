"""Words of the specification's English -> the classes that the grammar of clauses distinguishes.

A word of no class is a noun or an adjective.
"""

from specgen.syntax.clause.forms import BASE_VERBS, words_in

_ADJECTIVAL = frozenset(
    words_in(
        """
        pending remaining following incoming outgoing existing corresponding processing padding ring underlying
        warning outstanding ongoing nothing something anything meaning ordering matching missing preceding timing
        string rendering hinting spelling handling wiring encoding formatting numbering mapping addressing building
        operating hashing coalescing sharing setting programming steering filtering batching tunneling during
        beginning non-existing opening reporting
        """
    )
)


ARTICLES = frozenset({"the", "a", "an"})


AUXILIARIES = {
    **dict.fromkeys(("be", "is", "are", "was", "were", "been", "being"), "be"),
    **dict.fromkeys(("has", "have", "had"), "have"),
    **dict.fromkeys(("does", "do", "did"), "do"),
    **dict.fromkeys(("can", "could"), "can"),
    **dict.fromkeys(("will", "would"), "will"),
    "might": "can",
    "may": "can",
    "must": "need",
}
"""Finite auxiliaries, and the mode or verb they stand for."""


SUBORDINATORS = {
    "if": "if",
    "when": "if",
    "whenever": "if",
    "where": "if",
    "upon": "if",
    "unless": "unless",
    "until": "until",
    "till": "until",
    "before": "before",
    "after": "after",
    "once": "after",
    "while": "while",
    "whilst": "while",
    "because": "because",
    "since": "since",
    "although": "although",
    "though": "although",
}
"""Words that begin a guard, and the relation they state."""


PREPOSITIONS = frozenset(
    words_in(
        """
        in to from for with by on at into within without during via through per than as between among over under above
        below beyond outside inside against according regardless despite except excluding including across onto toward
        towards upto behind following like because-of due-to based-on starting throughout about near besides
        instead-of other-than rather-than such-as
        """
    )
)
"""Words that begin a modifier."""


ADVERBS = frozenset(
    words_in(
        """
        also only always never then still yet already again first once-only instead both-times either neither
        afterwards otherwise even just not-yet currently together separately anyway later ever thus therefore hence
        rather too likewise twice forever subsequently even-if soon enough fully in-turn out-of-order in-parallel
        in-that-order in-order as-well further atomically back up out off down
        """
    )
)


_NOT_ADVERBS = frozenset(
    words_in(
        """
        supply reply apply assembly only-if early read-only write-only family anomaly multiply
        """
    )
)


def is_adverb(word: str) -> bool:
    """Whether a word tells manner or time."""
    return word in ADVERBS or (
        word.endswith("ly") and len(word) > 4 and word not in _NOT_ADVERBS and word not in BASE_VERBS
    )


def is_adjectival(word: str) -> bool:
    """Whether a word in -ing stands before or for a noun."""
    return word in _ADJECTIVAL


NUMBER_WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
"""Numbers written as words."""


RELATIVES = frozenset({"that", "which", "who", "whose", "how", "what", "whether", "whichever"})
"""Words that begin a relative clause or a question."""


CONTENT_VERBS = frozenset(
    words_in(
        """
        assume ensure verify consider check assure guarantee validate determine expect know
        """
    )
)
"""Verbs that a clause completes, with or without "that"."""
COMPARISONS = {
    "at-least": ">=",
    "at-most": "<=",
    "more-than": ">",
    "less-than": "<",
    "equal-to": "=",
    "unlike": "!=",
}
"""How phrases.py writes comparisons, and their operators."""
