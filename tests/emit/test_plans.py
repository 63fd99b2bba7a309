from emit.models import N, constant, device, feature, field, plus, queue, specification, struct, times, up_to

from specgen.emit.layouts import DEEPEST
from specgen.emit.plan import PackagePlan, plan_build
from specgen.emit.pyformat import one_line
from specgen.emit.violations import violations
from specgen.model import DeviceType


def plan(one: DeviceType, **facts: object) -> PackagePlan:
    return plan_build(specification(one, **facts), text="none").devices[0]


def reasons(package: PackagePlan) -> list[tuple[str, str, str]]:
    return [(limit.output, limit.name, limit.reason) for limit in package.limits]


# Features.


def test_a_bit_stated_twice_is_an_alias() -> None:
    found = plan(
        device("x", features=[feature("VIRTIO_X_F_A", 3), feature("VIRTIO_X_F_B", 3), feature("VIRTIO_X_F_A", 3)])
    )
    assert [(one.name, one.alias_of) for one in found.features.members] == [("A", None), ("B", "A")]


def test_a_bit_is_a_legacy_one_only_if_no_current_feature_has_it() -> None:
    bits = [
        feature("VIRTIO_X_F_A", 1),
        feature("VIRTIO_X_F_OLD", 1, legacy=True),
        feature("VIRTIO_X_F_B", 2, legacy=True),
    ]
    assert [one.name for one in plan(device("x", features=bits)).features.legacy] == ["B"]


def test_two_features_that_would_have_one_name_get_two() -> None:
    found = plan(device("x", features=[feature("VIRTIO_X_F_A-B", 1), feature("VIRTIO_X_F_A_B", 2)]))
    assert [one.name for one in found.features.members] == ["A_B", "A_B_2"]


def test_bits_no_device_can_have_are_limits() -> None:
    found = plan(device("x", features=[feature("VIRTIO_X_F_A", 10**9), feature("VIRTIO_X_F_B", -1)]))
    assert not found.features.members
    assert [reason for _, _, reason in reasons(found)] == [
        "bit 1000000000 is none a device can have",
        "bit -1 is none a device can have",
    ]


def test_rules_name_features_of_the_device_type_and_common_ones() -> None:
    bits = [feature("VIRTIO_X_F_A", 1, "VIRTIO_F_RING_PACKED", ("VIRTIO_X_F_A", "VIRTIO_X_F_GONE"))]
    found = plan(device("x", features=bits), common=(feature("VIRTIO_F_RING_PACKED", 34),))
    ((one, clauses),) = found.features.requires
    assert one.name == "A"
    assert [[option.reference for option in clause] for clause in clauses] == [["CommonFeature.RING_PACKED"]]
    assert ("features", "VIRTIO_X_F_A", "it requires VIRTIO_X_F_GONE, which is no feature of the text") in reasons(
        found
    )


# Violations.


def broken_sets(*bits: object) -> dict[str, tuple[list[str], str, list[str]]]:
    found = plan(device("x", features=list(bits)), common=(feature("VIRTIO_F_VERSION_1", 32),))
    return {
        f"{one.feature.name} without {'|'.join(option.name for option in one.clause)}": (
            [option.name for option in one.broken],
            one.blamed.name,
            [option.name for option in one.kept],
        )
        for one in violations(found.features, "x")[0]
    }


def test_each_rule_is_broken_alone_where_that_is_possible() -> None:
    found = broken_sets(
        feature("VIRTIO_X_F_CTRL", 1),
        feature("VIRTIO_X_F_RSS", 2, "VIRTIO_X_F_CTRL"),
        feature("VIRTIO_X_F_REPORT", 3),
        feature("VIRTIO_X_F_TUNNEL", 4, "VIRTIO_X_F_CTRL", ("VIRTIO_X_F_RSS", "VIRTIO_X_F_REPORT")),
        feature("VIRTIO_X_F_CONTEXT", 5, "VIRTIO_X_F_CTRL", "VIRTIO_X_F_RSS"),
    )
    assert found == {
        "RSS without CTRL": (["RSS"], "RSS", ["RSS", "CTRL"]),
        "TUNNEL without CTRL": (["TUNNEL", "REPORT"], "TUNNEL", ["TUNNEL", "CTRL", "RSS"]),
        "TUNNEL without RSS|REPORT": (["TUNNEL", "CTRL"], "TUNNEL", ["TUNNEL", "CTRL", "RSS"]),
        "CONTEXT without CTRL": (["CONTEXT", "RSS"], "RSS", ["CONTEXT", "CTRL", "RSS"]),
        "CONTEXT without RSS": (["CONTEXT", "CTRL"], "CONTEXT", ["CONTEXT", "CTRL", "RSS"]),
    }


