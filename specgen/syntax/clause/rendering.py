"""A clause -> one plain sentence of our own, which reads back as the same clause."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from specgen.model.clause import (
    Action,
    Clause,
    Comparison,
    Event,
    Guard,
    Junction,
    Modifier,
    Negotiation,
    Option,
    Phrase,
    Relative,
    Rule,
    Series,
    Term,
    Test,
)
from specgen.syntax.clause.canonical import LEADING
from specgen.syntax.clause.forms import BE_HAVE_DO, participle_of, progressive_of, third_person_of
from specgen.syntax.clause.terms import OPERATORS, is_plural

OPTIONS, OPTION = " :: ", " | "
"""What stands before the items of a list, and between them."""
_ELIDING = frozenset({"if", "unless", "until", "although"})
_PREVERBAL = frozenset({"also", "always", "still", "then", "never", "even", "not-yet", "already", "ever"})
_FOLDED = re.compile(
    r"\b(?:(?:rather|other)-than|there-is|because-of|as-if|out-of-order|in-(?:that-order|parallel|turn)|regardless)"
    r"\b(?! of)"
)


def render_clause(clause: Clause) -> str:
    """The whole clause: where the section applies, the rules in order, the options of its list."""
    rules = "; ".join(render_rule(rule) for rule in clause.rules)
    applies = " and ".join(render_guard(guard) for guard in clause.applies)
    options = OPTION.join(_option(option) for option in clause.options)
    whole = f"{f'[{applies}] ' if applies else ''}{rules}{f'{OPTIONS}{options}' if options else ''}"
    return _FOLDED.sub(_unfolded, whole)


def _unfolded(match: re.Match[str]) -> str:
    """The words of the text for the single word that stands for them."""
    return "regardless of" if match[0] == "regardless" else match[0].replace("-", " ")


def render_rule(rule: Rule) -> str:
    """One rule: what leads it, the actor, the keyword, the actions, and what bounds it in time."""
    leads = "".join(f"{render_guard(guard)}, " for guard in rule.guards if guard.relation in LEADING)
    bounds = _bounds([guard for guard in rule.guards if guard.relation not in LEADING])
    first, *others = rule.actions
    ahead = _leading_modifiers(first)
    leads += "".join(f"{_modifier(modifier)}, " for modifier in ahead)
    first = replace(first, modifiers=first.modifiers[: len(first.modifiers) - len(ahead)])
    actions = f" {rule.joiner} ".join(render_action(action) for action in (first, *others))
    level = f"{rule.level} NOT" if rule.negated else rule.level
    return f"{leads}{render_phrase(rule.subject)} {level} {actions}{bounds}"


def _bounds(guards: Sequence[Guard]) -> str:
    """The guards behind the action; "after A and before B" are two, where "after A before B" would read as one."""
    text = ""
    for place, guard in enumerate(guards):
        joined = place and guards[place - 1].relation != guard.relation
        text += f" and {render_guard(guard)}" if joined else f" {render_guard(guard)}"
    return text


def _leading_modifiers(action: Action) -> tuple[Modifier, ...]:
    """The last modifiers, where they would be taken to belong to what stands before them: they lead the sentence."""
    found = action.modifiers
    if action.object is None or not _open(action.object):
        start = next((place for place, one in enumerate(found) if one.relation != "manner" and _open(one.what)), None)
        found = () if start is None else found[start + 1 :]
    found = tuple(one for one in found if one.relation != "manner")
    return () if any(one.relation.startswith(("and ", "or ")) or one.relation == "while" for one in found) else found


def _open(what: Phrase | Action | Event | Junction) -> bool:
    """Whether a part ends in a clause that takes up the modifiers after it."""
    last = what.terms[-1] if isinstance(what, Series) else what
    return bool(last.which) if isinstance(last, Term) else True


def render_guard(guard: Guard) -> str:
    """`if F is negotiated`, `before setting DRIVER_OK`, `after reset`."""
    test = guard.test
    if test is None:
        return guard.relation
    if isinstance(test, Action) and test.passive and guard.relation in _ELIDING:
        return f"{guard.relation} {_around('not' if test.negated else '', participle_of(test.verb), test)}"
    if isinstance(test, Action):
        return f"{guard.relation} {_gerund(test)}"
    if isinstance(test, Term | Series):
        return f"{guard.relation} {render_phrase(test)}"
    return f"{guard.relation} {render_test(test)}"


def render_test(test: Negotiation | Comparison | Event | Junction) -> str:
    """What a guard tests, as a finite clause."""
    match test:
        case Junction(joiner, tests):
            return f" {joiner} ".join(_members(tests))
        case Negotiation(features, verb, joiner, negated):
            names = f" {joiner} ".join(feature.name for feature in features)
            plural = len(features) > 1 and joiner == "and"
            return f"{names} {'are' if plural else 'is'}{' not' if negated else ''} {participle_of(verb)}"
        case Comparison(left, operator, right):
            verb = "are" if is_plural(left) else "is"
            return f"{render_phrase(left)} {verb} {OPERATORS[operator]} {render_phrase(right)}"
        case Event(subject, action):
            return _finite(action) if subject is None else _clause(subject, action)


def _members(tests: Sequence[Test | Junction]) -> Iterator[str]:
    """The members of a junction; one that goes on about the same subject leaves it out."""
    before: Test | Junction | None = None
    for test in tests:
        subject = test.subject if isinstance(test, Event) else None
        if isinstance(test, Event) and isinstance(before, Event) and subject is not None and subject == before.subject:
            yield _finite(test.action, plural=is_plural(subject))
        else:
            yield f"({render_test(test)})" if isinstance(test, Junction) else render_test(test)
        before = test


def render_phrase(phrase: Phrase) -> str:
    """A term with what restricts it, or terms with the word that joins them."""
    if isinstance(phrase, Series):
        members = (
            f"({render_phrase(term)})" if isinstance(term, Series) else render_phrase(term) for term in phrase.terms
        )
        return f" {phrase.joiner} ".join(members)
    plural = is_plural(Term(phrase.words.rpartition(" of ")[2]))
    return " ".join([phrase.words, *(_relative(one, plural=plural) for one in phrase.which)])


def render_action(action: Action) -> str:
    """A verb in its base form with all that belongs to it."""
    negated = "not " if action.negated else ""
    if action.passive:
        return _around(f"{negated}be", participle_of(action.verb), action)
    return _around(negated.rstrip(), action.verb, action)


def _around(helper: str, verb: str, action: Action, *, adverbs_first: bool = True) -> str:
    """The verb after its helpers and the adverbs that stand before it, with its object and the other modifiers."""
    manners = [one for one in action.modifiers if one.relation == "manner"]
    others = [one for one in action.modifiers if one.relation != "manner"]
    before = [one for one in manners if adverbs_first and _preverbal(one, action)]
    after = [_modifier(one) for one in manners if one not in before]
    thing = [] if action.object is None else [render_phrase(action.object)]
    restricted = isinstance(action.object, Series) or (isinstance(action.object, Term) and bool(action.object.which))
    behind = [*after, *thing] if restricted else [*thing, *after]
    parts = [helper, *map(_modifier, before), verb, *behind, *map(_modifier, others)]
    return " ".join(part for part in parts if part).replace(" ,", ",")


def _preverbal(modifier: Modifier, action: Action) -> bool:
    """Whether an adverb stands best between helper and verb."""
    if not isinstance(modifier.what, Term):
        return False
    word = modifier.what.words
    return word.endswith("ly") or word in _PREVERBAL or (action.negated and word in {"yet", "anymore"})


def _modifier(modifier: Modifier) -> str:
    relation, what = modifier.relation, modifier.what
    if isinstance(what, Action):
        if relation == "to do" or relation.endswith(" to do"):
            return f"{relation.removesuffix('do')}{render_action(what)}"
        if relation == "doing" or relation.endswith(" doing"):
            return f"{relation.removesuffix('doing')}{_gerund(what)}"
        return f", {_gerund(what)}" if relation == "while" else f"{relation} {_gerund(what)}"
    if isinstance(what, Event | Junction):
        return f"{relation} {render_test(what)}"
    return render_phrase(what) if relation in {"manner", "as object"} else f"{relation} {render_phrase(what)}"


def _relative(relative: Relative, *, plural: bool) -> str:
    action = relative.action
    if relative.subject is not None:
        return f"that {_clause(relative.subject, action)}"
    if action.verb == "be" and action.object is None and action.modifiers and not action.negated:
        return " ".join(_modifier(modifier) for modifier in action.modifiers)
    return f"that {_finite(action, plural=plural)}"


def _clause(subject: Phrase, action: Action) -> str:
    return f"{render_phrase(subject)} {_finite(action, plural=is_plural(subject))}"


def _finite(action: Action, *, plural: bool = False) -> str:
    """The action as a finite verb in the third person."""
    negated = " not" if action.negated else ""
    be, do = ("are", "do") if plural else ("is", "does")
    if action.passive:
        return _around(
            f"{f'{action.mode}{negated} be' if action.mode else be + negated}", participle_of(action.verb), action
        )
    if action.mode:
        return _around(f"{action.mode}{negated}", action.verb, action)
    if action.verb == "be":
        return _around(f"{be}{negated}", "", action)
    if action.negated:
        return _around(f"{do} not", action.verb, action)
    verb = action.verb if plural else BE_HAVE_DO.get(action.verb) or third_person_of(action.verb)
    return _around("", verb, action, adverbs_first=False)


def _gerund(action: Action) -> str:
    verb = f"being {participle_of(action.verb)}" if action.passive else progressive_of(action.verb)
    return _around("", f"not {verb}" if action.negated else verb, action, adverbs_first=False)


def _option(option: Option) -> str:
    what = option.what
    parts: Iterable[str]
    if what is None:
        parts = ()
    elif isinstance(what, Action):
        parts = (render_action(what),)
    elif isinstance(what, Event):
        parts = (render_test(what),)
    else:
        parts = (render_phrase(what),)
    return " ".join([*parts, *(render_guard(guard) for guard in option.guards)])
