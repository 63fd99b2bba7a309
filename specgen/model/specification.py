"""The whole specification: device types, common facilities, requirements, and what could not be read."""

from dataclasses import dataclass

from specgen.model.feature import FeatureBit, FeatureRange
from specgen.model.layout import Constant, Struct
from specgen.model.reference import ConformanceClause, LabelDef, NormativeSection, Reference, Register
from specgen.model.requirement import Requirement
from specgen.model.section import Heading
from specgen.model.virtqueue import Virtqueue
from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Unread:
    """A region a pass could not read: nothing is dropped in silence."""

    span: Span
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeviceId:
    """A row of the table of device IDs."""

    id: int
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeviceType:
    """One device type. `id` is `None` where the text states none; `config` names a struct in `structs`."""

    id: int | None
    name: str
    slug: str
    features: tuple[FeatureBit, ...]
    virtqueues: tuple[Virtqueue, ...]
    config: str | None
    structs: tuple[Struct, ...]
    constants: tuple[Constant, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Common:
    """What all device types share: the reserved feature bits, ring and transport structs, constants, IDs."""

    features: tuple[FeatureBit, ...]
    structs: tuple[Struct, ...]
    constants: tuple[Constant, ...]
    registers: tuple[Register, ...]
    device_ids: tuple[DeviceId, ...]
    feature_ranges: tuple[FeatureRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Specification:
    """A specification as read: everything `specgen facts` writes. `files` and `headings` in the order of the text."""

    title: str
    version: str
    revision: str
    files: tuple[str, ...]
    device_types: tuple[DeviceType, ...]
    common: Common
    requirements: tuple[Requirement, ...]
    normative_sections: tuple[NormativeSection, ...]
    labels: tuple[LabelDef, ...]
    references: tuple[Reference, ...]
    conformance: tuple[ConformanceClause, ...]
    unread: tuple[Unread, ...]
    headings: tuple[Heading, ...] = ()
