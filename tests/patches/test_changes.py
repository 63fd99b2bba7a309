"""Files added, renamed, copied, deleted, emptied; names with blanks and quotes; line ends; moved hunks."""

import re

import pytest
from patches.memory_tree import CONTENT, DIFF, PATCHED, MemoryTree, file_diff, lamps, patched

from specgen.diagnostics import Severity, SpecgenError
from specgen.patches import Change, PatchedTree, read_patches

BULB = "A bulb.\nIt glows.\nIt is round.\nIt is warm.\n"


def text(tree: PatchedTree, path: str) -> str:
    return tree.read(path).decode()


def header(old: str, new: str, *lines: str) -> str:
    return "\n".join([f"diff --git a/{old} b/{new}", *lines, ""])


ADDED = "--- /dev/null\n+++ b/parts/bulb.tex\n@@ -0,0 +1,2 @@\n+A bulb.\n+It glows.\n"


@pytest.mark.parametrize("head", ["", header("parts/bulb.tex", "parts/bulb.tex", "new file mode 100644", "index 0..1")])
def test_a_file_is_added(head: str) -> None:
    tree = patched(head + ADDED)
    assert text(tree, "parts/bulb.tex") == "A bulb.\nIt glows.\n"
    assert tree.paths() == ("content.tex", "parts/bulb.tex")
    assert tree.touched_lines("parts/bulb.tex") == (1, 2)
    assert tree.changed_paths == ("parts/bulb.tex",)


def test_a_file_is_added_by_a_diff_with_time_stamps() -> None:
    head = "--- old/bulb.tex\t1970-01-01 00:00:00.000000000 +0000\n+++ new/bulb.tex\t2020-01-01 00:00:00.0 +0000\n"
    assert text(patched(f"{head}@@ -0,0 +1 @@\n+A bulb.\n"), "bulb.tex") == "A bulb.\n"


def test_an_empty_file_is_added() -> None:
    tree = patched(header("a.tex", "a.tex", "new file mode 100644", "index 0000000..e69de29"))
    assert tree.read("a.tex") == b""
    assert "a.tex" in tree.paths()


def test_a_file_in_a_hidden_directory_is_not_listed() -> None:
    assert patched(ADDED.replace("parts/", ".parts/")).paths() == ("content.tex",)


@pytest.mark.parametrize("head", ["", header("bulb.tex", "bulb.tex", "deleted file mode 100644", "index 1..0")])
def test_a_file_is_deleted(head: str) -> None:
    diff = "--- a/bulb.tex\n+++ /dev/null\n@@ -1,4 +0,0 @@\n" + "".join(f"-{line}\n" for line in BULB.splitlines())
    tree = patched(head + diff, lamps(bulb=BULB))
    assert tree.paths() == ("content.tex",)
    with pytest.raises(FileNotFoundError):
        tree.read("bulb.tex")
    assert tree.changed_paths == ("bulb.tex",)


RENAME = header("bulb.tex", "parts/light bulb.tex", "similarity index 100%", "rename from bulb.tex")
RENAME += "rename to parts/light bulb.tex\n"


def test_a_file_is_renamed_without_changes() -> None:
    tree = patched(RENAME, lamps(bulb=BULB))
    assert tree.paths() == ("content.tex", "parts/light bulb.tex")
    assert text(tree, "parts/light bulb.tex") == BULB
    assert tree.touched_lines("parts/light bulb.tex") == ()


@pytest.mark.parametrize(("kind", "left"), [("rename", False), ("copy", True)])
def test_a_file_is_renamed_or_copied_with_changes(kind: str, left: bool) -> None:
    hunk = "@@ -1,4 +1,4 @@\n A bulb.\n-It glows.\n+It shines.\n It is round.\n It is warm.\n"
    names = RENAME.replace("100%", "75%").replace("rename", kind) + "--- a/bulb.tex\n+++ b/parts/light bulb.tex\t\n"
    tree = patched(names + hunk, lamps(bulb=BULB))
    assert text(tree, "parts/light bulb.tex") == BULB.replace("glows", "shines")
    assert ("bulb.tex" in tree.paths()) is left
    assert tree.touched_lines("parts/light bulb.tex") == (2,)


