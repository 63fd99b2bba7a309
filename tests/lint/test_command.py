"""specgen lint: what it shows, leaves out, mends and exits with."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from specgen.cli import main
from specgen.lint.formats import FORMATS

TEXT = r"""\chapter{Device Types}\label{sec:Device Types}
\section{Lamp Device}\label{sec:Device Types / Lamp Device}

The driver reads the
the brightness of the lamp.

See \ref{sec:Nowhere} for more.
"""
_LINES = (
    "--- a/content.tex",
    "+++ b/content.tex",
    "@@ -5,3 +5,5 @@",
    " the brightness of the lamp.",
    " ",
    r" See \ref{sec:Nowhere} for more.",
    "+",
    "+A lamp is is a light.",
    "",
)
PATCH = "\n".join(_LINES)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "lamp"
    directory.mkdir()
    (directory / "content.tex").write_text(TEXT)
    return directory


def lint(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["lint", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def codes(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    out = lint(capsys, *arguments, "--output-format", "concise")[1]
    return re.findall(r": (VS\d{3}) ", out)


def test_findings_have_a_place_a_line_and_a_caret(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = lint(capsys, tree)
    assert code == 1
    assert "content.tex:7:5: VS101 \\ref names the label 'sec:Nowhere', which nothing defines" in out
    assert " 7 | See \\ref{sec:Nowhere} for more.\n   |     ^" in out
    assert "Found 2 problems." in out
    assert lint(capsys, tree, "--exit-zero")[0] == 0


def test_rules_are_selected_as_in_ruff(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, tree) == ["VS601", "VS101"]
    assert codes(capsys, tree, "--select", "VS1") == ["VS101"]
    assert codes(capsys, tree, "--ignore", "VS6") == ["VS101"]
    assert codes(capsys, tree, "--ignore", "VS6", "--extend-select", "VS601") == ["VS601", "VS101"]
    assert codes(capsys, tree, "--select", "doubled-word") == ["VS601"]
    code, out, err = lint(capsys, tree, "--select", "VS66X")
    assert (code, out) == (2, "")
    assert "there is no rule 'VS66X'" in err


def test_settings_come_from_the_tree_and_options_go_before(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "specgen.toml").write_text('[lint]\nselect = ["VS1"]\n')
    assert codes(capsys, tree) == ["VS101"]
    assert codes(capsys, tree, "--select", "VS6") == ["VS601"]
    (tree / "specgen.toml").write_text('[lint.per-file-ignores]\n"*.tex" = ["VS6"]\n')
    assert codes(capsys, tree) == ["VS101"]
    (tree / "specgen.toml").write_text("[lint]\nselekt = []\n")
    code, _, err = lint(capsys, tree)
    assert code == 2
    assert "did you mean select?" in err


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("See \\ref{sec:Nowhere} for more. % specgen: ignore[VS101] on its way", ["VS601"]),
        ("% specgen: ignore[VS1] on its way\nSee \\ref{sec:Nowhere} for more.", ["VS601"]),
        ("See \\ref{sec:Nowhere} for more.\n\n% specgen: ignore-file[VS101, VS601]", []),
        ("See \\ref{sec:Nowhere} for more. % specgen: ignore[VS602] why", ["VS601", "VS101", "VS901"]),
        ("See \\ref{sec:Nowhere} for more. % specgen: ignore[VS999] why", ["VS601", "VS101", "VS902"]),
    ],
)
def test_comments_leave_findings_out_and_are_judged_themselves(
    tree: Path, capsys: pytest.CaptureFixture[str], comment: str, left: list[str]
) -> None:
    (tree / "content.tex").write_text(TEXT.replace("See \\ref{sec:Nowhere} for more.", comment))
    assert codes(capsys, tree) == left


def test_a_patch_answers_for_what_it_brings_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patch = tree.parent / "one.patch"
    patch.write_text(PATCH)
    code, out, _ = lint(capsys, tree, "--patch", patch, "--select", "VS1,VS601")
    assert code == 1
    assert out.count("VS") == 1
    assert "content.tex:9:8: VS601" in out
    assert f"patch: {patch}:8" in out
    patch.write_text(PATCH.replace("is is", "is"))
    assert lint(capsys, tree, "--patch", patch, "--select", "VS1,VS601")[0] == 0


def test_fixes_are_shown_made_and_made_once(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = lint(capsys, tree, "--diff")
    assert code == 1
    assert "-the brightness of the lamp." in out
    assert (tree / "content.tex").read_text() == TEXT
    data = TEXT.replace("\n", "\r\n").encode()
    (tree / "content.tex").write_bytes(data)
    lint(capsys, tree, "--fix")
    fixed = (tree / "content.tex").read_bytes()
    assert fixed == data.replace(b"reads the\r\nthe brightness", b"reads the\r\nbrightness")
    lint(capsys, tree, "--fix")
    assert (tree / "content.tex").read_bytes() == fixed
    assert codes(capsys, tree) == ["VS101"]


def test_a_baseline_hides_what_it_knows_and_complains_of_what_is_gone(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = tree.parent / "known.json"
    assert lint(capsys, tree, "--baseline", known, "--update-baseline")[0] == 0
    (tree / "content.tex").write_text("% a line more\n" + TEXT)
    assert lint(capsys, tree, "--baseline", known)[0] == 0
    (tree / "content.tex").write_text(TEXT.replace("the\nthe", "the"))
    code, _, err = lint(capsys, tree, "--baseline", known)
    assert code == 1
    assert "stale: content.tex: VS601" in err
    known.write_text("{}")
    assert lint(capsys, tree, "--baseline", known)[0] == 2


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_tells_of_every_finding(
    tree: Path, capsys: pytest.CaptureFixture[str], output_format: str
) -> None:
    code, out, _ = lint(capsys, tree, "--output-format", output_format)
    assert code == 1
    for found in ("VS101", "VS601"):
        assert found in out
    if output_format in {"json", "gitlab", "rdjson", "sarif"}:
        json.loads(out)
    if output_format == "json-lines":
        assert len([json.loads(line) for line in out.splitlines()]) == 2
    if output_format == "mail":
        assert max(map(len, out.splitlines())) <= 72
    if output_format == "github":
        assert out.startswith("::warning title=specgen (VS601),file=content.tex,line=4,col=18,endLine=5::")


def test_fingerprints_do_not_depend_on_the_line(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def marks() -> list[str]:
        out = lint(capsys, tree, "--output-format", "sarif")[1]
        return [one["partialFingerprints"]["specgen/v1"] for one in json.loads(out)["runs"][0]["results"]]

    before = marks()
    (tree / "content.tex").write_text("% a line more\n" + TEXT)
    assert marks() == before


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--output-format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert [rule["code"] for rule in rules] == sorted({rule["code"] for rule in rules})
    assert {"VS101", "VS601", "VS105", "VS901", "VS903"} <= {rule["code"] for rule in rules}
    assert main(["explain", "VS601"]) == 0
    out = capsys.readouterr().out
    assert "doubled-word" in out
    assert "Bad::" in out
    assert main(["explain", "VS999"]) == 2


def test_the_message_of_a_patch_is_read_too(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mail = tree.parent / "one.mbox"
    head = "From: A <a@example.org>\nSubject: [PATCH] lamp: say that it is a light\n\nThe lamp was was dark.\n---\n"
    mail.write_text(head + PATCH.replace("is is", "is"))
    out = lint(capsys, tree, "--patch", mail, "--select", "VS8,VS601")[1]
    assert f"{mail}:4:10: VS801 'was' stands twice in a row in the message" in out
    mail.write_text(head.replace("was was", "was") + PATCH.replace("is is", "is"))
    assert lint(capsys, tree, "--patch", mail, "--select", "VS8,VS601")[0] == 0


@pytest.mark.parametrize("data", [b"\xff", b"one\r\ntwo\n"])
def test_a_file_that_would_not_survive_is_not_fixed(
    tree: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    before = TEXT.encode() + b"% " + data
    (tree / "content.tex").write_bytes(before)
    lint(capsys, tree, "--fix")
    assert (tree / "content.tex").read_bytes() == before


def test_since_compares_with_a_revision(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(tree), *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "lamp")
    assert codes(capsys, tree, "--since", "HEAD") == []
    (tree / "content.tex").write_text("% a line more\n" + TEXT + "\nIt lights lights up.\n")
    assert codes(capsys, tree, "--since", "HEAD", "--select", "VS1,VS601") == ["VS601"]
