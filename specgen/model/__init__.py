"""The typed model of a specification: frozen dataclasses, every thing from the text with its span, no logic."""

from specgen.model.feature import FeatureBit, FeatureRange
from specgen.model.formula import BinaryOp, Formula, IndexRange, Name, Number
from specgen.model.layout import Constant, Field, Struct
from specgen.model.reference import ConformanceClause, LabelDef, NormativeSection, Reference, Register
from specgen.model.requirement import Item, Kind, Requirement, Role
from specgen.model.section import Heading
from specgen.model.specification import Common, DeviceId, DeviceType, Specification, Unread
from specgen.model.virtqueue import Virtqueue

__all__ = [
    "BinaryOp",
    "Common",
    "ConformanceClause",
    "Constant",
    "DeviceId",
    "DeviceType",
    "FeatureBit",
    "FeatureRange",
    "Field",
    "Formula",
    "Heading",
    "IndexRange",
    "Item",
    "Kind",
    "LabelDef",
    "Name",
    "NormativeSection",
    "Number",
    "Reference",
    "Register",
    "Requirement",
    "Role",
    "Specification",
    "Struct",
    "Unread",
    "Virtqueue",
]
