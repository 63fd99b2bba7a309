# ruff: noqa: D102 - a method makes what the grammar's rule of its name shows in its example
"""What grammars/clause.lark recognized -> statements made of the model's actions, events and phrases."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from specgen.model.clause import (
    Action,
    Event,
    Guard,
    Junction,
    Modifier,
    Phrase,
    Relative,
    Series,
    Term,
    Test,
)
from specgen.syntax.clause.gathering import (
    either,
    flags_of,
    gather,
    joined_events,
    joiner_of,
    kind_of,
    sequence_of,
    sharing_objects,
    single,
    split_by,
    with_adverbs,
    with_tails,
)
from specgen.syntax.clause.meaning import test_of
from specgen.syntax.clause.parts import AmbiguousError, Base, Lead, Part, RawRule, Statement
from specgen.syntax.clause.terms import make_term

_Parts = Sequence[Any]


class ClauseBuilder:
    """One method per rule and alias of the grammar; each gets what the parts of the rule became.

    `binding` is the word, "and" or "or", that binds its neighbours more tightly where both stand in one list.
    """

    binding = "and"
    mixed = False
    """Whether there was such a list since this was last set to false."""

    def start(self, children: _Parts) -> list[Statement]:
        return [child for child in children if isinstance(child, Statement)]

    def statement(self, children: _Parts) -> Statement:
        leads, rest = split_by(children, Lead)
        subject, rules = rest[0]
        return Statement(tuple(leads), subject, tuple(rules))

    def lead(self, children: _Parts) -> Lead:
        value = children[0]
        return Lead("guards", value.value) if value.kind == "guards" else Lead("part", value)

    def leading_parts(self, children: _Parts) -> Lead:
        first, *tails = [child for child in children if isinstance(child, Part)]
        modifier: Modifier = first.value
        if tails:
            if not isinstance(modifier.what, Term | Series):
                raise AmbiguousError
            modifier = replace(modifier, what=with_tails(modifier.what, tails))
        return Lead("part", Part("modifier", modifier))

    def otherwise(self, _: _Parts) -> Lead:
        return Lead("otherwise")

    def so(self, _: _Parts) -> Lead:
        return Lead("so")

    def rule(self, children: _Parts) -> tuple[Phrase, list[RawRule]]:
        subject = children[0]
        rules = []
        level = ""
        for child in children[1:]:
            if isinstance(child, str):
                level = str(child) if kind_of(child) == "LEVEL" else level
                continue
            actions, joiner, guards = child
            first, *others = actions
            rules.append(RawRule(level, first.negated, (replace(first, negated=False), *others), joiner, tuple(guards)))
        return subject, sharing_objects(rules)

    def subject(self, children: _Parts) -> Phrase:
        phrase, *tails = children
        return with_tails(phrase, tails)

    def predicate(self, children: _Parts) -> tuple[list[Action], str, list[Guard]]:
        base, *parts = children
        return gather(base, parts)

    def base(self, children: _Parts) -> Base:
        negated, adverbs = flags_of(children)
        return Base(str(children[-1]), negated=negated, adverbs=adverbs)

    def auxiliary(self, children: _Parts) -> Base:
        negated, adverbs = flags_of(children)
        helpers = [str(child) for child in children if isinstance(child, str) and kind_of(child) == "AUX"]
        mode = next((helper for helper in helpers if helper in {"can", "need"}), "")
        main = children[-1] if isinstance(children[-1], tuple) else None
        if main is None:
            verb = next((helper for helper in reversed(helpers) if helper in {"be", "have", "do"}), helpers[-1])
            return Base(verb, negated=negated, mode="" if verb == mode else mode, adverbs=adverbs)
        kind, verb = main
        return Base(verb, passive=kind == "participle" and "be" in helpers, negated=negated, mode=mode, adverbs=adverbs)

    def participle(self, children: _Parts) -> tuple[str, str]:
        return "participle", str(children[0])

    def progressive(self, children: _Parts) -> tuple[str, str]:
        return "progressive", str(children[0])

    def bare(self, children: _Parts) -> tuple[str, str]:
        return "bare", str(children[0])

    def finite(self, children: _Parts) -> Base:
        return Base(str(children[0]))

    # what follows a verb

    def object(self, children: _Parts) -> Part:
        return Part("object", children[0])

    def adverb(self, children: _Parts) -> Part:
        return Part("adverb", str(children[0]))

    def adjunct(self, children: _Parts) -> Part:
        return Part("modifier", Modifier("while", children[1]))

    def further(self, children: _Parts) -> Part:
        return Part("further", children[1], str(children[0]))

    def further_participle(self, children: _Parts) -> Part:
        negated, adverbs = flags_of(children)
        return Part("further_participle", Base(str(children[-1]), negated=negated, adverbs=adverbs), str(children[0]))

    def further_gerund(self, children: _Parts) -> Part:
        return Part("further_in", Modifier("doing", children[1]), str(children[0]))

    def further_infinitive(self, children: _Parts) -> Part:
        return Part("further_in", Modifier("to do", Action(children[1].verb)), str(children[0]))

    def joined(self, children: _Parts) -> Part:
        return Part("further_in", children[1].value, str(children[0]))

    def gerund_object(self, children: _Parts) -> Part:
        return Part("modifier", Modifier("doing", children[0]))

    def modifier(self, children: _Parts) -> Part:
        return Part("modifier", Modifier(str(children[0]), with_adverbs(children[1:])))

    def gerund_modifier(self, children: _Parts) -> Part:
        return Part("modifier", Modifier(str(children[0]), children[1]))

    def content_modifier(self, children: _Parts) -> Part:
        relation = "since" if children[0] == "since" else f"{children[0]} which"
        return Part("modifier", Modifier(relation, children[1].value.what))

    def gerund(self, children: _Parts) -> Action:
        negated, _ = flags_of(children)
        tokens, parts = split_by(children, str)
        verbs = [str(token) for token in tokens if kind_of(token) in {"VING", "VED"}]
        base = Base(verbs[-1], passive=len(verbs) > 1, negated=negated)
        return single(base, parts)

    def infinitive(self, children: _Parts) -> Part:
        _, base, *parts = children
        joined = [part for part in parts if part.kind == "further_in" and part.value.relation == "to do"]
        if not joined:
            return Part("modifier", Modifier("to do", single(base, parts)))
        first = next(place for place, part in enumerate(parts) if part is joined[0])
        actions, joiner = [single(base, parts[:first])], joined[0].joiner
        del joiner
        modifier = Modifier("to do", actions[0])
        rest = single(Base(joined[0].value.what.verb), parts[first + 1 :])
        return Part("pair", (modifier, Modifier(f"{joined[0].joiner} to do", rest)))

    def content(self, children: _Parts) -> Part:
        events, joiners = joined_events(children)
        what = events[0] if len(events) == 1 else Junction(joiner_of(joiners), tuple(events))
        return Part("modifier", Modifier(str(children[0]), what))

    def content_subject(self, children: _Parts) -> Part:
        asked, base, *parts = children
        return Part("modifier", Modifier(str(asked), Event(None, single(base, parts))))

    def guards(self, children: _Parts) -> Part:
        joiners, guards = split_by(children, str)
        if joiners and {str(joiner) for joiner in joiners} == {"or"} and str(children[-2]) == "or":
            alike = [guard for guard in guards if guard.relation == guards[-1].relation]
            others = [guard for guard in guards if guard.relation != guards[-1].relation]
            if len(joiners) == 1 or len(joiners) == len(alike) - 1:
                return Part("guards", [*others, reduce(either, alike)])
        if any(str(joiner) == "or" for joiner in joiners):
            raise AmbiguousError
        return Part("guards", guards)

    def guard(self, children: _Parts) -> Guard:
        return Guard(str(children[0]), children[1])

    def elided(self, children: _Parts) -> Guard:
        relation, participle, *parts = children
        return Guard(str(relation), single(Base(str(participle), passive=True), parts))

    def elided_adverb(self, children: _Parts) -> Guard:
        relation, adverb, *parts = children
        return Guard(str(relation), with_tails(make_term([adverb]), parts))

    def nominal(self, children: _Parts) -> Phrase:
        phrase, *tails = children
        return with_tails(phrase, tails)

    def test(self, children: _Parts) -> Test | Junction:
        tokens, events = split_by(children, str)
        flat: list[Event] = [event for found in events for event in found[0]]
        joiners = [str(token) for token in tokens] + [joiner for found in events for joiner in found[1]]
        tests: list[Any] = [test_of(event) for event in flat]
        if len(tests) == 1:
            return test_of(flat[0])
        groups = self._bound(tests, joiners)
        if groups is None:
            return Junction(joiner_of(joiners), tuple(tests))
        outer = "or" if self.binding == "and" else "and"
        return Junction(outer, tuple(one[0] if len(one) == 1 else Junction(self.binding, tuple(one)) for one in groups))

    def event(self, children: _Parts) -> tuple[list[Event], list[str]]:
        phrase, *rest = children
        place = next(number for number, child in enumerate(rest) if isinstance(child, Base))
        subject = with_tails(phrase, rest[:place])
        others = [part.value for part in rest[place + 1 :] if part.kind == "but_not"]
        actions, joiners = sequence_of(rest[place], [part for part in rest[place + 1 :] if part.kind != "but_not"])
        events = [Event(action.object if action.verb == "" else subject, action) for action in actions]
        for phrase in others:
            action = events[-1].action
            events.append(Event(phrase, replace(action, negated=not action.negated)))
            joiners.append("and")
        return events, joiners

    def _bound(self, members: Sequence[Any], joiners: Sequence[str]) -> list[list[Any]] | None:
        """Members joined by both words, in groups of those that `binding` joins; `None` where one word joins all."""
        words = list(joiners)
        for place in range(len(words) - 2, -1, -1):
            if words[place] == ",":
                words[place] = words[place + 1]
        if len(set(words)) < 2:
            return None
        self.mixed = True
        groups = [[members[0]]]
        for word, member in zip(words, members[1:], strict=True):
            if word == self.binding:
                groups[-1].append(member)
            else:
                groups.append([member])
        return groups

    def another_verb(self, children: _Parts) -> Part:
        return Part("further", children[1], str(children[0]))

    def another_participle(self, children: _Parts) -> Part:
        return self.further_participle(children)

    def but_not(self, children: _Parts) -> Part:
        return Part("but_not", children[1], str(children[0]))

    # nouns

    def phrase(self, children: _Parts) -> Phrase:
        tokens, terms = split_by(children, str)
        if len(terms) == 1:
            return terms[0]  # type: ignore[no-any-return]  # the grammar has terms only
        joiners = [str(token) for token in tokens]
        groups = self._bound(terms, joiners)
        if groups is None:
            return Series(joiner_of(joiners), tuple(terms))
        outer = "or" if self.binding == "and" else "and"
        return Series(outer, tuple(one[0] if len(one) == 1 else Series(self.binding, tuple(one)) for one in groups))

    def term(self, children: _Parts) -> Term:
        tokens: list[str] = []
        which: list[Relative] = []
        for child in children:
            if isinstance(child, list):
                tokens += child
            elif isinstance(child, str):
                tokens.append(child)
            else:
                which.append(child)
        return replace(make_term(tokens), which=tuple(which))

    def core(self, children: _Parts) -> list[str]:
        return list(children)

    def participle_clause(self, children: _Parts) -> Relative:
        verb, *parts = children
        return Relative(single(Base(str(verb), passive=True), parts))

    def negated_participle_clause(self, children: _Parts) -> Relative:
        verb, *parts = children
        return Relative(single(Base(str(verb), passive=True, negated=True), parts))

    def ing_clause(self, children: _Parts) -> Relative:
        return Relative(self.gerund(children))

    def relative_clause(self, children: _Parts) -> Relative:
        _, base, *parts = children
        return Relative(single(base, parts))

    def object_clause(self, children: _Parts) -> Relative:
        events, _ = joined_events(children)
        if len(events) > 1:
            raise AmbiguousError
        return Relative(events[0].action, events[0].subject)
