"""What is refused, and how: the message names file, hunk and line, and nothing is half done."""

import base64
import gzip
import re

import pytest
from patches.memory_tree import CONTENT, DIFF, PATCHED, MemoryTree, file_diff, lamps, patched

from specgen.diagnostics import SpecgenError
from specgen.patches import read_patches
from specgen.patches.numbered import MAX_SIZE


def refused(data: str | bytes, tree: MemoryTree | None = None) -> SpecgenError:
    with pytest.raises(SpecgenError) as found:
        patched(data, tree)
    assert found.value.__cause__ is None or isinstance(found.value.__cause__, Exception)
    return found.value


def git_diff(path: str, *lines: str) -> str:
    return "\n".join([f"diff --git a/{path} b/{path}", *lines, ""])


EDIT = ("@@ -1 +1 @@", "-x", "+y")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.tex",
        "a/../../outside.tex",
        "/etc/passwd",
        "C:/windows.tex",
        "c:outside.tex",
        "..\\outside.tex",
        ".git/config",
        "parts/.GIT/hooks/x",
        ".git. /x",
        "git~1/x",
        "a\x1bb.tex",
        "x" * 2000,
    ],
)
def test_names_that_leave_the_tree(name: str) -> None:
    hunk = "@@ -0,0 +1 @@\n+x\n"
    plain = f"--- /dev/null\n+++ {name}\n{hunk}"
    prefixed = f"diff --git a/{name} b/{name}\nnew file mode 100644\n--- /dev/null\n+++ b/{name}\n{hunk}"
    renamed = f"diff --git a/content.tex b/{name}\nsimilarity index 100%\nrename from content.tex\nrename to {name}\n"
    copied = renamed.replace("rename", "copy")
    for diff in (plain, prefixed, renamed, copied):
        error = refused(diff)
        assert re.search(
            "leaves|not a path below|git's own|control characters|longer than|cannot be told", error.message
        )
        assert error.message.isprintable()
        assert str(error.place).startswith("in.patch:")


def test_quoted_names_that_leave_the_tree() -> None:
    for name in (r"..\057outside.tex", r"\056\056/x.tex", r"a\000b.tex", r"a\nb.tex"):
        error = refused(f'diff --git "a/{name}" "b/{name}"\nnew file mode 100644\n--- /dev/null\n+++ "b/{name}"\n')
        assert re.search("leaves|control characters", error.message)


@pytest.mark.parametrize(
    ("diff", "message", "line"),
    [
        (git_diff("a.png", "index 1..2 100644", "GIT binary patch", "literal 2", "zcmZ"), "binary change: a.png", 3),
        (git_diff("a.png", "index 1..2", "Binary files a/a.png and b/a.png differ"), "binary change: a.png", 3),
        ("Binary files a/a.png and b/a.png differ\n", "binary change", 1),
        (git_diff("sub", "new file mode 160000", "index 0..1"), "a submodule", 2),
        (git_diff("sub", "index 1..2 160000", "--- a/sub", "+++ b/sub"), "a submodule", 2),
        (git_diff("link", "new file mode 120000"), "a symbolic link", 2),
        (git_diff("link", "old mode 100644", "new mode 120000"), "a symbolic link", 3),
        (git_diff("link", "deleted file mode 120000"), "a symbolic link", 2),
        (git_diff("odd", "new file mode 040000"), "a file of mode 040000", 2),
        ("diff --cc a.tex\nindex 1,2..3\n--- a/a.tex\n+++ b/a.tex\n@@@ -1 -1 +1 @@@\n", "combined diff", 1),
        ("*** a.tex\n--- b.tex\n***************\n*** 1 ****\n! x\n--- 1 ----\n! y\n", "a context diff", 3),
        (git_diff("content.tex"), "no change to it follows", 1),
        (git_diff("content.tex", "index 1..2"), "no change to it follows", 1),
        ("diff --git a/x.tex b/y.tex\n", "cannot be told", 1),
        ("diff --git \n", "cannot be told", 1),
        (DIFF.replace("+++ b/content.tex", "+++ b/other.tex"), "both 'content.tex' and 'b/other.tex'", 1),
        (DIFF.replace("+++ b/content.tex\n", ""), "not followed by +++", 3),
        ("@@ -1 +1 @@\n-x\n+y\n", "without the name of its file", 1),
        (DIFF.replace("@@ -3,7 +3,8 @@", "@@ -3,7 +3,x @@"), "no hunk header", 5),
        (DIFF.replace("-3,7", "-3,1234567890123"), "no hunk header", 5),
        ("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-x\n+y\n", "/dev/null into /dev/null", 1),
        (git_diff("a.tex", "new file mode 100644", "--- /dev/null", "+++ b/a.tex", *EDIT), "old lines", 1),
        ("--- content.tex\n+++ /dev/null\n@@ -1 +1 @@\n-x\n+y\n", "new lines", 1),
        ("--- content.tex\n+++ content.tex\n@@ -9 +9 @@\n-x\n+y\n@@ -1 +1 @@\n-x\n+y\n", "order of the file", 1),
    ],
)  # fmt: skip
def test_diffs_that_are_not_read(diff: str, message: str, line: int) -> None:
    error = refused(diff)
    assert message in error.message
    assert error.place == f"in.patch:{line}"


