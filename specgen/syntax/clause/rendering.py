"""A clause -> one plain sentence of our own, which reads back as the same clause."""

from collections.abc import Iterable

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
)
from specgen.syntax.clause.lexicon import BE_HAVE_DO, participle_of, progressive_of, third_person_of
from specgen.syntax.clause.terms import OPERATORS

_LEADING = frozenset({"if", "otherwise", "although", "because"})


def render_clause(clause: Clause) -> str:
    """The whole clause: where the section applies, the rules in order, the options of its list."""
    rules = "; ".join(render_rule(rule) for rule in clause.rules)
    applies = " and ".join(render_guard(guard) for guard in clause.applies)
    options = " | ".join(_option(option) for option in clause.options)
    return f"{f'[{applies}] ' if applies else ''}{rules}{f': {options}' if options else ''}"


def render_rule(rule: Rule) -> str:
    """One rule: what leads it, the actor, the keyword, the actions, and what bounds it in time."""
    leads = "".join(f"{render_guard(guard)}, " for guard in rule.guards if guard.relation in _LEADING)
    bounds = "".join(f" {render_guard(guard)}" for guard in rule.guards if guard.relation not in _LEADING)
    actions = f" {rule.joiner} ".join(render_action(action) for action in rule.actions)
    level = f"{rule.level} NOT" if rule.negated else rule.level
    return f"{leads}{render_phrase(rule.subject)} {level} {actions}{bounds}"


def render_guard(guard: Guard) -> str:
    """`if F is negotiated`, `before setting DRIVER_OK`, `after reset`."""
    test = guard.test
    if test is None:
        return guard.relation
    if isinstance(test, Action):
        return f"{guard.relation} {_gerund(test)}"
    if isinstance(test, Term | Series):
        return f"{guard.relation} {render_phrase(test)}"
    return f"{guard.relation} {render_test(test)}"


def render_test(test: Negotiation | Comparison | Event | Junction) -> str:
    """What a guard tests, as a finite clause."""
    match test:
        case Junction(joiner, tests):
            members = (f"({render_test(one)})" if isinstance(one, Junction) else render_test(one) for one in tests)
            return f" {joiner} ".join(members)
        case Negotiation(features, verb, joiner, negated):
            names = f" {joiner} ".join(feature.name for feature in features)
            plural = len(features) > 1 and joiner == "and"
            return f"{names} {'are' if plural else 'is'}{' not' if negated else ''} {participle_of(verb)}"
        case Comparison(left, operator, right):
            return f"{render_phrase(left)} is {_operator(operator)}{render_phrase(right)}"
        case Event(subject, action):
            return _finite(action) if subject is None else f"{render_phrase(subject)} {_finite(action)}"


def _operator(operator: str) -> str:
    return f"{OPERATORS[operator]} "


def render_phrase(phrase: Phrase) -> str:
    """A term with what restricts it, or terms with the word that joins them."""
    if isinstance(phrase, Series):
        members = (
            f"({render_phrase(term)})" if isinstance(term, Series) else render_phrase(term) for term in phrase.terms
        )
        return f" {phrase.joiner} ".join(members)
    return " ".join([phrase.words, *(_relative(one) for one in phrase.which)])


def render_action(action: Action) -> str:
    """A verb in its base form with all that belongs to it."""
    verb = f"be {participle_of(action.verb)}" if action.passive else action.verb
    return _around(f"not {verb}" if action.negated else verb, action)


def _around(verb: str, action: Action) -> str:
    """The verb with its object and modifiers."""
    parts = [verb]
    if action.object is not None:
        parts.append(render_phrase(action.object))
    parts += [_modifier(modifier) for modifier in action.modifiers]
    return " ".join(parts).replace(" ,", ",")


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


def _relative(relative: Relative) -> str:
    action = relative.action
    if relative.subject is not None:
        return f"that {render_phrase(relative.subject)} {_finite(action)}"
    if action.verb == "be" and action.object is None and action.modifiers and not action.negated:
        return " ".join(_modifier(modifier) for modifier in action.modifiers)
    return f"that {_finite(action)}"


def _finite(action: Action) -> str:
    """The action as a finite verb in the third person singular."""
    negated = "not " if action.negated else ""
    if action.passive:
        helper = f"{action.mode} {negated}be" if action.mode else f"is {negated}".rstrip()
        return _around(f"{helper} {participle_of(action.verb)}", action)
    if action.mode:
        return _around(f"{action.mode} {negated}{action.verb}", action)
    if action.verb == "be":
        return _around(f"is {negated}".rstrip(), action)
    if action.negated:
        return _around(f"does not {action.verb}", action)
    return _around(BE_HAVE_DO.get(action.verb) or third_person_of(action.verb), action)


def _gerund(action: Action) -> str:
    verb = f"being {participle_of(action.verb)}" if action.passive else progressive_of(action.verb)
    return _around(f"not {verb}" if action.negated else verb, action)


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