def test_rules_the_runtime_cannot_break_are_limits() -> None:
    bits = [
        feature("VIRTIO_X_F_A", 1, "VIRTIO_F_VERSION_1"),
        feature("VIRTIO_X_F_B", 2, "VIRTIO_F_ADMIN_VQ"),
        feature("VIRTIO_X_F_C", 3, "VIRTIO_X_F_C"),
    ]
    common = (feature("VIRTIO_F_VERSION_1", 32), feature("VIRTIO_F_ADMIN_VQ", 41))
    package = plan(device("x", features=bits), common=common)
    found, limits = violations(package.features, "x")
    assert not found
    assert [limit.name for limit in limits] == ["VIRTIO_X_F_A", "VIRTIO_X_F_B", "VIRTIO_X_F_C"]
    assert set(limits) <= set(package.limits)


def test_rules_in_a_circle_end() -> None:
    found = broken_sets(feature("VIRTIO_X_F_A", 1, "VIRTIO_X_F_B"), feature("VIRTIO_X_F_B", 2, "VIRTIO_X_F_A"))
    assert found["A without B"] == (["A"], "A", ["A", "B"])


# Virtqueues.


def lines(*queues: object, **facts: object) -> list[tuple[str, object, str | None]]:
    found = plan(device("x", virtqueues=list(queues), **facts))
    assert not found.queues.limits
    return [(line.key, line.index, line.each) for line in found.queues.lines]


def test_families_of_formulas_share_a_key() -> None:
    assert lines(
        queue(0, "receiveq1"),
        queue(1, "transmitq1"),
        queue(None, ""),
        queue(times(2, plus(N, -1)), "receiveqN"),
        queue(plus(times(2, plus(N, -1)), 1), "transmitqN"),
        queue(times(2, N), "controlq"),
    ) == [
        ("receiveq", 0, None),
        ("transmitq", 1, None),
        ("receiveq", "2(N-1)", "N"),
        ("transmitq", "2(N-1)+1", "N"),
        ("controlq", "2N", None),
    ]


def test_a_list_that_ends_in_dots_goes_on_as_it_began() -> None:
    assert lines(
        queue(0, "receiveq(port0)"),
        queue(1, "transmitq(port0)"),
        queue(2, "control receiveq"),
        queue(3, "control transmitq"),
        queue(4, "receiveq(port1)"),
        queue(5, "transmitq(port1)"),
        queue(None, ""),
    ) == [
        ("receiveq", 0, None),
        ("transmitq", 1, None),
        ("control_receiveq", 2, None),
        ("control_transmitq", 3, None),
        ("receiveq", "2N+2", "N"),
        ("transmitq", "2N+3", "N"),
    ]


def test_a_list_that_ends_in_dots_for_no_reason_is_a_limit() -> None:
    found = plan(device("x", virtqueues=[queue(0, "aq"), queue(None, "")]))
    assert reasons(found) == [("virtqueues", "...", "nothing says how the list of virtqueues goes on")]


def test_the_least_value_that_gives_every_line_a_number_is_the_default() -> None:
    found = plan(device("x", virtqueues=[queue(0, "aq"), queue(1, "bq"), queue(up_to(2, "n"), "request queues")]))
    assert found.queues.bindings == {"n": 2}
    assert [line.key for line in found.queues.lines] == ["aq", "bq", "request_queues"]
    found = plan(device("x", virtqueues=[queue(N, "aq"), queue(1, "bq")]))
    assert found.queues.bindings == {"N": 2}


def test_a_number_two_queues_claim_goes_to_the_first() -> None:
    found = plan(device("x", virtqueues=[queue(0, "aq"), queue(0, "bq"), queue(70000, "cq")]))
    assert [line.key for line in found.queues.lines] == ["aq"]
    assert [name for _, name, _ in reasons(found)] == ["bq", "cq"]