@pytest.mark.parametrize(
    "counts", ["-3,6 +3,8", "-3,8 +3,8", "-3,7 +3,7", "-3,7 +3,9", "-3,7 +3,80", "-3 +3,8", "-3,6 +3,7"]
)
@pytest.mark.parametrize(
    "behind", ["", "-- \n2.39.5\n", "diff --git a/x.tex b/x.tex\nold mode 100644\nnew mode 100755\n"]
)
def test_hunks_with_wrong_counts(counts: str, behind: str) -> None:
    error = refused(DIFF.replace("-3,7 +3,8", counts) + behind)
    assert "hunk 1 of content.tex announces" in error.message
    assert error.message.endswith("follow")
    assert error.hint


def test_a_hunk_that_is_cut_off() -> None:
    error = refused(DIFF[: DIFF.index(" Lamp 8")])
    assert error.message == "hunk 1 of content.tex announces 7 old and 8 new lines, but 5 old and 6 new lines follow"
    assert error.place == "in.patch:5"


def test_lines_that_a_mail_program_wrapped() -> None:
    error = refused(DIFF.replace("A moth sits", "A moth\nsits"))
    assert error.hint == (
        "line 12 starts with neither blank, + nor -: lines were wrapped or cut on the way; "
        "take the raw mail or the mbox from the archive"
    )


@pytest.mark.parametrize("data", ["", "\n\n", "Dear list,\nno patch today.\n", "From: a\nSubject: [PATCH] b\n\nText\n"])
def test_no_diff_at_all(data: str) -> None:
    error = refused(data)
    assert error.message == "in.patch holds no diff"
    assert "mbox" in str(error.hint)


def test_no_text() -> None:
    error = refused(b"diff --git\n\0\x01")
    assert error.message == "in.patch is no text: it holds a NUL"
    assert error.place == "in.patch:2"


@pytest.mark.parametrize(
    "data",
    [b"x" * (MAX_SIZE + 1), b"\n" * 300_000, gzip.compress(b"x" * (MAX_SIZE + 1)), gzip.compress(bytes(100 << 20))],
    ids=["bytes", "lines", "unpacked", "packed tightly"],
)
def test_what_is_too_large(data: bytes) -> None:
    assert "too large for a patch" in refused(data).message


def in_base64(text: bytes) -> bytes:
    return b"From: a\nSubject: b\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(text)


