"""A model and headers -> rows, expectations, and whether a patch brings the text nearer."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lamp_model import AT, LAMP, SPEC, STRUCT, make_field

import specgen.drift
from specgen.cli import main
from specgen.diagnostics import SpecgenError
from specgen.drift.compare import drift, steps, verdict
from specgen.drift.expect import read_expectations, unexpected
from specgen.drift.headers import HeaderField, Headers, HeaderStruct, NamedNumber, read_headers
from specgen.drift.report import Report, drift_document, markdown_text
from specgen.drift.rows import Row, Status, Subject
from specgen.extract import Reading
from specgen.model import DeviceId, FeatureBit, Specification

EXPECTED = Path(__file__).with_name("v1.4-linux-6.1.toml")
INSTALLED = Path("/usr/include/linux")


def bit(name: str, number: int) -> FeatureBit:
    return FeatureBit(name, number, False, (), "", AT)


def text(**facts: Any) -> Specification:
    common = replace(SPEC.common, features=(), structs=(), device_ids=facts.pop("device_ids", ()))
    plain = {"features": (), "structs": ()}
    return replace(SPEC, common=common, device_types=(replace(LAMP, **{**plain, **facts}),))


def headers(**facts: Any) -> Headers:
    plain: dict[str, Any] = {"device_ids": (), "features": (), "structs": (), "unread": ()}
    return Headers(directory="headers", files=(), **{**plain, **facts})


def numbers(**named: int) -> tuple[NamedNumber, ...]:
    return tuple(NamedNumber(name, value, AT) for name, value in named.items())


def statuses(rows: tuple[Row, ...]) -> list[tuple[str, str]]:
    return [(row.name, row.status.value) for row in rows]


def test_feature_bits() -> None:
    spec = text(
        features=tuple(
            bit(f"VIRTIO_LAMP_F_{name}", number) for name, number in (("A", 0), ("B", 1), ("C", 2), ("D", 3))
        )
    )
    theirs = numbers(VIRTIO_LAMP_F_A=0, VIRTIO_LAMP_F_B=7, VIRTIO_LAMP_F_SEA=2, VIRTIO_LAMP_F_E=4, VIRTIO_TORCH_F_X=3)
    assert statuses(drift(spec, headers(features=theirs))) == [
        ("VIRTIO_LAMP_F_A", "same"),
        ("VIRTIO_LAMP_F_B", "differing"),
        ("VIRTIO_LAMP_F_C", "renamed"),
        ("VIRTIO_LAMP_F_D", "only here"),
        ("VIRTIO_LAMP_F_E", "only there"),
        ("VIRTIO_TORCH_F_X", "only there"),
    ]


def test_device_ids() -> None:
    rows = (
        DeviceId(1, "network device", AT),
        DeviceId(2, "lamp device", AT),
        DeviceId(7, "torch", AT),
        DeviceId(9, "x", AT),
    )
    theirs = numbers(VIRTIO_ID_NET=1, VIRTIO_ID_LIGHT=2, VIRTIO_ID_TORCH=8, VIRTIO_ID_SIREN=5)
    assert statuses(drift(text(device_ids=rows), headers(device_ids=theirs))) == [
        ("network device", "same"),
        ("lamp device", "renamed"),
        ("torch", "differing"),
        ("VIRTIO_ID_SIREN", "only there"),
        ("x", "only here"),
    ]


def layouts(*fields: Any, size: int | None = 8) -> Specification:
    return text(structs=(replace(STRUCT, fields=fields, size=size),))


def header(*fields: tuple[str, int, int], size: int = 8) -> Headers:
    made = tuple(HeaderField(path, offset, length, None, AT) for path, offset, length in fields)
    return headers(structs=(HeaderStruct(STRUCT.name, size, made, AT),))


A, B = make_field("a"), make_field("b", offset=4)
OPEN = make_field("n", offset=4, size=None, count="N")


@pytest.mark.parametrize(
    ("spec", "theirs", "expected"),
    [
        (layouts(A, B), header(("a", 0, 4), ("b", 4, 4)), ["same", "same", "same"]),
        (layouts(A, B), header(("a", 0, 4), ("b", 8, 4), size=12), ["differing", "same", "differing"]),
        (layouts(A, B), header(("a", 0, 4), ("c", 4, 4)), ["same", "same", "renamed"]),
        (layouts(A, B), header(("a", 0, 4), size=4), ["differing", "same", "only here"]),
        (layouts(A, size=4), header(("a", 0, 4), ("b", 4, 4)), ["differing", "same", "only there"]),
        (layouts(A, OPEN, size=None), header(("a", 0, 4), ("n", 4, 0), size=4), ["same", "same", "same"]),
        (layouts(A, B), header(("a", 0, 4), ("a.x", 0, 2), ("b", 4, 4)), ["same", "same", "same"]),
    ],
)  # fmt: skip
def test_layouts(spec: Specification, theirs: Headers, expected: list[str]) -> None:
    assert [row.status.value for row in drift(spec, theirs)] == expected


ONE = '[[expect]]\nstatus = "only here"\nsubject = "feature"\nname = "VIRTIO_LAMP_F_*"\nreason = "new"\n'


def test_expectations_take_rows_and_go_stale() -> None:
    rows = drift(text(features=(bit("VIRTIO_LAMP_F_A", 0),)), headers())
    (one,) = read_expectations(ONE.encode(), "known.toml")
    assert unexpected(rows, [one]) == ([], [])
    assert unexpected(rows, []) == (list(rows), [])
    assert unexpected((), [one]) == ([], [one])


@pytest.mark.parametrize(
    "damage",
    [
        ("only here", "same"), ("only here", "odd"), ('"feature"', '"thing"'), ('reason = "new"', 'reason = " "'),
        ('reason = "new"', ""), ("[[expect]]", "[[expects]]"), ("[[expect]]", "[expect"), ('"new"', "3"),
        ("[[expect]]", "[expect]"),
    ],
)  # fmt: skip
def test_damaged_expectations_are_wrong_use(damage: tuple[str, str]) -> None:
    with pytest.raises(SpecgenError, match=r"known\.toml"):
        read_expectations(ONE.replace(*damage).encode(), "known.toml")


def test_a_patch_brings_the_text_nearer_or_further() -> None:
    theirs = headers(features=numbers(VIRTIO_LAMP_F_A=0, VIRTIO_LAMP_F_B=1))
    right = bit("VIRTIO_LAMP_F_A", 0)
    choices = ((right,), (right, bit("VIRTIO_LAMP_F_B", 1)), (bit("VIRTIO_LAMP_F_A", 5),))
    bare, near, wrong = (drift(text(features=bits), theirs) for bits in choices)
    assert verdict(steps(bare, near)) == "nearer"
    assert verdict(steps(near, bare)) == "further"
    assert verdict(steps(bare, wrong)) == "further"
    assert verdict(steps(bare, bare)) == "neither nearer nor further"


def test_another_name_with_the_same_number_is_nearer_than_none() -> None:
    theirs = headers(features=numbers(VIRTIO_LAMP_F_A=0, VIRTIO_LAMP_F_B=1))
    right = bit("VIRTIO_LAMP_F_A", 0)
    choices = ((right,), (right, bit("VIRTIO_LAMP_F_LONG_B", 1)), (right, bit("VIRTIO_LAMP_F_B", 1)))
    bare, renamed, same = (drift(text(features=bits), theirs) for bits in choices)
    for before, after, count in ((bare, renamed, 1), (renamed, same, 1), (bare, same, 1)):
        assert (verdict(steps(before, after)), len(steps(before, after))) == ("nearer", count)
        assert (verdict(steps(after, before)), len(steps(after, before))) == ("further", count)


def test_reports_agree_and_cells_stay_cells() -> None:
    odd = Row(Subject.FEATURE, Status.HERE, "a|b`\nc", "", "1", "", AT, None)
    report = Report("text", headers(), (odd,), (odd,), ())
    assert drift_document(report)["summary"]["feature"]["only here"] == 1
    (line,) = [line for line in markdown_text(report).splitlines() if "a/b" in line]
    assert line.count("|") == 6


SMALL = r"""
\chapter{Device Types}\label{sec:Device Types}
\section{Lamp Device}\label{sec:Device Types / Lamp Device}
\subsection{Device ID}\label{sec:Device Types / Lamp Device / Device ID}
61
\subsection{Feature bits}\label{sec:Device Types / Lamp Device / Feature bits}
\begin{description}
\item[VIRTIO_LAMP_F_DIM (0)] It dims.
\end{description}
"""


SCHEMA = Path(specgen.drift.__file__).parent / "drift.schema.json"
LINES = ("-\\item[VIRTIO_LAMP_F_DIM (0)] It dims.\n", "+\\item[VIRTIO_LAMP_F_DIM (1)] It dims.\n")


def test_the_command_exits_by_what_was_expected(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "content.tex").write_text(SMALL)
    home = tmp_path / "headers"
    home.mkdir()
    (home / "virtio_lamp.h").write_text("#define VIRTIO_LAMP_F_DIM 0\n")
    command = ["drift", str(tmp_path), "--headers", str(home), "--no-cache", "--output-format", "json"]
    assert main(command) == 0
    (home / "virtio_lamp.h").write_text("#define VIRTIO_LAMP_F_DIM 1\n")
    capfdbinary.readouterr()
    assert main(command) == 1
    document = json.loads(capfdbinary.readouterr().out)
    check = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate
    check(document)
    with pytest.raises(jsonschema.ValidationError):
        check({**document, "rows": [{**document["rows"][0], "status": "odd"}]})
    assert [row["status"] for row in document["rows"]] == ["differing"]
    known = tmp_path / "known.toml"
    known.write_text(ONE.replace("only here", "differing"))
    assert main([*command, "--expect", str(known)]) == 0
    known.write_text(ONE)
    assert main([*command, "--expect", str(known)]) == 1
    known.write_text("[")
    assert main([*command, "--expect", str(known)]) == 2
    patch = tmp_path / "nearer.patch"
    patch.write_text("--- a/content.tex\n+++ b/content.tex\n@@ -9 +9 @@\n" + "".join(LINES))
    capfdbinary.readouterr()
    assert main([*command, "--patch", str(patch)]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    check(document)
    assert document["patch"]["verdict"] == "nearer"


@pytest.fixture
def installed() -> Headers:
    if not (INSTALLED / "virtio_net.h").exists():
        pytest.skip("needs the kernel's headers (linux-libc-dev)")
    return read_headers(INSTALLED)


def test_v1_4_differs_from_the_installed_headers_only_where_there_is_a_reason(
    real: Callable[[str], Reading], installed: Headers
) -> None:
    rows = drift(real("v1.4").specification, installed)
    assert not [row for row in rows if row.status is Status.DIFFERING and row.subject is not Subject.STRUCT]
    if any(bit.name == "VIRTIO_NET_F_GUEST_USO4" for bit in installed.features):
        pytest.skip("the list of reasons is for the headers of Linux 6.1; these are newer")
    assert unexpected(rows, read_expectations(EXPECTED.read_bytes(), EXPECTED.name)) == ([], [])
    assert sum(row.subject is Subject.FEATURE and row.status is Status.SAME for row in rows) == 83
    assert sum(row.subject is Subject.DEVICE_ID and row.status is Status.SAME for row in rows) == 38
