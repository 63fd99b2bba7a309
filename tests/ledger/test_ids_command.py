"""`specgen ids`, `explain` and `show` as a person uses them: exit codes, messages, files written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.cli import main

Run = Callable[..., tuple[int, str, str]]
HEAD = "\\newcommand{\\virtiorev}{%s}\n\\chapter{Lamp}\\label{sec:Lamp}\n\\drivernormative{\\section}{Lamp}{Lamp}\n\n"
GLOW = "The driver MUST let the red lamp glow before the bell rings twice."
DIM = "The driver SHOULD dim every window that faces the garden."
WAIT = "The driver MUST NOT wait for the gardener longer than nine minutes."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def tree(tmp_path: Path) -> Callable[..., str]:
    def write(name: str, version: str, *sentences: str) -> str:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        (root / "content.tex").write_text(HEAD % version + "\n".join(sentences) + "\n")
        return name

    return write


Tree = Callable[..., str]


@pytest.fixture
def ledger(run: Run, tree: Tree) -> str:
    """Two versions entered: a sentence reworded, one replaced, one gone."""
    old = tree("old", "1.0", GLOW, DIM, WAIT)
    new = tree("new", "1.1", GLOW.replace("twice", "once"), DIM.replace("SHOULD", "MUST"))
    code, out, _ = run("ids", "assign", old, new, "--ledger", "my.jsonl")
    assert code == 0
    assert "1.1: 1 numbered, 1 reworded, 2 retired" in out
    return "my.jsonl"


def test_assigning_again_writes_nothing(run: Run, ledger: str) -> None:
    before = Path(ledger).read_bytes(), Path(ledger).stat().st_mtime_ns
    code, _, err = run("ids", "assign", "new", "--ledger", ledger)
    assert code == 0
    assert "stays as it is" in err
    assert (Path(ledger).read_bytes(), Path(ledger).stat().st_mtime_ns) == before


def test_a_dry_run_writes_nothing(run: Run, tree: Tree, ledger: str) -> None:
    before = Path(ledger).read_bytes()
    next_one = tree("next", "1.2", GLOW.replace("twice", "once"), DIM.replace("SHOULD", "MUST"), WAIT)
    code, out, _ = run("ids", "assign", next_one, "--ledger", ledger, "--dry-run")
    assert (code, Path(ledger).read_bytes()) == (0, before)
    assert "+ lamp-drv-0005  content.tex:7, replaces lamp-drv-0003" in out


def test_check_is_clean_and_counts(run: Run, ledger: str) -> None:
    code, out, err = run("ids", "check", "new", "--ledger", ledger)
    assert (code, out, err) == (0, "new: 2 same (compared with 1.1)\n", "")


def test_check_fails_where_an_id_vanishes(run: Run, tree: Tree, ledger: str) -> None:
    code, out, _ = run("ids", "check", tree("new", "1.1", GLOW.replace("twice", "once")), "--ledger", ledger)
    assert code == 1
    assert "content.tex:6: error: lamp-drv-0004 has vanished from the text" in out


def test_check_fails_where_an_id_is_reused(run: Run, tree: Tree, ledger: str) -> None:
    claimed = f"{GLOW.replace('twice', 'once')} % specgen: id=lamp-drv-0002"
    code, out, _ = run("ids", "check", tree("new", "1.1", claimed, DIM.replace("SHOULD", "MUST")), "--ledger", ledger)
    assert code == 1
    assert "content.tex:5: error: the inline ID lamp-drv-0002 was retired as of 1.1" in out


def test_check_fails_for_a_ledger_that_lost_a_line(run: Run, ledger: str) -> None:
    lines = Path(ledger).read_text().splitlines(keepends=True)
    Path("short.jsonl").write_text("".join(lines[:-1]))
    code, out, _ = run("ids", "check", "new", "--ledger", "short.jsonl")
    assert code == 1
    assert "short.jsonl:2: error: lamp-drv-0004 has vanished" in out


def test_check_fails_for_a_ledger_that_forgot(run: Run, tree: Tree, ledger: str) -> None:
    code, _, _ = run("ids", "assign", tree("old", "1.0", GLOW), "--ledger", "other.jsonl")
    code, out, _ = run("ids", "check", "old", "--ledger", "other.jsonl", "--against", ledger)
    assert code == 1
    assert "lamp-drv-0002 has vanished from the ledger" in out


def test_a_damaged_ledger_is_an_error_with_its_line(run: Run, ledger: str) -> None:
    with Path(ledger).open("a") as file:
        file.write("<<<<<<<\n")
    code, _, err = run("ids", "check", "new", "--ledger", ledger)
    assert code == 2
    assert "my.jsonl:7: is no line of a ledger" in err


def test_review_shows_both_wordings_and_takes_an_answer(run: Run, ledger: str) -> None:
    code, out, _ = run("ids", "review", "old", "new", "--ledger", ledger)
    assert code == 0
    assert "rings twice" in " ".join(out.split())
    assert "rings once" in " ".join(out.split())
    assert run("ids", "review", "--accept", "lamp-drv-0001", "--ledger", ledger)[0] == 0
    assert "Nothing to review" in run("ids", "review", "--ledger", ledger)[1]
    assert run("ids", "review", "--accept", "lamp-drv-0001", "--ledger", ledger)[0] == 2


def test_report_has_a_row_for_each_version(run: Run, ledger: str) -> None:
    rows = [line.split() for line in run("ids", "report", "--ledger", ledger)[1].splitlines()]
    assert ["1.0", "3", "0", "0", "0", "3", "0"] in rows
    assert ["1.1", "2", "0", "1", "1", "0", "1"] in rows


def test_explain_tells_a_life_as_far_as_the_texts_go(run: Run, ledger: str) -> None:
    code, out, _ = run("explain", "lamp-drv-0001@v1.0", "old", "--ledger", ledger)
    assert code == 0
    assert "lamp-drv-0001@1.0" in out
    assert "rings twice" in out
    assert "rings once" not in out
    assert "(in none of the texts given)" in out
    assert "rings once" in run("explain", "lamp-drv-0001", "old", "new", "--ledger", ledger)[1]


def test_explain_knows_tombstones_and_successors(run: Run, ledger: str) -> None:
    out = run("explain", "lamp-drv-0002", "--ledger", ledger)[1]
    assert "retired as of: 1.1" in out
    assert "replaced by: lamp-drv-0004" in out
    assert "replaces: lamp-drv-0002" in run("explain", "lamp-drv-0004", "--ledger", ledger)[1]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lamp-drv-0002@1.1", "is not in 1.1: it came with 1.0, and was retired as of 1.1"),
        ("lamp-drv-0004@1.0", "is not in 1.0: it came with 1.1"),
        ("lamp-drv-0001@7", "does not know version '7'"),
        ("lamp-drv-0077", "is no requirement ID"),
    ],
)
def test_explain_says_why_there_is_nothing(run: Run, ledger: str, name: str, message: str) -> None:
    code, _, err = run("explain", name, "--ledger", ledger)
    assert code == 2
    assert message in err


def test_show_takes_an_id_at_any_version(run: Run, tree: Tree) -> None:
    """From the bundled ledger, whatever the text at hand is."""
    text = tree("new", "1.1", GLOW)
    code, out, _ = run("show", text, "balloon-drv-0007@v1.1")
    assert code == 0
    assert "balloon-drv-0007@1.1" in out
    assert "content.tex:4643" in out
    assert run("show", text, "balloon-drv-9999")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ids",), "ACTION"),
        (("ids", "eat"), "invalid choice"),
        (("ids", "check", "a", "b"), "one SPEC"),
        (("ids", "report", "a"), "takes no SPEC"),
        (("ids", "check", "--all"), "goes with ids review"),
        (("ids", "review", "--as", "1"), "no use for --as"),
        (("ids", "assign", "a", "b", "--as", "1", "--ledger", "x.jsonl"), "several texts"),
        (("ids", "check", "--ledger", "none.jsonl"), "there is no ledger"),
    ],
)
def test_wrong_use_is_explained(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert message in err