BOMBS = {
    "200 mails in one": (b"Content-Type: message/rfc822\n\n" * 200, "more than 40 mails or multiparts"),
    "many parts": (b"From: a\n\n" + b"--x\nContent-Type: text/plain\n\nx\n" * 2000, "content headers"),
    "one long content header": (
        b'From: a\nContent-Type: text/plain; a="' + b";" * 9000 + b"\n\n",
        "longer than 1,000 bytes",
    ),
    "long headers": (b"From: a\n" + b"X: y\n" * 40_000 + b"\n", "headers are longer"),
    "an archive": (b"From a Thu Jan  1 00:00:00 1970\nFrom: a\n\nx\n" * 3000, "more than 2,000 are no series"),
    "a huge page": (b"<html>" + b"&#1" * 2_000_000, "HTML page in in.patch is too large"),
    "line feeds in base64": (in_base64(b"\n" * 600_000), "too many encoded lines"),
    "one file again and again": (
        b"--- a.tex\n+++ a.tex\n@@ -1,0 +1 @@\n+y\n" * 200,
        "change the same long files too often",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_take_very_long(bomb: str) -> None:
    data, message = BOMBS[bomb]
    assert message in refused(data, lamps(a="x\n" * 40_000)).message


@pytest.mark.parametrize("data", [gzip.compress(DIFF.encode())[:-9], b"\x1f\x8b\x08garbage", b"\x1f\x8b"])
def test_damaged_gzip(data: bytes) -> None:
    assert "gzip" in refused(data).message


# against the tree


def test_a_hunk_that_does_not_fit_is_shown_side_by_side() -> None:
    tree = MemoryTree({"content.tex": CONTENT.replace("Lamp 6 is lit", "Lamp 6 is out").encode()})
    error = refused(DIFF, tree)
    assert error.place == "in.patch:5"
    assert (
        error.message
        == """\
hunk 1 of 1 for content.tex, @@ -3,7 +3,8 @@, does not apply:
  expected by the patch, at its line             | what stands there, at its line
      7 Lamp 4 is lit.                           |     4 Lamp 4 is lit.
      8 Lamp 5 is lit.                           |     5 Lamp 5 is lit.
!     9 Lamp 6 is lit.                           |     6 Lamp 6 is out.
                  ^                                                ^ first difference
     12 Lamp 7 is lit.                           |     7 Lamp 7 is lit.
     13 Lamp 8 is lit.                           |     8 Lamp 8 is lit.
     14 Lamp 9 is lit.                           |     9 Lamp 9 is lit."""
    )


def test_a_difference_far_in_a_long_line_is_in_sight() -> None:
    old, new = f"{'word ' * 500}end", f"{'word ' * 500}enx"
    error = refused(file_diff("a.tex", f"{old}\n", "other\n"), lamps(a=f"{new}\n"))
    rows = error.message.split("\n")
    assert max(map(len, rows)) <= 100
    column = rows[3].index("^")
    assert (rows[2][column], rows[2][rows[3].rindex("^")]) == ("d", "x")


def test_what_cannot_be_seen_is_shown_and_nothing_reaches_the_terminal() -> None:
    old, new = "a b \nc\td\n\x1b[31me\n", "a b\nc\td\n\x1b[31me\n"
    message = refused(file_diff("a.tex", old, "x\n"), lamps(a=new)).message
    assert "!     4 a b<SP>" in message
    assert "c<TAB>d" in message
    assert "?[31me" in message
    assert "\x1b" not in message


def test_an_ended_file() -> None:
    message = refused(file_diff("a.tex", "one\ntwo\n", "one\n2\n"), lamps(a="one\n")).message
    assert "(the file has ended)" in message
    message = refused(file_diff("a.tex", "one\ntwo\n", "one\n2\n"), lamps(a="one\ntwo")).message
    assert "two<no line feed>" in message


def test_a_hunk_without_context_behind_the_end() -> None:
    message = refused("--- content.tex\n+++ content.tex\n@@ -90,0 +91 @@\n+x\n").message
    assert message.endswith("it has no context, and there is no line 90 to put it behind")


def test_a_patch_that_is_applied_already() -> None:
    hint = "it seems to be applied already: what it would make stands there"
    assert refused(DIFF, MemoryTree({"content.tex": PATCHED.encode()})).hint == hint
    added = git_diff("a.tex", "new file mode 100644", "--- /dev/null", "+++ b/a.tex", "@@ -0,0 +1 @@", "+x")
    assert refused(added, lamps(a="x\n")).hint == hint
    renamed = "diff --git a/a.tex b/b.tex\nsimilarity index 100%\nrename from a.tex\nrename to b.tex\n"
    assert refused(renamed, lamps(b="x\n")).hint == hint
    twice = refused(DIFF + DIFF)
    assert twice.hint == hint
    assert twice.place == "in.patch:19"


def test_a_file_that_exists_is_not_added() -> None:
    for diff in (
        git_diff("a.tex", "new file mode 100644", "--- /dev/null", "+++ b/a.tex", "@@ -0,0 +1 @@", "+x"),
        "--- /dev/null\n+++ b/a.tex\n@@ -0,0 +1 @@\n+x\n",
        "--- old/a.tex\n+++ new/a.tex\n@@ -0,0 +1 @@\n+x\n",
    ):
        assert refused(diff, lamps(a="other\n")).message == "the patch adds a.tex, which exists"
    renamed = "diff --git a/content.tex b/a.tex\nrename from content.tex\nrename to a.tex\n"
    assert "there is a a.tex" in refused(renamed, lamps(a="x\n")).message


def test_a_file_that_does_not_exist() -> None:
    error = refused(DIFF.replace("content.tex", "contents.tex"))
    assert error.message == "the patch changes contents.tex, which is not in lamps"
    assert error.place == "in.patch:1"
    assert error.hint == "content.tex is"
    telling = "This line is long enough to be known again.\n"
    moved = refused(file_diff("bulb.tex", telling, "x\n"), lamps(parts__bulb=f"x\n{telling}"))
    assert "parts/bulb.tex:2" in str(moved.hint)


def test_text_that_has_moved_to_another_file() -> None:
    chapter = "".join(f"Sentence number {number} of the chapter on lamps.\n" for number in range(9))
    diff = file_diff("content.tex", chapter, chapter.replace("number 4", "no. 4"))
    error = refused(diff, lamps(parts__lamps=f"New.\n{chapter}"))
    assert "parts/lamps.tex:3" in str(error.hint)


def test_a_later_patch_of_a_series_alone() -> None:
    error = refused(f"From: a\nSubject: [PATCH 3/4] x\n\n---\n{DIFF}", MemoryTree({"content.tex": b"nothing\n"}))
    assert error.hint == "this is patch 3 of 4; those before it must be given too, or be in the tree"


def test_a_file_is_deleted_only_whole() -> None:
    diff = "--- a/a.tex\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n"
    assert "belongs at the end" not in refused(diff, lamps(a="one\ntwo\n")).message
    assert "1 lines would be left" in refused(diff, lamps(a="one\ntwo\n")).message
    assert refused(git_diff("a.tex", "deleted file mode 100644")).hint == "it may be deleted already"


def test_lines_are_not_joined() -> None:
    middle = DIFF.replace("+Lamp 6 is dim.\n", "+Lamp 6 is dim.\n\\ No newline at end of file\n")
    assert "joins lines" in refused(middle).message


def test_an_error_in_the_second_file_leaves_no_tree() -> None:
    assert "bulb.tex" in refused(DIFF + file_diff("bulb.tex", "a\n", "b\n"), lamps(bulb="c\n")).message


def test_a_link_out_of_the_tree_is_not_patched(tmp_path: object) -> None:
    from pathlib import Path

    from specgen.patches import apply_patches
    from specgen.trees import DirectoryTree

    root = Path(str(tmp_path))
    (root / "tree").mkdir()
    (root / "secret.tex").write_text(CONTENT)
    (root / "tree" / "content.tex").symlink_to(root / "secret.tex")
    with pytest.raises(SpecgenError, match="link out of the") as found:
        apply_patches(DirectoryTree(root / "tree"), read_patches(DIFF.encode(), "in.patch"))
    assert found.value.place == "in.patch:1"
