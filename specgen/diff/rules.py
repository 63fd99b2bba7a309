"""A difference -> its effect and the reason: one table, read from the top, where the first row that fits decides."""

from typing import NamedTuple

from specgen.diff.change import Action, Change, Difference, Effect, Thing, Trait

_B, _X, _E = Effect.BREAKING, Effect.EXTENDING, Effect.EDITORIAL
_T, _A, _R = Thing, Action, Trait


class Rule(NamedTuple):
    """A row: it fits a difference of this thing and action that has all these traits."""

    thing: Thing
    action: Action
    traits: frozenset[Trait]
    effect: Effect
    reason: str


def _rule(thing: Thing, action: Action, traits: tuple[Trait, ...], effect: Effect, reason: str) -> Rule:
    return Rule(thing, action, frozenset(traits), effect, reason)


# fmt: off
RULES: tuple[Rule, ...] = (
    # Device types and their IDs
    _rule(_T.DEVICE_TYPE, _A.ADDED, (), _X, "nothing that exists is of a new device type"),
    _rule(_T.DEVICE_TYPE, _A.REMOVED, (), _B, "devices and drivers of this type have nothing left to conform to"),
    _rule(_T.DEVICE_TYPE, _A.RENAMED, (), _E, "the device ID tells device types apart, not the name"),
    _rule(_T.DEVICE_TYPE, _A.RENUMBERED, (), _B, "drivers find the device by its ID"),
    _rule(_T.DEVICE_ID, _A.ADDED, (), _X, "an ID that was free is reserved"),
    _rule(_T.DEVICE_ID, _A.REMOVED, (), _B, "the ID is free for another device type"),
    _rule(_T.DEVICE_ID, _A.RENAMED, (), _E, "the number tells device types apart, not the name"),
    _rule(_T.DEVICE_ID, _A.RENUMBERED, (), _B, "drivers find the device by its ID"),
    # Feature bits
    _rule(_T.FEATURE, _A.ADDED, (), _X, "who does not know the bit does not negotiate it"),
    _rule(_T.FEATURE, _A.REMOVED, (_R.LEGACY,), _X, "the bit was for the legacy interface only"),
    _rule(_T.FEATURE, _A.REMOVED, (), _B, "who offers or accepts the bit has nothing left to go by"),
    _rule(_T.FEATURE, _A.RENUMBERED, (), _B, "the bit is negotiated by its number"),
    _rule(_T.FEATURE, _A.RENAMED, (), _E, "the bit is negotiated by its number, not by its name"),
    _rule(_T.FEATURE, _A.LEGACY, (_R.STRICTER,), _B, "devices that are not transitional may no longer offer the bit"),
    _rule(_T.FEATURE, _A.LEGACY, (), _X, "the bit may now be used without the legacy interface"),
    _rule(_T.FEATURE, _A.REQUIRES, (_R.LOOSER,), _X, "combinations that were refused are now allowed"),
    _rule(_T.FEATURE, _A.REQUIRES, (), _B, "a combination of bits that was allowed may now be refused"),
    # Virtqueues
    _rule(_T.VIRTQUEUE, _A.ADDED, (_R.NEW_OWNER,), _X, "it comes with its device type"),
    _rule(_T.VIRTQUEUE, _A.ADDED, (_R.GATED,), _X, "the queue exists only where its feature is negotiated"),
    _rule(_T.VIRTQUEUE, _A.ADDED, (), _B, "every device must now have the queue"),
    _rule(_T.VIRTQUEUE, _A.REMOVED, (), _B, "who uses the queue has nothing left to go by"),
    _rule(_T.VIRTQUEUE, _A.RENUMBERED, (), _B, "queues are found by their number"),
    _rule(_T.VIRTQUEUE, _A.RENAMED, (), _E, "queues are found by their number, not by their name"),
    _rule(_T.VIRTQUEUE, _A.GATE, (), _B, "the queue exists under other features than before"),
    _rule(_T.VIRTQUEUE, _A.CONDITION, (_R.SUBSTANCE,), _B, "names, numbers or denials in its condition changed"),
    _rule(_T.VIRTQUEUE, _A.CONDITION, (), _E, "only the wording of its condition changed"),
    # Structs and fields
    _rule(_T.STRUCT, _A.ADDED, (), _X, "a new layout moves no other"),
    _rule(_T.STRUCT, _A.REMOVED, (_R.LEGACY,), _X, "the layout was for the legacy interface only"),
    _rule(_T.STRUCT, _A.REMOVED, (), _B, "who uses the layout has nothing left to go by"),
    _rule(_T.STRUCT, _A.RENAMED, (), _E, "names are not on the wire"),
    _rule(_T.STRUCT, _A.TYPE, (), _B, "members of a union overlap, those of a struct follow each other"),
    _rule(_T.FIELD, _A.ADDED, (_R.RESERVED,), _X, "it takes bytes that were reserved; nothing moves"),
    _rule(_T.FIELD, _A.ADDED, (_R.AT_END, _R.CONFIG), _X, "it stands at the end of the configuration layout"),
    _rule(_T.FIELD, _A.ADDED, (_R.AT_END,), _B, "the structure is longer than its reader expects"),
    _rule(_T.FIELD, _A.ADDED, (), _B, "it stands before others, which move"),
    _rule(_T.FIELD, _A.REMOVED, (_R.RESERVED,), _X, "reserved bytes are put to use; nothing moves"),
    _rule(_T.FIELD, _A.REMOVED, (), _B, "who reads or writes the field finds something else there"),
    _rule(_T.FIELD, _A.MOVED, (), _B, "fields are found by their offset"),
    _rule(_T.FIELD, _A.RENAMED, (), _E, "names are not on the wire; place and type are the same"),
    _rule(_T.FIELD, _A.TYPE, (), _B, "its bytes are read in another way"),
    _rule(_T.FIELD, _A.LENGTH, (_R.RESERVED,), _X, "reserved bytes are put to use; nothing moves"),
    _rule(
        _T.FIELD, _A.LENGTH, (_R.AT_END, _R.CONFIG, _R.STRICTER), _X, "it grows at the end of the configuration layout"
    ),
    _rule(_T.FIELD, _A.LENGTH, (), _B, "it takes another number of bytes"),
    # Constants and registers
    _rule(_T.CONSTANT, _A.ADDED, (), _X, "a value that had no meaning has one"),
    _rule(_T.CONSTANT, _A.REMOVED, (), _B, "who uses the value has nothing left to go by"),
    _rule(_T.CONSTANT, _A.RENAMED, (), _E, "the value is on the wire, not the name"),
    _rule(_T.CONSTANT, _A.VALUE, (), _B, "the value is on the wire"),
    _rule(_T.REGISTER, _A.ADDED, (), _X, "an offset that was reserved has a register"),
    _rule(_T.REGISTER, _A.REMOVED, (), _B, "who uses the register has nothing left to go by"),
    _rule(_T.REGISTER, _A.RENAMED, (), _E, "registers are found by their offset"),
    _rule(_T.REGISTER, _A.MOVED, (), _B, "registers are found by their offset"),
    _rule(_T.REGISTER, _A.TYPE, (), _B, "it is read or written where it was not before, or the reverse"),
    # Requirements: what stands outside normative sections binds nobody
    *(
        _rule(_T.REQUIREMENT, action, (_R.INFORMATIVE,), _E, "it stands outside the normative sections")
        for action in (_A.ADDED, _A.REMOVED, _A.MOVED, _A.REWORDED, _A.LEVEL, _A.NEGATION, _A.APPLICABILITY, _A.ITEMS)
    ),
    _rule(_T.REQUIREMENT, _A.ADDED, (_R.NEW_OWNER,), _X, "it comes with its device type"),
    _rule(_T.REQUIREMENT, _A.ADDED, (_R.NEW_FEATURE,), _X, "it concerns only who uses what is new as well"),
    _rule(_T.REQUIREMENT, _A.ADDED, (_R.OBLIGATION,), _B, "what conforms today may not do this"),
    _rule(_T.REQUIREMENT, _A.ADDED, (_R.ADVICE,), _X, "advice: what conforms today still does"),
    _rule(_T.REQUIREMENT, _A.ADDED, (), _X, "a permission: what conforms today still does"),
    _rule(_T.REQUIREMENT, _A.REMOVED, (_R.GONE_OWNER,), _E, "it goes with its device type, which is listed"),
    _rule(_T.REQUIREMENT, _A.REMOVED, (_R.OBLIGATION,), _X, "less is asked for; a peer can no longer rely on it"),
    _rule(_T.REQUIREMENT, _A.REMOVED, (_R.ADVICE,), _X, "the advice is gone"),
    _rule(_T.REQUIREMENT, _A.REMOVED, (), _B, "who makes use of the permission may stop conforming"),
    _rule(_T.REQUIREMENT, _A.MOVED, (), _E, "it stands elsewhere and says the same"),
    _rule(_T.REQUIREMENT, _A.NEGATION, (_R.LOOSER,), _X, "what was ruled out is now allowed"),
    _rule(_T.REQUIREMENT, _A.NEGATION, (), _B, "what was asked for is now ruled out, or the reverse"),
    _rule(_T.REQUIREMENT, _A.LEVEL, (_R.NEW_FEATURE, _R.STRICTER), _X, "it concerns only who uses what is new"),
    _rule(_T.REQUIREMENT, _A.LEVEL, (_R.STRICTER, _R.OBLIGATION), _B, "what was advice or permission is now a must"),
    _rule(_T.REQUIREMENT, _A.LEVEL, (_R.STRICTER,), _X, "advised, but not a must: what conforms today still does"),
    _rule(_T.REQUIREMENT, _A.LEVEL, (_R.LOOSER,), _X, "less is asked for"),
    _rule(_T.REQUIREMENT, _A.LEVEL, (), _E, "another keyword of the same force"),
    _rule(_T.REQUIREMENT, _A.ROLE, (), _B, "it binds somebody else"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (_R.NEW_FEATURE,), _X, "the case that is new concerns only what is new"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (_R.LOOSER, _R.OBLIGATION), _X, "it applies in fewer cases"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (_R.STRICTER, _R.OBLIGATION), _B, "it applies in more cases"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (_R.LOOSER,), _B, "what was allowed or advised is so in fewer cases"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (_R.STRICTER,), _X, "it is allowed or advised in more cases"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (_R.SUBSTANCE,), _B, "it may apply in other cases than before"),
    _rule(_T.REQUIREMENT, _A.APPLICABILITY, (), _E, "only the wording of its condition changed"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (_R.NEW_FEATURE,), _X, "what is added to its list concerns only what is new"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (_R.STRICTER, _R.OBLIGATION), _B, "its list asks for more"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (_R.STRICTER,), _X, "its list allows or advises more"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (_R.LOOSER, _R.PERMISSION), _B, "its list allows less"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (_R.LOOSER,), _X, "its list asks for less"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (_R.SUBSTANCE,), _B, "names, numbers or conditions in its list changed"),
    _rule(_T.REQUIREMENT, _A.ITEMS, (), _E, "only the wording of its list changed"),
    _rule(_T.REQUIREMENT, _A.REWORDED, (_R.NEW_FEATURE,), _X, "the names it gained are of what is new as well"),
    _rule(
        _T.REQUIREMENT,
        _A.REWORDED,
        (_R.SUBSTANCE,),
        _B,
        "names, numbers, conditions or denials in it changed, so its meaning may have",
    ),
    _rule(_T.REQUIREMENT, _A.REWORDED, (), _E, "level, names, numbers and conditions are the same"),
    # Conformance links
    _rule(_T.LINK, _A.ADDED, (_R.NEW_OWNER,), _X, "the section is new, and a clause lists it"),
    _rule(_T.LINK, _A.ADDED, (), _B, "the section binds nobody before a clause lists it"),
    _rule(_T.LINK, _A.REMOVED, (), _X, "no clause asks for the section any more"),
    _rule(_T.LINK, _A.MISSING, (), _E, "no clause lists the new section, so nobody has to conform to it"),
)
# fmt: on

_BY_KIND: dict[tuple[Thing, Action], list[Rule]] = {}
for _row in RULES:
    _BY_KIND.setdefault((_row.thing, _row.action), []).append(_row)


def classify(difference: Difference) -> Change:
    """The change that a difference is."""
    rule = next(
        rule for rule in _BY_KIND[difference.thing, difference.action] if rule.traits <= difference.traits
    )  # fmt: skip
    return Change(
        difference.thing,
        difference.action,
        difference.scope,
        difference.name,
        difference.old,
        difference.new,
        difference.before,
        difference.after,
        rule.effect,
        rule.reason,
    )