def test_a_queue_is_gated_by_features_it_needs_all_of() -> None:
    bits = [feature("VIRTIO_X_F_A", 1), feature("VIRTIO_X_F_B", 2)]
    queues = [
        queue(0, "aq", "VIRTIO_X_F_A", "VIRTIO_X_F_B"),
        queue(1, "bq", "VIRTIO_X_F_A", "VIRTIO_X_F_B", condition="bq exists if VIRTIO_X_F_A or VIRTIO_X_F_B is."),
        queue(2, "cq", "VIRTIO_X_F_GONE"),
    ]
    found = plan(device("x", features=bits, virtqueues=queues))
    assert [[gate.name for gate in line.gates] for line in found.queues.lines] == [["A", "B"], [], []]
    assert reasons(found) == [
        ("virtqueues", "bq", "it exists with any of VIRTIO_X_F_A, VIRTIO_X_F_B: not checked"),
        ("virtqueues", "cq", "it depends on VIRTIO_X_F_GONE, which is no feature of the text"),
    ]


# Layouts.


def classes(*structs: object) -> tuple[dict[str, dict[str, str]], PackagePlan]:
    found = plan(device("x", structs=list(structs)))
    return {
        one.name: {member.name: str(one_line(member.annotation)) for member in one.members}
        for one in found.layouts.structs
    }, found


def test_members_read_like_the_listing() -> None:
    found, package = classes(
        struct("virtio_x_geometry", field("cylinders", "le16"), size=2),
        struct(
            "virtio_x",
            field("id", "le32"),
            field("geometry", "struct virtio_x_geometry"),
            field("mac", "u8", count=6),
            field("name", "char", count="N"),
            field("entries", "be16"),
            field("macs", "u8", count="entries", inner=(6,)),
            field("pairs", "le16", count=3, inner=(2,)),
            field("many", "struct virtio_x_geometry", count="Queue Size"),
            field("class", "uint64_t"),
            field("data", "u8", count=""),
        ),
    )
    assert found["VirtioX"] == {
        "id": "le32",
        "geometry": "VirtioXGeometry",
        "mac": "Annotated[bytes, Array(6)]",
        "name": 'Annotated[bytes, Array("N")]',
        "entries": "be16",
        "macs": 'Annotated[tuple[Annotated[bytes, Array(6)], ...], Array("entries")]',
        "pairs": "Annotated[tuple[Annotated[tuple[le16, ...], Array(2)], ...], Array(3)]",
        "many": 'Annotated[tuple[VirtioXGeometry, ...], Array("queue_size")]',
        "class_": "u64",
        "data": "Annotated[bytes, Array()]",
    }
    assert not package.limits


def test_structs_stand_before_their_users() -> None:
    found, _ = classes(
        struct("a", field("b", "struct b")), struct("b", field("c", "struct c")), struct("c", field("x"))
    )
    assert list(found) == ["C", "B", "A"]


def test_structs_without_a_name_get_one() -> None:
    found, _ = classes(
        struct(
            "virtio_x",
            field("flags", "struct", fields=(field("x"),)),
            field("", "union", fields=(field("a"), field("", "struct", fields=(field("b", "u8"),)))),
            field("", "struct", fields=(field("inline", "u8"), field("x", "u8"))),
        ),
        struct("", field("y")),
    )
    assert found == {
        "VirtioXFlags": {"x": "le32"},
        "VirtioXUnionStruct": {"b": "u8"},
        "VirtioXUnion": {"a": "le32", "struct": "VirtioXUnionStruct"},
        "VirtioX": {"flags": "VirtioXFlags", "union": "VirtioXUnion", "inline": "u8", "x": "u8"},
        "AnonymousStruct": {"y": "le32"},
    }


def test_bit_fields_share_integers_as_the_text_groups_them() -> None:
    bits = (field("a", "le16", bits=12), field("b", "le16", bits=4))
    found, package = classes(
        struct(
            "virtio_x",
            field("", "le16", fields=(field("p", "le16", bits=4),)),
            field("", "le16", fields=(field("q", "le16", bits=4),)),
            field("named", "le16", fields=bits),
            field("r", "le32", bits=31),
            field("s", "le32", bits=2),
            field("wide", "le16", bits=17),
            field("none", "le16", bits=0),
        )
    )
    assert found["VirtioX"] == {
        "p": "Annotated[le16, Bits(4)]",
        "q": "Annotated[le16, Bits(4, first=True)]",
        "named": "VirtioXNamed",
        "r": "Annotated[le32, Bits(31)]",
        "s": "Annotated[le32, Bits(2)]",
    }
    assert found["VirtioXNamed"] == {"a": "Annotated[le16, Bits(12)]", "b": "Annotated[le16, Bits(4)]"}
    assert package.layouts.find("virtio_x").size == 2 + 2 + 2 + 4 + 4
    assert [name for _, name, _ in reasons(package)] == ["VirtioX.wide", "VirtioX.none"]


