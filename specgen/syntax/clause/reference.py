"""Pronouns in a rule, and "this feature bit" -> the thing they stand for, which the same sentence named before."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from specgen.model.clause import Action, Comparison, Event, Guard, Junction, Modifier, Negotiation, Phrase, Term
from specgen.syntax.clause.meaning import agent_of
from specgen.syntax.clause.terms import is_plural

_ONE = frozenset({"it", "this", "that"})
_MANY = frozenset({"they", "them", "these", "those"})
_IT = Term("it")
_DONE_TO_DOERS = frozenset(
    {"do", "notify", "inform", "reset", "suspend", "instruct", "require", "ask", "permit", "allow"}
)
_POINTING = frozenset({"this", "that"})
_BITS = frozenset({"bit", "feature", "flag", "feature bit", "status bit"})
_ACTORS = frozenset({"driver", "device", "drivers", "devices", "guest", "host"})


@dataclass(slots=True)
class Antecedents:
    """The things that were named so far, in the order of the text."""

    things: list[Phrase] = field(default_factory=list)
    doer: Phrase | None = None
    """Whom the rule binds, where its subject says so."""
    topic: Phrase | None = None
    """The thing that is the subject of the rule."""

    def see(self, phrase: Phrase | None) -> None:
        """Remember a thing; the driver and the device are none."""
        if phrase is None or (isinstance(phrase, Term) and (phrase.words in _ACTORS or _pronoun(phrase))):
            return
        self.things.append(phrase)

    def guard(self, guard: Guard) -> Guard:
        """The guard with its pronouns replaced; what it names is remembered."""
        test = guard.test
        if isinstance(test, Action):
            return replace(guard, test=self.action(test))
        if isinstance(test, Event | Comparison | Negotiation | Junction):
            return replace(guard, test=self._test(test))
        self.see(test)
        return guard

    def action(self, action: Action) -> Action:
        """The action with its pronouns replaced; what it is done to is remembered."""
        thing = action.object
        if isinstance(thing, Term):
            thing = self._meant(thing) or self._term(thing)
        self.see(thing)
        modifiers = tuple(self._modifier(modifier) for modifier in action.modifiers)
        return replace(action, object=thing, modifiers=modifiers)

    def _modifier(self, modifier: Modifier) -> Modifier:
        what = modifier.what
        if isinstance(what, Action):
            return replace(modifier, what=self.action(what))
        if modifier.relation == "except" and isinstance(what, Term):
            self.see(what)
        if isinstance(what, Term) and modifier.relation != "manner":
            return replace(modifier, what=self._meant(what) or self._term(what))
        return modifier

    def _term(self, term: Term) -> Term:
        """The term with "that the driver wants" for "that it wants"."""
        doer = self.doer
        if not term.which or not isinstance(doer, Term):
            return term
        which = tuple(
            replace(one, subject=doer) if one.subject == _IT and _of_doer(one.action) else one for one in term.which
        )
        return replace(term, which=which)

    def _test(self, test: Event | Comparison | Negotiation | Junction) -> Event | Comparison | Negotiation | Junction:
        match test:
            case Junction(tests=tests):
                return replace(test, tests=tuple(self._test(one) for one in tests))
            case Event(subject=subject, action=action):
                if isinstance(subject, Term) and _pronoun(subject) and (_says_what(action) or _suffered(action)):
                    topic = self.topic if self.topic is not None and not is_plural(self.topic) else None
                    subject = (topic if subject == _IT else None) or self._meant(subject) or subject
                    test = replace(test, subject=subject)
                self.see(subject)
                return replace(test, action=self.action(action))
            case Negotiation(features=features):
                self.things += [Term(feature.name) for feature in features]
            case Comparison(left=left):
                self.see(left)
        return test

    def _meant(self, term: Term) -> Phrase | None:
        """What a pronoun, or "this bit", stands for; `None` where nothing before it fits or the term is neither."""
        if term.which:
            return None
        if term.words in _ONE | _MANY:
            many = term.words in _MANY
            return self._last(lambda thing: is_plural(thing) == many)
        first, _, noun = term.words.partition(" ")
        if first in _POINTING and noun in _BITS:
            return self._last(
                lambda thing: isinstance(thing, Term) and thing.words.isupper() and " " not in thing.words
            )
        return None

    def _last(self, fits: Callable[[Phrase], bool]) -> Phrase | None:
        found = next((thing for thing in reversed(self.things) if fits(thing)), None)
        return replace(found, which=()) if isinstance(found, Term) else found


def _pronoun(term: Term) -> bool:
    return term.words in _ONE | _MANY


def _of_doer(action: Action) -> bool:
    """Whether "it" does something to the thing that a clause is about: "pages that it wants", not "when it happens"."""
    return not action.passive and action.object is None and action.verb != "be"


def _says_what(action: Action) -> bool:
    """Whether "it" is said to be a part or kind of something, as the driver never is."""
    thing = action.object
    return action.verb == "be" and isinstance(thing, Term) and thing.words.startswith(("part of ", "member of "))


def _suffered(action: Action) -> bool:
    """Whether "it" is a thing to which something is done: "if it is offered", but not "until it is notified"."""
    return action.passive and agent_of(action) is None and action.verb not in _DONE_TO_DOERS
