"""Statements as the grammar gives them -> rules: pronouns, agents and shared guards are put where they belong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from specgen.model.clause import (
    Action,
    Actor,
    Comparison,
    Event,
    Guard,
    Junction,
    Modifier,
    Negotiation,
    Option,
    Phrase,
    Rule,
    Series,
    Term,
    Test,
)
from specgen.syntax.clause.canonical import ordered
from specgen.syntax.clause.forms import COMMANDS
from specgen.syntax.clause.meaning import agent_of, test_of, verbal
from specgen.syntax.clause.parts import RawRule, Statement
from specgen.syntax.clause.reference import Antecedents

_PRONOUNS = frozenset({"it", "they"})
_HEADS = {
    "driver": Actor.DRIVER,
    "drivers": Actor.DRIVER,
    "device": Actor.DEVICE,
    "devices": Actor.DEVICE,
    "transport": Actor.TRANSPORT,
    "transports": Actor.TRANSPORT,
    "hypervisor": Actor.OTHER,
}
StatementReader = Callable[[str], list[Statement] | None]


def rules_of(statements: Sequence[Statement], leading: tuple[Guard, ...]) -> list[Rule]:
    """The rules of a sentence, in order; `leading` are the guards it inherits."""
    rules: list[Rule] = []
    known = Antecedents()
    for statement in statements:
        rules += _rules(statement, leading, rules[-1] if rules else None, known)
    return rules


def _rules(statement: Statement, leading: tuple[Guard, ...], before: Rule | None, known: Antecedents) -> Iterable[Rule]:
    guards = list(leading)
    modifiers: list[Modifier] = []
    for lead in statement.leads:
        match lead.kind:
            case "guards":
                guards += lead.value
            case "otherwise":
                guards.append(Guard("otherwise"))
            case "so" if before is not None:
                guards += _so(before)
            case "part":
                modifiers.append(lead.value.value)
    suffers = statement.rules[0].actions[0].passive
    subject = _suffering(statement.subject, guards) if suffers else None
    subject = subject or _named(statement.subject, guards, before)
    known.doer = _doer(subject, statement.rules[0].actions[0])
    known.topic = _bare(subject) if _actor(subject) is Actor.OTHER else None
    guards = [known.guard(guard) for guard in guards]
    known.see(subject)
    for number, raw in enumerate(statement.rules):
        yield _rule(subject, raw, guards, tuple(modifiers) if number == 0 else (), known)


def _so(before: Rule) -> list[Guard]:
    """What "if so" and "in which case" refer to: the rule's own condition, else that it was done."""
    tests = [guard for guard in before.guards if guard.relation == "unless"]
    if tests:
        return [replace(tests[-1], relation="if")]
    return [Guard("if", test_of(Event(before.subject, before.actions[0])))]


def _rule(
    subject: Phrase, raw: RawRule, leads: Sequence[Guard], modifiers: tuple[Modifier, ...], known: Antecedents
) -> Rule:
    first, *others = raw.actions
    first = replace(first, modifiers=(*first.modifiers, *modifiers))
    actions = [known.action(action) for action in (first, *others)]
    first, others = actions[0], actions[1:]
    raw = replace(raw, guards=tuple(known.guard(guard) for guard in raw.guards))
    ahead = Antecedents([] if first.object is None else [first.object])
    leads = [ahead.guard(guard) for guard in leads]
    doer = _doer(subject, first)
    found = [_until(guard, negated=raw.negated) for guard in (*leads, *raw.guards)]
    guards = [_told(_about(guard, doer, first), doer) for one in found for guard in _apart(one)]
    return Rule(_actor(doer or subject), subject, raw.level, raw.negated, (first, *others), ordered(guards), raw.joiner)


def _doer(subject: Phrase, action: Action) -> Phrase | None:
    """Who acts: the subject, or the agent of a passive; `None` where a thing is the subject and no agent is named."""
    return _bare(subject) if _actor(subject) is not Actor.OTHER else agent_of(action)


def _until(guard: Guard, *, negated: bool) -> Guard:
    """What must not be done until something happens must not be done before it."""
    return replace(guard, relation="before") if negated and guard.relation == "until" else guard


def _apart(guard: Guard) -> Iterable[Guard]:
    """The guards of "if A, if B" for "if A and B", so that both wordings give one clause."""
    if guard.relation == "if" and isinstance(guard.test, Junction) and guard.test.joiner == "and":
        return [Guard("if", test) for test in guard.test.tests]
    return [guard]


def _told(guard: Guard, doer: Phrase | None) -> Guard:
    """The guard "before setting X" for "before the driver sets X" in a rule on the driver; "if" takes an event."""
    test = guard.test
    if isinstance(test, Term):
        test = verbal(test)
        guard = replace(guard, test=test)
    if doer is None or isinstance(doer, Series):
        return guard
    if isinstance(test, Action) and guard.relation == "if" and not test.passive:
        return replace(guard, test=test_of(Event(doer, test)))
    if guard.relation in {"before", "after"} and (done := _done_by(doer, test)) is not None:
        return replace(guard, test=done)
    return guard


def _done_by(doer: Phrase, test: object) -> Action | None:
    """The one action, or the two that follow each other, that a test is about, where `doer` does them."""
    events = test.tests if isinstance(test, Junction) and test.joiner == "and" else (test,)
    actions = [
        event.action
        for event in events
        if isinstance(event, Event) and event.subject == doer and _plainly(event.action)
    ]
    if len(actions) != len(events) or len(actions) > 2:
        return None
    first, *others = actions
    return replace(first, modifiers=(*first.modifiers, *(Modifier("and doing", one) for one in others)))