def test_a_renamed_file_keeps_the_origins_of_an_earlier_patch() -> None:
    first = file_diff("bulb.tex", BULB, BULB + "It hums.\n")
    mails = "".join(
        f"From x Thu Jan  1 00:00:00 1970\nFrom: a\nSubject: [PATCH {n}/2] t\n\n---\n{diff}\n"
        for n, diff in ((1, first), (2, RENAME))
    )
    origin = patched(mails, lamps(bulb=BULB)).origin("parts/light bulb.tex", 5)
    assert origin
    assert mails.split("\n")[origin.line - 1] == "+It hums."


def test_two_files_swap_their_names() -> None:
    swap = "".join(
        header(old, new, "similarity index 100%", f"rename from {old}", f"rename to {new}")
        for old, new in (("bulb.tex", "wire.tex"), ("wire.tex", "bulb.tex"))
    )
    tree = patched(swap, lamps(bulb=BULB, wire="A wire.\n"))
    assert (text(tree, "bulb.tex"), text(tree, "wire.tex")) == ("A wire.\n", BULB)


def test_a_new_file_takes_the_name_of_one_that_is_renamed_further_down() -> None:
    new = (
        header("bulb.tex", "bulb.tex", "new file mode 100644") + "--- /dev/null\n+++ b/bulb.tex\n@@ -0,0 +1 @@\n+New.\n"
    )
    tree = patched(new + RENAME, lamps(bulb=BULB))
    assert (text(tree, "bulb.tex"), text(tree, "parts/light bulb.tex")) == ("New.\n", BULB)


def test_a_mode_changes_and_no_text() -> None:
    diff = header("content.tex", "content.tex", "old mode 100644", "new mode 100755")
    assert read_patches(diff.encode(), "x")[0].files[0].change is Change.MODE
    assert text(patched(diff), "content.tex") == CONTENT


@pytest.mark.parametrize("name", ["with blank.tex", "a b/c d.tex", 'quo"te.tex', "tab\tin.tex", "käfer.tex", "b/x.tex"])
def test_names_that_git_quotes_and_names_with_blanks(name: str) -> None:
    plain = name.isascii() and not re.search(r'["\t]', name)
    coded = name.encode().replace(b'"', b'\\"').replace(b"\t", b"\\t")
    octal = re.sub(rb"[\x80-\xff]", lambda found: b"\\%03o" % found[0][0], coded).decode()
    old, new = (f"a/{name}", f"b/{name}") if plain else (f'"a/{octal}"', f'"b/{octal}"')
    hunk = "@@ -1,4 +1,4 @@\n A bulb.\n-It glows.\n+It shines.\n It is round.\n It is warm.\n"
    diff = f"diff --git {old} {new}\nindex 1..2 100644\n--- {old}\t\n+++ {new}\t\n{hunk}"
    tree = lamps()
    tree.files[name] = BULB.encode()
    if "\t" in name:
        with pytest.raises(SpecgenError, match="control characters"):
            patched(diff, tree)
    else:
        assert text(patched(diff, tree), name) == BULB.replace("glows", "shines")


def test_no_line_feed_at_the_end() -> None:
    for old, new in (("x\ny", "x\ny\n"), ("x\ny\n", "x\ny"), ("x\ny", "x\nz"), ("x", ""), ("", "x")):
        assert text(patched(file_diff("a.tex", old, new), lamps(a=old)), "a.tex") == new


def test_form_feeds_and_other_odd_letters_end_no_line() -> None:
    old = "a\fb\u2028c\x0b\x85d\r e\nlast\n"
    new = old.replace("last", "least")
    assert text(patched(file_diff("a.tex", old, new), lamps(a=old)), "a.tex") == new


# line ends


def crlf(value: str) -> str:
    return value.replace("\n", "\r\n")


