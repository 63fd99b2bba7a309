"""Labels, what refers to them, normative sections, conformance clauses and MMIO registers."""

from dataclasses import dataclass

from specgen.model.requirement import Role
from specgen.source import Span


@dataclass(frozen=True, slots=True)
class LabelDef:
    r"""A `\label`, a label option of a listing, or the one a normative macro makes; `title` is its heading's."""

    name: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """A use of a label; `macro` is ref, nameref, hyperref or pageref. `label` has its white space folded."""

    macro: str
    label: str
    span: Span


@dataclass(frozen=True, slots=True)
class NormativeSection:
    """A driver or device normative section; `labels` has two for one written by hand with both."""

    role: Role
    labels: tuple[str, ...]
    title: str
    section: tuple[str, ...]
    scope: str
    linked: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ConformanceClause:
    """A conformance clause: its title and label, and the labels its list names, each with its span."""

    title: str
    label: str | None
    role: Role
    targets: tuple[Reference, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Register:
    r"""An MMIO register of `\mmioreg` or half of a `\mmiodreg`; `offset` in bytes, `direction` R, W or RW."""

    name: str
    function: str
    offset: int | None
    direction: str
    span: Span
