"""What `--output-format sarif` writes, against the parts of the SARIF 2.1.0 schema that it uses."""

import json
from pathlib import Path

import jsonschema
import pytest

from specgen.cli.commands import run_command

TEXT = "\\chapter{Lamps}\\label{sec:Lamps}\nThe lamp is is lit \\ref{sec:Nowhere}.\n"
_AT_LEAST_1 = {"type": "integer", "minimum": 1}
_STRICT = {"type": "object", "additionalProperties": False}
REGION = {**_STRICT, "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), _AT_LEAST_1)}
PLACE = {
    **_STRICT,
    "required": ["artifactLocation"],
    "properties": {
        "artifactLocation": {**_STRICT, "properties": {"uri": {"type": "string", "format": "uri-reference"}}},
        "region": REGION,
    },
}
RESULT = {
    **_STRICT,
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": {**_STRICT, "required": ["text"], "properties": {"text": {"type": "string"}}},
        "locations": {
            "type": "array", "items": {**_STRICT, "properties": {"physicalLocation": PLACE}},
        },
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
    },
}  # fmt: skip
RULE = {**_STRICT, "required": ["id"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
DRIVER = {
    **_STRICT,
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
    },
}
SARIF = {
    **_STRICT,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                **_STRICT,
                "required": ["tool"],
                "properties": {
                    "tool": {**_STRICT, "required": ["driver"], "properties": {"driver": DRIVER}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""The properties, types, enumerations and required members of the standard for what a linter reports."""


def sarif(text: str, directory: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, object]]]:
    (directory / "content.tex").write_text(text, encoding="utf-8")
    run_command(["lint", str(directory), "--output-format", "sarif", "--no-cache"])
    document: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("is is", "is").replace("\\ref{sec:Nowhere}", "")])
def test_sarif_follows_its_schema(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = sarif(text, tmp_path, capsys)
    jsonschema.validate(document, SARIF)


def test_a_result_points_at_its_rule_and_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = sarif(TEXT, tmp_path, capsys)["runs"][0]
    driver = run["tool"]["driver"]  # type: ignore[index]
    for result in run["results"]:  # type: ignore[attr-defined]
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2


def test_the_full_form_marks_what_a_finding_is_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "content.tex").write_text(TEXT.replace("lit", "recieved"), encoding="utf-8")
    run_command(["lint", str(tmp_path), "--select", "VS602", "--no-cache"])
    line, mark = capsys.readouterr().out.splitlines()[2:4]
    start = mark.index("^")
    assert line[start : start + mark.count("^")] == "recieved"
