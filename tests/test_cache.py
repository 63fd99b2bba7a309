"""The cache: one result a text, safe to delete or damage, and absent where files cannot be listed."""

from pathlib import Path

import pytest

from specgen.cache import Cache, cache_root, tree_key
from specgen.diagnostics import SpecgenError
from specgen.ledger import read_identified
from specgen.trees import DirectoryTree


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DirectoryTree:
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path / "cache"))
    directory = tmp_path / "tree"
    directory.mkdir()
    (directory / "content.tex").write_text("\\section{A}\nIt MAY y.\n")
    return DirectoryTree(directory)


def entries() -> list[Path]:
    return [path for path in cache_root().rglob("*") if path.is_file()]


def test_a_second_reading_is_the_first(tree: DirectoryTree) -> None:
    first = read_identified(tree)
    assert len(entries()) == 2
    assert read_identified(tree) == first


@pytest.mark.parametrize("damage", [b"", b"no pickle", b"\x80\x05."])
def test_damaged_entries_count_as_missing(tree: DirectoryTree, damage: bytes) -> None:
    first = read_identified(tree)
    for entry in entries():
        entry.write_bytes(damage)
    assert read_identified(tree) == first


def test_nothing_is_kept_where_it_is_not_wanted(tree: DirectoryTree) -> None:
    read_identified(tree, cache=False)
    assert not cache_root().exists()


def test_a_changed_text_has_another_key(tree: DirectoryTree, tmp_path: Path) -> None:
    before = tree_key(tree)
    (tmp_path / "tree/other.tex").write_text("x")
    assert tree_key(DirectoryTree(tmp_path / "tree")) not in {before, None}


def test_files_that_cannot_be_listed_are_read_all_the_same(
    tree: DirectoryTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: DirectoryTree) -> tuple[str, ...]:
        raise SpecgenError("more files than can be listed")

    monkeypatch.setattr(DirectoryTree, "paths", refuse)
    assert tree_key(tree) is None
    assert len(read_identified(tree).specification.requirements) == 1


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path / "file"))
    cache = Cache()
    cache.store("0" * 64, "value")
    assert cache.load("0" * 64) is None
