"""The JSON of a hand-made model: its shape, its order, and what odd text does to it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lamp_model import EMPTY, REQUIREMENT, SPEC

import specgen.emit
from specgen.emit.facts import facts_bytes, facts_document
from specgen.extract import Reading
from specgen.extract.clauses import read_clauses

CLAUSES = r"""\chapter{Lamps}
\drivernormative{\section}{Lighting}{Lamps / Lighting}
The driver MUST light each lamp until the device reports at most three lamps.

If a lamp is red and a lamp is green or a lamp is blue, the driver MUST report lamps.

The driver MUST lamps lamps the of red of of.
"""
SCHEMA = json.loads(Path(specgen.emit.__path__[0], "facts.schema.json").read_text(encoding="utf-8"))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_document_keeps_the_schema() -> None:
    jsonschema.validate(facts_document(SPEC), SCHEMA, jsonschema.Draft202012Validator)


def test_clauses_keep_the_schema(read_text: Callable[..., Reading]) -> None:
    specification = read_text(CLAUSES).specification
    document = facts_document(specification, read_clauses(specification, cache=False))
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
    plain, ambiguous, unread = document["requirements"]
    assert plain["clause"]["text"] == "driver MUST light each lamp until device reports at most 3 lamps"
    assert plain["clause"]["rules"][0]["actor"] == "driver"
    assert ambiguous["clause"] is None
    assert len(ambiguous["readings"]) == 2
    assert unread["clause"] is None
    assert document["clauses"] == [{"scope": "lamps", "sentences": 3, "parsed": 1, "ambiguous": 1, "unparsed": 1}]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("device_types", 0, "features", 0, "bit"), "65"),
        (("device_types", 0, "virtqueues", 1, "formula", "op"), "/"),
        (("device_types", 0, "structs", 0, "fields", 1, "fields", 0, "bits"), -1),
        (("requirements", 0, "fingerprint"), "abc"),
        (("requirements", 0, "role"), "nobody"),
        (("common", "registers", 0, "extra"), 1),
        (("unread", 0, "line"), 0),
    ],
)
def test_schema_refuses_what_is_wrong(path: tuple[str | int, ...], value: object) -> None:
    document = facts_document(SPEC)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)


def is_subsequence(wanted: str, keys: dict[str, Any]) -> bool:
    rest = iter(keys)
    return all(key in rest for key in wanted.split())


def test_keys_come_in_the_order_of_the_design() -> None:
    document = facts_document(SPEC)
    device = document["device_types"][0]
    assert is_subsequence("schema spec device_types common requirements labels references conformance unread", document)
    assert list(document["spec"]) == ["title", "version", "revision", "files"]
    assert is_subsequence("id name slug file line features virtqueues config structs constants", device)
    assert is_subsequence("name bit legacy requires file line", device["features"][0])
    assert is_subsequence("index name condition features file line", device["virtqueues"][0])
    assert is_subsequence("name size fields file line", device["structs"][0])
    assert is_subsequence("name type count offset size bits", device["structs"][0]["fields"][0])
    assert is_subsequence("name value file line", device["constants"][0])
    assert is_subsequence("features structs constants device_ids", document["common"])
    assert is_subsequence(
        "id scope role kind levels label section file line text fingerprint applies_if clause linked",
        document["requirements"][0],
    )


def test_values_are_those_of_the_model() -> None:
    device = facts_document(SPEC)["device_types"][0]
    feature, queues, struct = device["features"][0], device["virtqueues"], device["structs"][0]
    assert feature["requires"] == ["VIRTIO_F_A", "VIRTIO_F_B", "VIRTIO_F_C"]
    assert feature["requires_any"] == [["VIRTIO_F_A"], ["VIRTIO_F_B", "VIRTIO_F_C", "VIRTIO_F_A"]]
    assert [queue["formula"] for queue in queues] == [
        0,
        {"op": "+", "left": {"op": "*", "left": 2, "right": "N"}, "right": 1},
        {"first": 2, "last": "n"},
        None,
    ]
    assert struct["fields"][1]["count"] == "N"
    assert struct["fields"][1]["fields"][0]["bit_offset"] == 5
    assert facts_document(SPEC)["requirements"][0]["end_line"] == 9


def test_bytes_are_the_document_and_the_same_each_time() -> None:
    written = facts_bytes(SPEC)
    assert json.loads(written) == facts_document(SPEC)
    assert written == facts_bytes(SPEC)
    assert written.endswith(b"}\n")


def test_each_fact_has_a_line_of_its_own() -> None:
    lines = facts_bytes(SPEC).decode().splitlines()
    assert next(line for line in lines if '"op"' in line).strip().startswith('{"index": "2N+1"')
    assert sum('"name": "brightness"' in line for line in lines) == 2
    assert max(map(len, lines)) < 500


@pytest.mark.parametrize("text", ['"""\\', "a\nb\x00c\u2028", "\ud800", "é😀", "</script>"])
def test_any_text_survives(text: str) -> None:
    odd = replace(SPEC, title=text, requirements=(replace(REQUIREMENT, text=text),))
    assert json.loads(facts_bytes(odd))["requirements"][0]["text"] == text
    assert json.loads(facts_bytes(odd))["spec"]["title"] == text


def test_an_empty_specification_can_be_written() -> None:
    document = json.loads(facts_bytes(EMPTY))
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
    assert document["requirements"] == []


def test_arrays_of_arrays_show_all_their_lengths(read_text: Callable[..., Reading]) -> None:
    listing = "\\begin{lstlisting}\nstruct virtio_x {\n  u8 data[][512];\n  le32 one[4];\n};\n\\end{lstlisting}\n"
    document = facts_document(read_text("\\section{A}\n" + listing).specification)
    data, one = document["common"]["structs"][0]["fields"]
    assert (data["count"], data["inner"]) == ("", [512])
    assert "inner" not in one
    jsonschema.validate(document, SCHEMA)
