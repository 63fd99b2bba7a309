"""Verbs by their base form -> their other forms, and the other way round."""

import re
from functools import cache


def words_in(text: str) -> list[str]:
    """The words of a text, for lists that are kept as running text."""
    return text.split()


BASE_VERBS = frozenset(
    words_in(
        """
        abort accept access achieve acknowledge act activate add address adhere adjust admit advance advertise advise
        affect align allocate allow alter answer anticipate appear append apply arrive ask assign associate assume
        assure attach attempt authenticate avail avoid await base be become begin behave belong block broadcast buffer
        bypass cache calculate call cancel cause change check choose clear close coalesce combine come commit compare
        comply benefit dim light
        complete compose compress compute conclude configure conform consider consist construct consume contain continue
        control convert coordinate copy correspond count cover create deallocate decide declare decode decrease
        decrement deduce default defer define deflate delay delete deliver deny depend deprecate derive describe
        designate destroy detach detect determine deviate differ direct disable disappear discard discover discuss do
        drain drive drop duplicate embed emit emulate enable encapsulate encode encounter encrypt decrypt end enforce
        enqueue ensure enter enumerate equal establish examine exceed exchange execute exhaust exist exit expect
        expire expose extend extract fail fall familiarize feature fence fetch fill filter find finish fit flush
        follow force format forward free fulfil fulfill generate get give go grant guarantee guest handle happen
        hardwire have hash help hint hold honor identify ignore implement imply include increase increment indicate
        inflate inform inherit initialize initiate inject insert inspect instruct intend interpret interrupt
        invalidate invoke isolate issue keep know last latch lead leave let limit link list listen locate look lose
        maintain make manage map mark mask match mean measure meet migrate mix miss modify monitor mount move need
        negotiate note notify number observe obtain occupy occur offer offload omit open operate order originate
        output overlap override overwrite own pad parse participate pass pause perform permit persist pick place plug
        point poll populate poison post precede prefer prepare present preserve prevent proceed process produce
        program prohibit propagate propose protect provide publish put qualify query queue quiesce raise reach react
        read rearrange reassign receive recognize recover recreate recycle redirect reduce refer reflect refrain
        refresh refuse register reinitialize reject relate relax release rely remain remap remember remove rename
        render reorder repeat replace replay replenish reply report represent request require reread reschedule rescan
        reserve reset reside resize resolve respond restart restore restrict result resume retain retransmit retrieve
        retry return reuse reverse revert rewrite round run sanitize satisfy save say scale scan schedule search see
        select send separate serialize serve set share show shrink shut sign signal simplify sit skip slow specify
        speed spill spin spread stall start state stay steer step stop store stream strip submit succeed suffice
        suggest supersede supply support suppress suspend swap switch sync synchronize tag take target tell terminate
        test throttle time toggle touch track traffic transfer transform transition translate transmit treat trigger
        truncate try turn undergo understand unlock lock unmap unmask unplug update upgrade use utilize validate vary
        verify view violate wait wake walk want warn withdraw work wrap write zero zeroize reenable disconnect connect
        chain comprise detail desire document form
        bind unbind restrict stipulate satisfy transport clean compress collect exclude facilitate hide merge mirror
        notice obey oversee partition pin pipeline prioritize pull push record regard regulate rotate route sample
        segment settle shift snapshot split subscribe traverse tunnel unregister unsubscribe upload wish
        """
    )
)
"""Verbs in their base form."""


TRANSITIVE = frozenset(words_in("ignore accept set clear read write use offer reject modify report discard initialize"))
"""Verbs that say nothing without an object."""
COMMANDS = frozenset(
    words_in("stop wait send start set clear re-read read write reset perform apply calculate add remove")
)
"""Verbs with which an item of a list begins that says what to do."""


AMBIGUOUS = frozenset(
    words_in(
        """
        request set use report reset process access map buffer queue update change value control command list write
        read attach state end result return start stop need limit load mask match order place plug point poll present
        process produce program record reference register repeat reply set share show signal split stream supply
        support switch tag test time transfer trigger tunnel type update view wait wake work wrap zero feature default
        notice range address number count look interrupt help hash hint hold guest fence fill fit format forward
        function place sequence copy cover disable drop drive delay design escape direct display exit extent advance
        abort answer attempt cause check block cache call track transition transport traffic target segment sample
        round route run scale measure mix monitor move note object offset output own pass poison port increase
        form chain document detail
        increment filter mirror pin push compress clean separate complete clear empty open correct
        """
    )
)
"""Base verbs that are nouns as well."""


