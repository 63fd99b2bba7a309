"""A small hand-made model of a lamp device that uses every kind of fact, for tests that need a specification."""

from typing import Any

from specgen.model import (
    BinaryOp,
    Common,
    ConformanceClause,
    Constant,
    DeviceId,
    DeviceType,
    FeatureBit,
    Field,
    IndexRange,
    Item,
    Kind,
    LabelDef,
    Name,
    NormativeSection,
    Number,
    Reference,
    Register,
    Requirement,
    Role,
    Specification,
    Struct,
    Unread,
    Virtqueue,
)
from specgen.source import Span

AT = Span("content.tex", 7, 3, 9)
SECTION = ("Device Types", "Lamp Device")
DRIVER_LABEL = "drivernormative:Device Types / Lamp Device"


def make_field(name: str, **facts: Any) -> Field:
    plain: dict[str, Any] = {"type": "le32", "count": None, "offset": 0, "size": 4, "bits": None, "bit_offset": None}
    return Field(name=name, **{**plain, "fields": (), "span": AT, **facts})


def make_queue(raw: str, formula: Any, name: str, *features: str) -> Virtqueue:
    index = raw.replace("\\ldots", "..").replace(" ", "")
    return Virtqueue(index, raw, formula, name, f"Only with {features[0]}." if features else None, features, AT)


REQUIRES = (("VIRTIO_F_A",), ("VIRTIO_F_B", "VIRTIO_F_C", "VIRTIO_F_A"))
FEATURE = FeatureBit("VIRTIO_LAMP_F_DIM", 65, False, REQUIRES, "The lamp can be dimmed.", AT)
FLAGS = make_field("flags", bits=3, bit_offset=5)
STRUCT = Struct(
    name="virtio_lamp_config",
    kind="struct",
    size=None,
    fields=(
        make_field("brightness"),
        make_field("rest", type="struct", count="N", offset=4, size=None, fields=(FLAGS,)),
    ),
    legacy=False,
    section=SECTION,
    span=AT,
)
CONSTANT = Constant("VIRTIO_LAMP_OFF", None, "x + 1", "define", SECTION, AT)
LAMP = DeviceType(
    id=61,
    name="Lamp Device",
    slug="lamp",
    features=(FEATURE,),
    virtqueues=(
        make_queue("0", Number(0), "lightq"),
        make_queue("2N+1", BinaryOp("+", BinaryOp("*", Number(2), Name("N")), Number(1)), "dimq", FEATURE.name),
        make_queue("2\\ldots n", IndexRange(Number(2), Name("n")), "spareq"),
        make_queue("\\ldots", None, "moreq"),
    ),
    config="virtio_lamp_config",
    structs=(STRUCT,),
    constants=(CONSTANT, Constant("VIRTIO_LAMP_ON", 1, "1", "enum", SECTION, AT)),
    span=AT,
)
REQUIREMENT = Requirement(
    id="lamp-drv-0001",
    scope="lamp",
    role=Role.DRIVER,
    kind=Kind.NORMATIVE,
    levels=("MUST", "MUST NOT"),
    label=DRIVER_LABEL,
    section=SECTION,
    text="The driver MUST look, and MUST NOT [blink]:",
    condition="If it is dark:",
    items=(Item(None, "once"), Item("b", "twice")),
    fingerprint="0123456789ab",
    applies_if=("VIRTIO_LAMP_F_DIM is negotiated",),
    linked=True,
    span=AT,
)
TARGET = Reference("ref", DRIVER_LABEL, AT)
SPEC = Specification(
    title="Virtual Lamp",
    version="1.4",
    revision="",
    files=("virtio.tex", "content.tex"),
    device_types=(LAMP,),
    common=Common(
        features=(FEATURE,),
        structs=(STRUCT,),
        constants=(CONSTANT,),
        registers=(Register("MagicValue", "Says who it is", 0, "R", AT),),
        device_ids=(DeviceId(61, "Lamp", AT),),
    ),
    requirements=(REQUIREMENT,),
    normative_sections=(NormativeSection(Role.DRIVER, (DRIVER_LABEL,), "Lamp", SECTION, "lamp", True, AT),),
    labels=(LabelDef("sec:Device Types / Lamp Device", "Lamp Device", AT), LabelDef(DRIVER_LABEL, "Lamp", AT)),
    references=(TARGET,),
    conformance=(ConformanceClause("Lamp Driver Conformance", "sec:Conformance / Lamp", Role.DRIVER, (TARGET,), AT),),
    unread=(Unread(AT, "listing", "a device tree"),),
)
EMPTY = Specification("", "", "", (), (), Common((), (), (), (), ()), (), (), (), (), (), ())
