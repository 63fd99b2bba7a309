"""Real patches from the lists, applied to the trees they were made for."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest
from conftest import shared, specification_root
from patches.test_properties import git

from specgen.patches import Change, apply_patches, read_patches
from specgen.trees import DirectoryTree

MBOXES = ("balloon-page-features", "virtio-media", "net-flow-filter-requirements", "mmio-header-fix", "pmem-rfc")
SEED = "page-reporting-v2.mail.txt"


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bases")
    with tarfile.open(shared("patches") / "bases.tar.xz") as archive:
        archive.extractall(path, filter="data")
    return path


def test_all_mboxes_are_named_here() -> None:
    index = json.loads((shared("patches") / "index.json").read_text())
    assert {entry["patch"] for entry in index} == {f"{name}.mbox" for name in MBOXES}


@pytest.mark.parametrize("name", MBOXES)
def test_a_mbox_on_its_base_gives_its_after_tree(trees: Path, name: str) -> None:
    index = json.loads((shared("patches") / "index.json").read_text())
    entry = next(entry for entry in index if entry["patch"] == f"{name}.mbox")
    data = (shared("patches") / entry["patch"]).read_bytes()
    tree = apply_patches(DirectoryTree(trees / entry["base"]), read_patches(data, entry["patch"]))
    after = DirectoryTree(trees / entry["after"])
    assert tree.paths() == after.paths()
    assert {path: tree.read(path) == after.read(path) for path in after.paths()} == dict.fromkeys(after.paths(), True)
    assert len(tree.patches) == entry["commits"]
    assert tree.notes == ()
    lines = data.decode().split("\n")
    for path in tree.changed_paths:
        for number in tree.touched_lines(path):
            origin = tree.origin(path, number)
            assert origin
            assert "+" + tree.text(path).lines[number - 1] == lines[origin.line - 1] + "\n"


@pytest.mark.parametrize("name", MBOXES)
def test_the_same_as_crlf_gives_the_same_tree(trees: Path, name: str) -> None:
    data = (shared("patches") / f"{name}.mbox").read_bytes()
    base = DirectoryTree(trees / "trees" / name)
    plain = apply_patches(base, read_patches(data, "x"))
    tree = apply_patches(base, read_patches(data.replace(b"\n", b"\r\n"), "x"))
    assert {path: tree.read(path) for path in tree.changed_paths} == {p: plain.read(p) for p in plain.changed_paths}


def test_the_series_is_sorted_whatever_its_order(trees: Path) -> None:
    data = (shared("patches") / "balloon-page-features.mbox").read_bytes()
    mails = [b"From " + mail for mail in data.split(b"\nFrom ")]
    mails[0] = mails[0].removeprefix(b"From ")
    patches = read_patches(b"\n".join(reversed(mails)), "x")
    assert [(patch.number, patch.total) for patch in patches] == [(1, 3), (2, 3), (3, 3)]
    after = DirectoryTree(trees / "trees" / "balloon-page-features.after")
    tree = apply_patches(DirectoryTree(trees / "trees" / "balloon-page-features"), patches)
    assert all(tree.read(path) == after.read(path) for path in after.paths())


def test_the_seed_page_applies_to_its_base() -> None:
    data = (shared("patches") / SEED).read_bytes()
    (patch,) = read_patches(data, SEED)
    assert patch.subject == "content: Document balloon feature free page reporting"
    assert (patch.number, patch.total, patch.version, patch.tags) == (3, 3, 2, ("PATCH v2 3/3",))
    assert patch.page
    assert patch.author.startswith("Alexander Duyck <")
    lines = data.decode().split("\n")
    assert lines[patch.message_line - 1] == patch.message.split("\n")[0]
    assert patch.message.split("\n")[-2].startswith("Signed-off-by:")
    assert [(file.change, file.name, len(file.hunks)) for file in patch.files] == [(Change.MODIFY, "content.tex", 6)]
    base = DirectoryTree(specification_root() / "seed-base")
    tree = apply_patches(base, [patch])
    assert len(tree.touched_lines("content.tex")) == 83
    assert [note.code for note in tree.notes] == ["patch-place"] * 6
    for number in tree.touched_lines("content.tex"):
        origin = tree.origin("content.tex", number)
        assert origin
        assert lines[origin.line - 1] == "+" + tree.text("content.tex").lines[number - 1].removesuffix("\n")
    assert b"VIRTIO_BALLOON_F_PAGE_REPORTING(5)" in tree.read("content.tex")
    assert b"VIRTIO_BALLOON_F_PAGE_REPORTING(5)" not in base.read("content.tex")


@pytest.mark.skipif(not shutil.which("git"), reason="needs git to make the diff")
@pytest.mark.parametrize(("old", "new"), [("v1.0", "v1.1"), ("v1.2", "v1.4"), ("v1.4", "v1.0")])
def test_the_difference_of_two_versions_turns_one_into_the_other(tmp_path: Path, old: str, new: str) -> None:
    git(tmp_path, "init", "-q")
    for version in (old, new):
        source = specification_root() / version
        if not source.is_dir():
            pytest.skip(f"needs the specification's {version}")
        git(tmp_path, "rm", "-rqf", "--ignore-unmatch", ".")
        shutil.copytree(source, tmp_path, dirs_exist_ok=True, copy_function=shutil.copyfile)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", version)
    diff = git(tmp_path, "diff", "-M", "HEAD~", "HEAD")
    tree = apply_patches(DirectoryTree(specification_root() / old), read_patches(diff, "versions.diff"))
    after = DirectoryTree(specification_root() / new)
    assert tree.paths() == after.paths()
    assert [path for path in after.paths() if tree.read(path) != after.read(path)] == []
    assert tree.notes == ()


@pytest.mark.parametrize("version", ["v1.0", "v1.2", "v1.4"])
def test_the_seed_page_does_not_apply_to_other_versions(version: str) -> None:
    from specgen.diagnostics import SpecgenError

    path = specification_root() / version
    if not path.is_dir():
        pytest.skip(f"needs the specification's {version}")
    patches = read_patches((shared("patches") / SEED).read_bytes(), SEED)
    with pytest.raises(SpecgenError, match=r"hunk 1 of 6 for content\.tex") as refused:
        apply_patches(DirectoryTree(path), patches)
    assert refused.value.place == f"{SEED}:34"
    assert max(map(len, refused.value.message.split("\n"))) <= 100
    if version == "v1.4":  # the chapter has its own file there
        assert "device-types/balloon/description.tex" in str(refused.value.hint)