_IRREGULAR = {
    "be": ("is", "are", "was", "were", "been", "being"),
    "become": ("became",),
    "begin": ("began", "begun"),
    "bind": ("bound",),
    "choose": ("chose", "chosen"),
    "do": ("did", "done"),
    "drive": ("driven", "drove"),
    "fall": ("fell", "fallen"),
    "find": ("found",),
    "get": ("got",),
    "give": ("gave", "given"),
    "go": ("went", "gone"),
    "have": ("has", "had"),
    "hide": ("hid", "hidden"),
    "hold": ("held",),
    "keep": ("kept",),
    "know": ("knew", "known"),
    "lead": ("led",),
    "leave": ("left",),
    "light": ("lit",),
    "lose": ("lost",),
    "make": ("made",),
    "mean": ("meant",),
    "meet": ("met",),
    "override": ("overrode", "overridden"),
    "overwrite": ("overwritten", "overwrote"),
    "read": ("read",),
    "rewrite": ("rewritten",),
    "run": ("ran", "run"),
    "say": ("said",),
    "see": ("saw", "seen"),
    "send": ("sent",),
    "set": ("set",),
    "put": ("put",),
    "reset": ("reset",),
    "let": ("let",),
    "shrink": ("shrunk",),
    "shut": ("shut",),
    "split": ("split",),
    "spread": ("spread",),
    "take": ("took", "taken"),
    "tell": ("told",),
    "undergo": ("underwent", "undergone"),
    "understand": ("understood",),
    "wake": ("woke", "woken"),
    "withdraw": ("withdrawn",),
    "write": ("wrote", "written"),
    "reread": ("reread",),
}


_DOUBLING = re.compile(r"(?:^|[^aeiou])[aeiou][bdgklmnprt]$")


_NO_DOUBLING = frozenset(
    words_in(
        """
        order enter offer buffer alter register trigger inherit exit limit edit visit interpret consider deliver
        filter number encounter remember recover discover render cover answer open happen reorder transfer prohibit
        benefit
        """
    )
)


def _spelled(base: str) -> tuple[str, str, str]:
    """The third person, past and -ing forms of a regular verb."""
    if base.endswith(("ee", "oe", "ye")):
        return f"{base}s", f"{base}d", f"{base}ing"
    if base.endswith("e") and base != "be":
        return f"{base}s", f"{base}d", f"{base[:-1]}ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"
    third = f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"
    stem = f"{base}{base[-1]}" if _DOUBLING.search(base) and base not in _NO_DOUBLING else base
    return third, f"{stem}ed", f"{stem}ing"


@cache
def verb_forms() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Third persons, past participles and -ing forms, each with its base form."""
    thirds: dict[str, str] = {}
    pasts: dict[str, str] = {}
    ings: dict[str, str] = {}
    for base in BASE_VERBS:
        third, past, ing = _spelled(base)
        thirds.setdefault(third, base)
        ings.setdefault(ing, base)
        for form in _IRREGULAR.get(base, (past,)):
            pasts.setdefault(form, base)
    for base in ("queue", "signal", "cancel", "label", "model", "tunnel"):
        for stem in (base, f"{base}l"):
            pasts.setdefault(f"{stem}ed", base)
            ings.setdefault(f"{stem}ing", base)
    return thirds, pasts, ings


_SYNONYMS = {
    "need": "require",
    "begin": "start",
    "commence": "start",
    "populate": "fill",
    "alter": "modify",
    "utilize": "use",
    "fulfil": "satisfy",
    "fulfill": "satisfy",
    "tell": "inform",
    "terminate": "end",
}


def canonical_verb(base: str) -> str:
    """The one verb that stands for its synonyms: "reuse" for "re-use", "start" for "begin"."""
    if base in _SYNONYMS:
        return _SYNONYMS[base]
    joined = base.replace("-", "") if base.startswith("re-") else base
    return joined if joined in BASE_VERBS else base


def is_prefixed(word: str) -> str | None:
    """The verb below a prefix such as re- in "re-enable"."""
    head, _, rest = word.partition("-")
    return rest if head in {"re", "un", "de", "pre"} and rest else None


BE_HAVE_DO = {"be": "is", "have": "has", "do": "does"}
"""The third persons that follow no rule."""


def third_person_of(base: str) -> str:
    """The form "writes" of "write"; a prefix such as re- stays."""
    return BE_HAVE_DO.get(base) or _spelled(base)[0]


def participle_of(base: str) -> str:
    """The form "written" of "write"."""
    forms = _IRREGULAR.get(base)
    return "been" if base == "be" else forms[-1] if forms else _spelled(base)[1]


def progressive_of(base: str) -> str:
    """The form "writing" of "write"."""
    return "being" if base == "be" else _spelled(base)[2]


def is_base(word: str) -> bool:
    """Whether a word, without a prefix such as re-, is a verb in its base form."""
    return word in BASE_VERBS or (is_prefixed(word) or "") in BASE_VERBS
