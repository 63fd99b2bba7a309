"""Round trips over made-up edits, with git as the judge, and input that somebody has damaged."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from patches.memory_tree import DIFF, MemoryTree, file_diff, lamps
from patches.test_forms import FORMS, MAIL
from patches.test_series import COVER, PATCH1, PATCH2

from specgen.diagnostics import SpecgenError
from specgen.patches import apply_patches, read_patches

LINES = st.lists(
    st.sampled_from(["", "a", "b", "c ", " d", "-- x", "++ y", "--- z", "@@ -1 +1 @@", "From me", "é", "\\"])
)
ENDS = st.sampled_from(["", "\n"])
TEXTS = st.builds(lambda lines, end: "\n".join(lines) + end, LINES, ENDS)
QUICK = settings(max_examples=200, deadline=None)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str]:
    """A text and what becomes of it: some stretches are replaced."""
    old = draw(TEXTS)
    lines = old.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(lines)))
        stop = draw(st.integers(start, len(lines)))
        lines[start:stop] = draw(LINES)
    return old, "\n".join(lines)


@QUICK
@given(edit=edits(), context=st.integers(0, 4))
@example(edit=("-- x\nb", "++ y\nb"), context=0)
def test_every_edit_comes_back(edit: tuple[str, str], context: int) -> None:
    old, new = edit
    assume(old != new)
    diff = "diff --git a/a.tex b/a.tex\n" + file_diff("a.tex", old, new, context)
    tree = apply_patches(MemoryTree({"a.tex": old.encode()}), read_patches(diff.encode(), "x"))
    assert tree.read("a.tex").decode() == new
    check_origins(tree.text("a.tex").lines, tree.text("a.tex").origins, diff)


def check_origins(lines: tuple[str, ...], origins: tuple[object, ...], diff: str) -> None:
    """Every added line of the diff is the origin of one line, whose text it holds; in order."""
    rows = diff.split("\n")
    numbers = [origin[1] for origin in origins if isinstance(origin, tuple)]
    added = [line for line, origin in zip(lines, origins, strict=True) if origin is not None]
    assert [rows[number - 1][1:] for number in numbers] == [line.removesuffix("\n") for line in added]
    assert all(rows[number - 1].startswith("+") for number in numbers)
    assert numbers == sorted(set(numbers))


@QUICK
@given(edit=edits(), above=st.lists(st.sampled_from(["new", "other", "third"]), max_size=9))
def test_a_moved_edit_comes_back_or_is_refused(edit: tuple[str, str], above: list[str]) -> None:
    old, new = edit
    assume(old != new)
    assume(old.endswith("\n"))
    head = "".join(f"{line}\n" for line in above)
    diff = file_diff("a.tex", old, new)
    try:
        tree = apply_patches(MemoryTree({"a.tex": (head + old).encode()}), read_patches(diff.encode(), "x"))
    except SpecgenError:
        assert above, "a diff fits the text it was made from"
    else:
        assert sorted(tree.read("a.tex").decode().split("\n")) == sorted((head + new).split("\n"))


@pytest.mark.skipif(not shutil.which("git"), reason="needs git as the judge")
def test_a_copy_is_one_of_the_text_before_the_patch() -> None:
    """Git compares all files with the tree before, so a copy does not see what happened to its source."""
    diff = (
        "diff --git a/one.tex b/one.tex\n--- a/one.tex\n+++ b/one.tex\n@@ -1,2 +1 @@\n same\n-old\n"
        "diff --git a/one.tex b/two.tex\nsimilarity index 100%\ncopy from one.tex\ncopy to two.tex\n"
    )
    tree = apply_patches(MemoryTree({"one.tex": b"same\nold\n"}), read_patches(diff.encode(), "x"))
    assert (tree.read("one.tex"), tree.read("two.tex")) == (b"same\n", b"same\nold\n")


@SLOW
@given(old=st.dictionaries(st.sampled_from(["a.tex", "b c.tex", "d/é.tex"]), TEXTS), data=st.data())
def test_what_git_writes_is_read_and_what_git_makes_of_it_is_made(old: dict[str, str], data: st.DataObject) -> None:
    new = {name: data.draw(st.one_of(st.just(text), TEXTS)) for name, text in old.items()}
    for name in data.draw(st.sets(st.sampled_from(["a.tex", "d/new.tex", "moved.tex"]))):
        new[name] = new.pop(data.draw(st.sampled_from(sorted(new)))) if new else "text\n"
    with TemporaryDirectory() as directory:
        root = Path(directory)
        commit(root, old, "old")
        commit(root, new, "new")
        options = data.draw(st.sampled_from([["-M"], ["--no-renames"], ["-C", "--find-copies-harder"], ["-U1"]]))
        diff = git(root, "diff", *options, "HEAD~", "HEAD")
        attach = data.draw(st.sampled_from([[], ["--attach"], ["--inline"], ["--full-index", "--no-stat"]]))
        mail = git(root, "format-patch", "--stdout", *options, *attach, "-1")
    if not diff:
        return
    for form in (diff, mail):
        tree = apply_patches(MemoryTree({n: t.encode() for n, t in old.items()}), read_patches(form, "x"))
        found = {path: tree.read(path).decode() for path in tree.paths()}
        assert found == new


def commit(root: Path, files: dict[str, str], message: str) -> None:
    for path in root.rglob("*.tex"):
        path.unlink()
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(text.encode())
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)


def git(root: Path, *arguments: str) -> bytes:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false"]
    alone = {"HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1", "PATH": str(Path(str(shutil.which("git"))).parent)}
    return subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True, env=alone).stdout


SEEDS = [
    data if isinstance(data, bytes) else data.encode()
    for data in (
        *FORMS.values(),
        PATCH2 + COVER + PATCH1,
        MAIL.replace("Subject", "Content-Type: message/rfc822\nX", 1),
    )
]
SPLICES = [
    b"\n", b"\r\n", b"\0", b" ", b"=", b'"', b"../", b"\xff\xfe", b"\x80", b"<pre>", b"<!--", b"--- ", b"/dev/null",
    b"From x Thu Jan  1 00:00:00 1970\n", b"Content-Type: multipart/mixed; boundary=x\n--x\n", b"charset=utf-16",
    b"Content-Transfer-Encoding: base64\n", b"charset=punycode", b"=?utf-8?b?////?=", b"filename*0*=x''%", b"99999999",
    b"@@ -1,2 +3,4 @@", b"diff --git ", b"rename from ", b"\\ No newline", b"-- >8 --\n", b"format=flowed",
]  # fmt: skip


@QUICK
@given(data=st.data())
def test_damaged_input_is_refused_or_read_but_never_fails_otherwise(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + data.draw(st.integers(0, 40)))
        match data.draw(st.sampled_from(["delete", "repeat", "splice", "move"])):
            case "delete":
                del raw[start:stop]
            case "repeat":
                raw[start:start] = raw[start:stop] * data.draw(st.integers(1, 20))
            case "splice":
                raw[start:stop] = data.draw(st.sampled_from(SPLICES))
            case _:
                piece = bytes(raw[start:stop])
                del raw[start:stop]
                raw += piece
    with suppress(SpecgenError):
        tree = apply_patches(lamps(), read_patches(bytes(raw), "in.patch"), fuzz=data.draw(st.integers(0, 3)))
        assert all(tree.read(path) is not None for path in tree.paths())


@QUICK
@given(st.binary(max_size=300), st.sampled_from([b"", DIFF.encode(), MAIL.encode()]))
def test_any_bytes(raw: bytes, behind: bytes) -> None:
    with suppress(SpecgenError):
        assert read_patches(raw + b"\n" + behind, "in.patch")
