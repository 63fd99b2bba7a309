"""A device type -> a page: its queues, bits, layouts, constants and requirements at a glance."""

from specgen.cli.page import INDEX, PLACE, Column, Heading, Page, Table, place
from specgen.cli.views.layout import layout_table
from specgen.cli.views.requirement import levels_table, sections_table
from specgen.model import DeviceType, FeatureBit, Specification, Struct, Virtqueue

_NAME = Column("name", "strong")


def device_page(spec: Specification, device: DeviceType) -> Page:
    """The device type at a glance."""
    number = "no device ID" if device.id is None else f"device ID {device.id}"
    home = device.span.file
    config = [struct for struct in device.structs if struct.name == device.config]
    return (
        Heading(device.name, f"{number} · {device.slug} · {place(device.span)}"),
        queues_table(device.virtqueues, home),
        features_table("Feature bits", device.features, home),
        *(layout_table(struct, home, "Configuration layout ") for struct in config),
        structs_table(tuple(struct for struct in device.structs if struct not in config), home),
        constants_table(device, home),
        levels_table(tuple(found for found in spec.requirements if found.scope == device.slug)),
        sections_table(spec, device.slug, home),
    )


def queues_table(queues: tuple[Virtqueue, ...], home: str) -> Table:
    """Virtqueues with what they depend on."""
    rows = tuple((queue.index, queue.name, _exists(queue), place(queue.span, home)) for queue in queues)
    return Table("Virtqueues", (INDEX, _NAME, Column("exists"), PLACE), rows)


def features_table(title: str, features: tuple[FeatureBit, ...], home: str) -> Table:
    """Feature bits with what they require."""
    columns = (Column("bit", "number", right=True), _NAME, Column("requires"), PLACE)
    rows = tuple(
        (str(bit.bit), f"{bit.name} (legacy)" if bit.legacy else bit.name, required(bit), place(bit.span, home))
        for bit in features
    )
    return Table(title, columns, rows)


def structs_table(structs: tuple[Struct, ...], home: str) -> Table:
    """Other layouts, a line each."""
    rows = tuple(
        (
            "varies" if struct.size is None else str(struct.size),
            f"{struct.kind} {struct.name}" + (" (legacy)" if struct.legacy else ""),
            str(len(struct.fields)),
            place(struct.span, home),
        )
        for struct in structs
    )
    columns = (Column("bytes", "number", right=True), _NAME, Column("fields", "number", right=True), PLACE)
    return Table("Other layouts (specgen show NAME for one)", columns, rows)


def constants_table(device: DeviceType, home: str) -> Table:
    """Constants with their values as written; one that stands in a listing and in prose is one row."""
    places: dict[tuple[str, str], list[str]] = {}
    for constant in device.constants:
        known = constant.expression if constant.value is None else str(constant.value)
        places.setdefault((known, constant.name), []).append(place(constant.span, home))
    rows = tuple((value, name, ", ".join(where)) for (value, name), where in places.items())
    return Table("Constants", (Column("value", "number", right=True), _NAME, PLACE), rows)


def required(feature: FeatureBit) -> str:
    """`A and (B or C)`."""
    several = len(feature.requires) > 1
    parts = (" or ".join(names) for names in feature.requires)
    return " and ".join(f"({part})" if several and " or " in part else part for part in parts)


def _exists(queue: Virtqueue) -> str:
    if queue.features:
        return f"with {', '.join(queue.features)}"
    return queue.condition or ("" if queue.formula is None else "always")
