"""What a listing declares, as values: structs, enums, defines, with the offsets at which they stand in its text.

Every `start` and `end` counts characters from the beginning of the listing; `end` is one past the last one.
"""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Declarator:
    """A name with its array lengths: `foo[N][6]` has the dimensions ("N", "6"), `foo[]` has ("",).

    `pointer` counts the stars before the name; `width` is the text after the colon of a bit field.
    """

    name: str
    dimensions: tuple[str, ...] = ()
    width: str | None = None
    pointer: int = 0


class MemberKind(StrEnum):
    """How a member is written: `FIELD` has a type by name, the others say what stands in their braces or instead."""

    FIELD = "field"
    INLINE = "inline"
    BIT_GROUP = "bit group"
    ELLIPSIS = "ellipsis"


@dataclass(frozen=True, slots=True)
class Enumerator:
    """One name of an enum; `value` is the expression as written, `None` where it continues the one before."""

    name: str
    value: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enum with its names in order; `name` is "" for an anonymous one."""

    name: str
    enumerators: tuple[Enumerator, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a struct or union.

    `type` is "le32", "struct virtio_x", "struct" (anonymous, inline) or the integer a group of bits lies in; an
    ellipsis has the type "...". `members` are those of an inline struct or union, or the bits of a group;
    `enumeration` is an inline enum.
    """

    kind: MemberKind
    type: str
    declarator: Declarator
    members: tuple["Member", ...]
    start: int
    end: int
    enumeration: Enumeration | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A struct or union; `name` is "" for an anonymous one, `declarator` what follows the closing brace."""

    kind: str
    name: str
    members: tuple[Member, ...]
    packed: bool
    declarator: Declarator | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Define:
    """`#define name expression`; `parameters` is `None` unless it is a macro with arguments.

    Comments, line joins and remarks in prose are not in `expression`.
    """

    name: str
    parameters: tuple[str, ...] | None
    expression: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """Any other line of the preprocessor, such as `#ifdef LEGACY`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alias:
    """A `typedef`: `name` stands for `type`."""

    name: str
    type: str
    declarator: Declarator
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A declaration outside structs, `le64 offloads;`: what a command carries besides its header."""

    type: str
    declarator: Declarator
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text that is no declaration and does not pretend to be one: code, formulas, ASN.1, device trees, pictures."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A declaration, or a part of one, that could not be read, and why."""

    reason: str
    start: int
    end: int


class FlawKind(StrEnum):
    """Slips in a listing that do not keep it from being read."""

    MISSING_SEMICOLON = "missing-semicolon"
    MISSING_COMMA = "missing-comma"
    COMMA_FOR_SEMICOLON = "comma-for-semicolon"
    STRAY_SEMICOLON = "stray-semicolon"
    UNCLOSED_COMMENT = "unclosed-comment"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A slip and where it is; for something missing, `start` is where it should stand and `end` equals it.

    `subject` names what it concerns: a member, a struct, a constant; "" for a comment.
    """

    kind: FlawKind
    subject: str
    start: int
    end: int


Declaration = Aggregate | Enumeration | Define | Directive | Alias | Variable


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as read, each list in the order of the text.

    What stands inside a struct besides its members (defines, directives, enums) follows the struct in `declarations`;
    inline structs stay inside their member.
    """

    declarations: tuple[Declaration, ...]
    leftovers: tuple[Leftover, ...]
    unread: tuple[UnreadPart, ...]
    flaws: tuple[Flaw, ...]

    @property
    def is_other(self) -> bool:
        """Whether the listing shows something else than declarations: code, ASN.1, a device tree, a formula."""
        return not self.declarations and not self.unread