def test_what_has_no_layout_is_kept_as_bytes_and_is_a_limit() -> None:
    found, package = classes(
        struct("item", field("data", "u8", count="")),
        struct(
            "virtio_x",
            field("known", "struct elsewhere", size=8),
            field("unknown", "struct elsewhere"),
            field("pointer", "u8 *"),
            field("items", "struct item", count=""),
            field("grid", "u8", count="", inner=("",)),
            field("", "...", count=""),
        ),
    )
    assert found["VirtioX"] == {
        "known": "Annotated[bytes, Array(8)]",
        "unknown": "Annotated[bytes, Array()]",
        "pointer": "Annotated[bytes, Array()]",
        "items": "Annotated[bytes, Array()]",
        "grid": "Annotated[bytes, Array()]",
        "rest": "Annotated[bytes, Array()]",
    }
    assert [name for _, name, _ in reasons(package)] == [f"VirtioX.{name}" for name in found["VirtioX"]]


def test_structs_that_hold_themselves_end_somewhere() -> None:
    found, package = classes(
        struct("a", field("b", "struct b")), struct("b", field("a", "struct a"), field("b", "struct b"))
    )
    assert found["B"] == {"a": "Annotated[bytes, Array()]", "b": "Annotated[bytes, Array()]"}
    assert found["A"] == {"b": "B"}
    assert len(package.limits) == 2


def test_a_long_chain_of_structs_ends_in_bytes_not_in_a_traceback() -> None:
    chain = [struct(f"s{number}", field("next", f"struct s{number + 1}")) for number in range(3000)]
    found, package = classes(*chain)
    assert len(found) == 3000
    assert package.limits


def test_a_deep_nest_of_structs_ends_in_bytes() -> None:
    inner = field("x")
    for _ in range(DEEPEST + 10):
        inner = field("inner", "struct", fields=(inner,))
    found, package = classes(struct("a", inner))
    assert len(found) == DEEPEST
    assert len(package.limits) == 1


def test_one_struct_listed_twice_is_one_class_and_two_of_one_name_are_two() -> None:
    found, package = classes(
        struct("a", field("x")), struct("a", field("x")), struct("a", field("y")), struct("a", field("z"), legacy=True)
    )
    assert found == {"A": {"x": "le32"}, "A2": {"y": "le32"}, "A3": {"z": "le32"}}
    assert package.layouts.find("a", legacy=True).name == "A3"


def test_members_do_not_hide_what_annotations_need() -> None:
    found, _ = classes(
        struct("a", field("bytes"), field("le32"), field("SIZE"), field("pack"), field("self"), field("byteorder"))
    )
    assert list(found["A"]) == ["bytes_", "le32_", "size", "pack_", "self_", "byteorder_"]


def test_a_struct_of_the_common_chapters_is_found() -> None:
    shared = specification(device("x", structs=[struct("virtio_x", field("desc", "struct virtq_desc"))]))
    common = shared.common.__class__((), (struct("virtq_desc", field("addr", "le64")),), (), (), ())
    found = plan_build(
        shared.__class__(**{name: getattr(shared, name) for name in shared.__slots__} | {"common": common}), text="none"
    )
    (one,) = found.devices[0].layouts.structs
    assert one_line(one.members[0].annotation) == "common.VirtqDesc"


# Constants and the device itself.


def test_constants_without_a_value_are_limits() -> None:
    found = plan(device("x", constants=[constant("A", None), constant("B", 1 << 200), constant("C", 1)]))
    assert [name for _, name, _ in reasons(found)] == ["A", "B"]


def test_a_device_type_without_id_is_a_limit() -> None:
    found = plan(device("x", id=None))
    assert found.device_id == 0
    assert reasons(found) == [("device", "X Device", "the text gives it no device ID")]