def only_content_crlf(diff: str) -> str:
    return "".join(
        line[:-1] + "\r\n" if line[0] in " +-" and not line.startswith(("+++", "---")) else line
        for line in diff.splitlines(keepends=True)
    )


@pytest.mark.parametrize(
    ("diff", "file", "expected", "told"),
    [
        (DIFF, CONTENT, PATCHED, False),
        (crlf(DIFF), CONTENT, PATCHED, True),
        (only_content_crlf(DIFF), CONTENT, PATCHED, True),
        (DIFF, crlf(CONTENT), crlf(PATCHED), True),
        (crlf(DIFF), crlf(CONTENT), crlf(PATCHED), False),
        (only_content_crlf(DIFF), crlf(CONTENT), crlf(PATCHED), False),
    ],
    ids=["both LF", "CRLF patch", "CRLF lines", "CRLF file", "both CRLF", "CRLF lines and file"],
)
def test_line_ends_are_those_of_the_file(diff: str, file: str, expected: str, told: bool) -> None:
    tree = patched(diff, MemoryTree({"content.tex": file.encode()}))
    assert text(tree, "content.tex") == expected
    assert ["line-ends" in note.code for note in tree.notes] == [True] * told


def test_a_patch_that_changes_the_line_ends_does_just_that() -> None:
    for old, new in ((BULB, crlf(BULB)), (crlf(BULB), BULB)):
        tree = MemoryTree({"content.tex": old.encode()})
        assert text(patched(file_diff("content.tex", old, new), tree), "content.tex") == new


# places


def test_a_moved_hunk_is_accepted_and_told() -> None:
    tree = patched(DIFF, MemoryTree({"content.tex": ("New.\n" * 40 + CONTENT).encode()}))
    assert text(tree, "content.tex") == "New.\n" * 40 + PATCHED
    (note,) = tree.notes
    assert note.message == "@@ -3,7 +3,8 @@ of content.tex fits 40 lines further down, at line 43"
    assert (note.severity, note.span.file, note.span.line) == (Severity.NOTE, "in.patch", 5)


def test_the_nearest_of_several_places_is_taken_with_a_warning() -> None:
    twice = "x\n" * 20 + CONTENT + "x\n" * 50 + CONTENT
    tree = patched(DIFF, MemoryTree({"content.tex": twice.encode()}))
    assert text(tree, "content.tex") == "x\n" * 20 + PATCHED + "x\n" * 50 + CONTENT
    assert tree.notes[0].severity is Severity.WARNING
    assert "1 other place" in tree.notes[0].message


def test_fuzz_only_when_asked_for() -> None:
    tree = MemoryTree({"content.tex": CONTENT.replace("Lamp 3 is", "Lamp 3 was").encode()})
    with pytest.raises(SpecgenError, match="does not apply") as refused:
        patched(DIFF, tree)
    assert refused.value.hint == "it would fit with --fuzz 1; look at the result"
    result = patched(DIFF, tree, fuzz=1)
    assert text(result, "content.tex") == PATCHED.replace("Lamp 3 is", "Lamp 3 was")
    assert [note.severity for note in result.notes] == [Severity.WARNING]


def test_fuzz_never_gives_up_what_a_hunk_removes() -> None:
    tree = MemoryTree({"content.tex": CONTENT.replace("Lamp 6 is", "Lamp 6 was").encode()})
    with pytest.raises(SpecgenError, match="does not apply"):
        patched(DIFF, tree, fuzz=9)


def test_a_hunk_of_the_files_end_fits_only_there() -> None:
    diff = file_diff("content.tex", CONTENT, CONTENT + "The end.\n")
    tree = MemoryTree({"content.tex": (CONTENT + "More.\n").encode()})
    with pytest.raises(SpecgenError, match="its lines stand at line 28, but it belongs at the end of the file"):
        patched(diff, tree)
    result = patched(diff, tree, fuzz=3)
    assert text(result, "content.tex") == CONTENT + "The end.\nMore.\n"
    assert "away from the end" in result.notes[0].message