def _plainly(action: Action) -> bool:
    return not (action.passive or action.negated or action.mode)


def _actor(subject: Phrase) -> Actor:
    """Whom a subject names; OTHER where it names a thing."""
    if isinstance(subject, Series):
        actors = {_actor(term) for term in subject.terms}
        return (
            actors.pop() if len(actors) == 1 else Actor.BOTH if actors == {Actor.DRIVER, Actor.DEVICE} else Actor.OTHER
        )
    head = subject.words.split(" of ", 1)
    if head[0] in {"each", "all", "any", "some", "both", "none", "one"} and len(head) > 1:
        head = head[1:]
    return _HEADS.get(head[0].split(" ")[-1], Actor.OTHER)


def _suffering(subject: Phrase, guards: Sequence[Guard]) -> Phrase | None:
    """What "it" stands for in "When the device sends X, it MUST be followed by Y": not who acts, but what is sent."""
    test = guards[-1].test if guards else None
    if subject != Term("it") or not isinstance(test, Event):
        return None
    said = [modifier.what for modifier in test.action.modifiers if modifier.relation in {"with", "to", "from"}]
    found = test.action.object or next((what for what in said if isinstance(what, Term | Series)), None)
    return None if found is None or _actor(found) is not Actor.OTHER else _bare(found)


def _named(subject: Phrase, guards: Sequence[Guard], before: Rule | None) -> Phrase:
    """What "it" stands for: the driver or device that a guard before it speaks of, or the last rule."""
    if not isinstance(subject, Term) or subject.words not in _PRONOUNS:
        return subject
    for guard in reversed(guards):
        for event in _events(guard.test):
            if event.subject is not None and _actor(event.subject) in {Actor.DRIVER, Actor.DEVICE}:
                return _bare(event.subject)
            if event.subject is not None and isinstance(event.subject, Term) and event.subject.words not in _PRONOUNS:
                return _bare(event.subject)
    return before.subject if before is not None else subject


def _bare(phrase: Phrase) -> Phrase:
    """The doer without what restricts it: "the device that is being initialized" goes on as "it"."""
    return replace(phrase, which=()) if isinstance(phrase, Term) else phrase


def _events(test: object) -> Iterable[Event]:
    if isinstance(test, Event):
        yield test
    elif isinstance(test, Junction):
        for one in test.tests:
            yield from _events(one)


def _about(guard: Guard, doer: Phrase | None, action: Action) -> Guard:
    """A guard with its pronouns and what it leaves out filled in from its rule."""
    test = guard.test
    if isinstance(test, Action) and test.passive and test.object is None:
        agent = agent_of(test)
        if agent is None or action.object is None:
            return guard
        rest = tuple(one for one in test.modifiers if one.what is not agent)
        return replace(guard, test=Event(agent, replace(test, passive=False, object=action.object, modifiers=rest)))
    if isinstance(test, Event | Comparison | Negotiation | Junction) and doer is not None:
        return replace(guard, test=_doing(test, doer))
    return guard


def _doing(test: Test | Junction, doer: Phrase) -> Test | Junction:
    if isinstance(test, Junction):
        return replace(test, tests=tuple(_doing(one, doer) for one in test.tests))
    if isinstance(test, Event) and isinstance(test.subject, Term) and test.subject.words in _PRONOUNS:
        return replace(test, subject=doer)
    return test


def options_of(read: StatementReader, items: Sequence[str]) -> tuple[Option, ...] | None:
    """The items of a list; `None` where one of them is not read."""
    options = []
    for item in items:
        option = _option(read, item)
        if option is None:
            return None
        options.append(option)
    return tuple(options)


def _option(read: StatementReader, item: str) -> Option | None:
    text = item.split(". ", 1)[0].strip().rstrip(".,;: ")
    for suffix in (" and", " or"):
        text = text.removesuffix(suffix).rstrip(",; ")
    guarded = read(f"{text}, device MUST obey")
    if guarded is not None and len(guarded) == 1 and guarded[0].leads and _plain(guarded[0].subject):
        rules = rules_of(guarded, ())
        if rules[0].guards and not rules[0].actions[0].modifiers:
            return Option(None, rules[0].guards)
    if text.split(" ", 1)[0].casefold() in COMMANDS and (told := _told_option(read, f"device MUST {text}")) is not None:
        return told
    stated = read(f"device MUST have {text}")
    if stated is not None and len(stated) == 1 and len(stated[0].rules) == 1 and len(stated[0].rules[0].actions) == 1:
        rule = rules_of(stated, ())[0]
        action = rule.actions[0]
        if action.object is not None and not action.modifiers:
            return Option(action.object, rule.guards)
        return Option(action, rule.guards)
    return _told_option(read, f"device MUST {text}")


def _told_option(read: StatementReader, text: str) -> Option | None:
    """An item that says what to do: "Reset the device"."""
    commanded = read(text)
    if commanded is None or len(commanded) != 1 or len(commanded[0].rules) != 1:
        return None
    rule = rules_of(commanded, ())[0]
    return Option(rule.actions[0], rule.guards) if len(rule.actions) == 1 else None


def _plain(subject: Phrase) -> bool:
    return isinstance(subject, Term) and subject.words == "device"
