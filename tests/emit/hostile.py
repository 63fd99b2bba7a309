"""A specification whose every name is chosen to break out of generated code."""

from dataclasses import replace

from emit.models import N, constant, device, feature, field, plus, queue, requirement, specification, struct, times
from lamp_model import AT

from specgen.model import Common, DeviceId, Item, Register, Role, Specification

QUOTES = '"""\nraise SystemExit("out")\n"""'
NASTY = [
    QUOTES,
    "'''",
    "\\",
    '"',
    "a\nimport os",
    "\x00\u2028\ud800",
    "{{ 7 * 7 }}{% raw %}",
    "# type: ignore",
    "",
    "\u4e2d" * 50,
    "word " * 80,
    "a" * 400,
]
SLUGS = ["__init__", "class", "../x", "x", "x", "X", "common", "", "con", "a" * 300, QUOTES, "\n"]


def hostile_device(slug: str, number: int) -> object:
    """A device type with every nasty name in every place."""
    features = [feature(f"VIRTIO_X_F_{text}", bit) for bit, text in enumerate(NASTY)]
    features += [feature("class", 40, features[0].name), feature("MRO", 41, ("nothing",)), feature("10G", 42)]
    queues = [queue(index, text, features[0].name, condition=QUOTES) for index, text in enumerate(NASTY)]
    queues += [
        queue(20, "class"),
        queue(times(2, plus(N, 20)), f"{QUOTES}N"),
        queue(plus(times(2, plus(N, 20)), 1), "evil))N"),
    ]
    fields = [field(text, "u8", offset=index, size=1) for index, text in enumerate(NASTY)]
    fields += [field(name) for name in ("class", "None", "SIZE", "pack", "int", "le32", "Layout", "__init__", "self")]
    fields += [
        field("lengths", count=QUOTES),
        field("other", "u8", count="class"),
        field("odd", "u8", count="byteorder"),
        field("types", QUOTES),
        field("last", "struct", fields=(field(QUOTES, "le16", bits=3), field("b", "le16", bits=13))),
    ]
    structs = [struct(text, *fields) for text in NASTY]
    structs += [struct(name, field("x", offset=0, size=4), size=4) for name in ("Layout", "int", "XFeature", "balloon")]
    structs += [struct("virtio_x_config", field("class", offset=0, size=4), field('"', offset=4, size=4), size=8)]
    structs += [struct("u", field("a", offset=0, size=4), field("class", "u8"), kind="union", size=4)]
    constants = [constant(text, index, QUOTES) for index, text in enumerate(NASTY)]
    constants += [constant("Final", 1), constant("print", 2), constant("NONE", None), constant("X", -1, "0xfF")]
    return device(
        slug,
        id=[None, -1, 1 << 80, number][number % 4],
        name=NASTY[number % len(NASTY)],
        features=features,
        virtqueues=queues,
        structs=structs,
        constants=constants,
        config="virtio_x_config",
    )


def hostile_specification() -> Specification:
    """Two device types with one slug, a device named `__init__`, and worse."""
    devices = [hostile_device(slug, number) for number, slug in enumerate(SLUGS)]
    requirements = [
        requirement(
            text,
            id=NASTY[-index],
            scope=scope,
            role=role,
            label=NASTY[index - 3] or None,
            section=(text, "Evil"),
            levels=("MUST", text),
            items=(Item(text, text),),
            condition=text,
            applies_if=(text, "VIRTIO_X_F_A is negotiated"),
            fingerprint=text,
        )
        for index, text in enumerate(NASTY)
        for scope in (SLUGS[index], "nowhere", "x")
        for role in Role
    ]
    common = Common(
        tuple(feature(f"VIRTIO_F_{text}", 24 + bit) for bit, text in enumerate(NASTY)),
        tuple(struct(text, field(text)) for text in NASTY),
        tuple(constant(text, 1) for text in NASTY),
        tuple(Register(text, text, index // 2, text, AT) for index, text in enumerate((*NASTY, "name", "mro"))),
        tuple(DeviceId(index // 2, text, AT) for index, text in enumerate(NASTY)),
    )
    made = specification(*devices, requirements=tuple(requirements))
    return replace(made, title=QUOTES, version="1\n2", revision=QUOTES, common=common)