def test_a_hunk_without_context_is_placed_by_number_with_a_warning() -> None:
    tree = patched(file_diff("content.tex", CONTENT, CONTENT.replace("Lamp 9", "A cat.\nLamp 9"), 0))
    assert text(tree, "content.tex") == CONTENT.replace("Lamp 9", "A cat.\nLamp 9")
    assert "only its line number" in tree.notes[0].message


def test_blanks_lost_at_line_ends_are_forgiven_to_a_page_only() -> None:
    tree = MemoryTree({"content.tex": CONTENT.replace("Lamp 4 is lit.", "Lamp 4 is lit.  ").encode()})
    page = f"Archive\n\nSubject: [PATCH] dim\n\n---\n{DIFF}"
    result = patched(page, tree)
    assert text(result, "content.tex") == PATCHED.replace("Lamp 4 is lit.", "Lamp 4 is lit.  ")
    assert [note.code for note in result.notes] == ["patch-blanks"]
    with pytest.raises(SpecgenError, match="does not apply"):
        patched(DIFF, tree)


# the tree


def test_what_is_no_text_of_the_specification_may_be_missing() -> None:
    tree = patched(file_diff("Makefile", "all:\n", "all: pdf\n") + DIFF)
    assert text(tree, "content.tex") == PATCHED
    assert [note.code for note in tree.notes] == ["patch-skipped"]
    with pytest.raises(SpecgenError, match="changes Makefile, which is not in lamps") as refused:
        patched(file_diff("Makefile", "all:\n", "all: pdf\n"))
    assert "another repository" in str(refused.value.hint)


def test_the_tree_below_is_not_touched_and_read_no_more_than_needed() -> None:
    tree = lamps(bulb=BULB)
    patched(DIFF, tree)
    assert tree.files["content.tex"] == CONTENT.encode()
    assert set(tree.reads) == {"content.tex"}


def test_patches_of_several_inputs_and_their_names() -> None:
    from specgen.patches import apply_patches

    first = read_patches(DIFF.encode(), "one.patch")
    second = read_patches(file_diff("content.tex", PATCHED, "Top.\n" + PATCHED).encode(), "two.patch")
    tree = apply_patches(lamps(), [*first, *second])
    assert [(o.patch, o.line) for o in (tree.origin("content.tex", n) for n in (1, 7, 8)) if o] == [
        ("two.patch", 4),
        ("one.patch", 10),
        ("one.patch", 11),
    ]
    assert tree.origin("content.tex", 2) is None
    assert tree.origin("content.tex", 0) is None
    assert tree.origin("content.tex", 999) is None
    assert tree.origin("nothing.tex", 1) is None
    again = apply_patches(apply_patches(lamps(), first), second)
    assert again.read("content.tex") == tree.read("content.tex")
    assert len(again.steps) == 2


def test_a_patched_tree_is_a_tree() -> None:
    from specgen.trees import PathRefusedError, Tree

    tree: Tree = patched(DIFF)
    assert (tree.name, tree.revision, tree.entry) == ("lamps", "", "content.tex")
    assert tree.read("./content.tex").decode() == PATCHED
    with pytest.raises(PathRefusedError):
        tree.read("../content.tex")


def test_a_file_that_patches_make_too_large_is_not_read() -> None:
    from specgen.trees import MAX_FILE_SIZE, PathRefusedError

    line = "x" * (MAX_FILE_SIZE // 2)
    tree = patched(f"--- /dev/null\n+++ b/a.tex\n@@ -0,0 +1,3 @@\n+{line}\n+{line}\n+x\n")
    with pytest.raises(PathRefusedError, match="too large"):
        tree.read("a.tex")


def test_the_entry_follows_when_a_patch_renames_it() -> None:
    move = header(
        "content.tex", "virtio.tex", "similarity index 100%", "rename from content.tex", "rename to virtio.tex"
    )
    assert patched(move).entry == "virtio.tex"
