"""Trees: what is read, what is refused, and that nothing outside is ever reached."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.diagnostics import SpecgenError
from specgen.trees import MAX_FILE_SIZE, DirectoryTree, FileTree, PathRefusedError, Tree, content_digest, open_tree

FILES = {
    "virtio.tex": b"\\documentclass{report}\\input{content}",
    "content.tex": b"\\chapter{One}\n",
    "device-types/lamp/description.tex": b"\\section{Lamp}\xc3\xa9",
    "notes.txt": b"no LaTeX",
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")


def write_files(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def git(directory: Path, *command: str) -> str:
    identity = ("-c", "user.name=Lamp", "-c", "user.email=lamp@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", "-C", str(directory), *identity, *command], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(directory: Path) -> str:
    git(directory, "add", "-A")
    git(directory, "commit", "-q", "--allow-empty", "-m", "Say something")
    return git(directory, "rev-parse", "HEAD")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return write_files(tmp_path / "spec", FILES)


@pytest.fixture
def repository(spec: Path) -> Path:
    git(spec, "init", "-q")
    commit(spec)
    git(spec, "tag", "v1")
    return spec


@pytest.fixture(params=["directory", "git", "git-subdirectory", "git-bare"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Tree:
    """The same files in every kind of tree."""
    root = tmp_path / "repo"
    below = root / "below" if request.param == "git-subdirectory" else root
    write_files(below, FILES)
    if request.param == "directory":
        return open_tree(str(root))
    git(root, "init", "-q")
    commit(root)
    if request.param == "git-bare":
        git(tmp_path, "clone", "-q", "--bare", str(root), "bare")
        return open_tree(f"{tmp_path / 'bare'}@HEAD")
    return open_tree(f"{below}@HEAD")


def test_every_kind_of_tree_reads_the_same(tree: Tree) -> None:
    assert tree.entry == "virtio.tex"
    assert tree.paths() == ("content.tex", "device-types/lamp/description.tex", "virtio.tex")
    assert {name: tree.read(name) for name in FILES} == FILES
    assert tree.read("device-types/../content.tex") == FILES["content.tex"]


@pytest.mark.parametrize("path", ["missing.tex", "content.tex/x.tex", "x" * 5000, "\udcff.tex"])
def test_missing_files_are_missing(tree: Tree, path: str) -> None:
    with pytest.raises(FileNotFoundError):
        tree.read(path)


@pytest.mark.parametrize(
    "path",
    ["../secret.tex", "../../etc/passwd", "a/../../secret.tex", "/etc/passwd", "..", "a\\b.tex", "C:x.tex", "a\0b.tex"],
)
def test_paths_out_of_the_tree_are_refused(tree: Tree, path: str) -> None:
    with pytest.raises(PathRefusedError, match=r"outside|not a relative path|NUL"):
        tree.read(path)


@pytest.mark.parametrize("path", ["device-types", ".", ""])
def test_directories_are_not_read(tree: Tree, path: str) -> None:
    with pytest.raises((PathRefusedError, FileNotFoundError)):
        tree.read(path)


@posix
def test_links_may_lead_about_in_the_tree_but_not_out(spec: Path) -> None:
    (spec.parent / "secret.tex").write_bytes(b"secret")
    (spec / "inside.tex").symlink_to("device-types/lamp/description.tex")
    (spec / "outside.tex").symlink_to("../secret.tex")
    (spec / "absolute.tex").symlink_to(spec.parent / "secret.tex")
    (spec / "up").symlink_to("..")
    (spec / "loop.tex").symlink_to("loop.tex")
    trees = [open_tree(str(spec))]
    git(spec, "init", "-q")
    commit(spec)
    trees.append(open_tree(f"{spec}@HEAD"))
    for tree in trees:
        assert tree.read("inside.tex") == FILES["device-types/lamp/description.tex"]
        for path in ("outside.tex", "absolute.tex"):
            with pytest.raises(PathRefusedError, match="link out of"):
                tree.read(path)
        for path in ("up/secret.tex", "loop.tex"):
            with pytest.raises((PathRefusedError, FileNotFoundError)):
                tree.read(path)


@posix
def test_a_neighbour_with_the_same_beginning_is_outside(spec: Path) -> None:
    neighbour = write_files(spec.with_name("spec-secret"), {"a.tex": b"secret"})
    (spec / "link").symlink_to(neighbour)
    with pytest.raises(PathRefusedError, match="link out of"):
        open_tree(str(spec)).read("link/a.tex")


@posix
def test_a_pipe_is_refused_without_waiting(spec: Path) -> None:
    os.mkfifo(spec / "pipe.tex")
    with pytest.raises(PathRefusedError, match="not a regular file"):
        open_tree(str(spec)).read("pipe.tex")


def test_too_large_files_are_refused(repository: Path) -> None:
    with (repository / "big.tex").open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 1)
    commit(repository)
    for name in (str(repository), f"{repository}@HEAD"):
        with pytest.raises(PathRefusedError, match="too large"):
            open_tree(name).read("big.tex")
        assert open_tree(name).read("content.tex") == FILES["content.tex"]


def test_file_tree_starts_from_its_file(spec: Path) -> None:
    tree = open_tree(str(spec / "content.tex"))
    assert isinstance(tree, FileTree)
    assert tree.entry == "content.tex"
    assert tree.read("device-types/lamp/description.tex") == FILES["device-types/lamp/description.tex"]


@pytest.mark.parametrize(
    ("names", "entry"),
    [
        (("virtio.tex", "content.tex", "main.tex"), "virtio.tex"),
        (("content.tex", "main.tex", "paper.tex"), "content.tex"),
        (("main.tex", "paper.tex"), "main.tex"),
        (("paper.tex", "part.tex"), "paper.tex"),
        (("part.tex",), "part.tex"),
    ],
)
def test_entry_is_found(tmp_path: Path, names: tuple[str, ...], entry: str) -> None:
    texts = {name: b"\\documentclass{article}" if name == "paper.tex" else b"text" for name in names}
    assert open_tree(str(write_files(tmp_path, texts))).entry == entry


@pytest.mark.parametrize(
    ("files", "said", "hint"),
    [
        ({}, "no virtio specification", "virtio.tex"),
        ({"a.tex": b"", "b.tex": b""}, "no virtio specification", "virtio.tex"),
        ({"x/content.tex": b""}, "no virtio specification", "x/"),
        (
            {"a.tex": b"\\documentclass", "b.tex": b"\\documentclass"},
            "several LaTeX documents: a.tex, b.tex",
            "FILE.tex",
        ),
    ],
)
def test_no_entry_is_said_clearly(tmp_path: Path, files: dict[str, bytes], said: str, hint: str) -> None:
    tree = open_tree(str(write_files(tmp_path, files)))
    with pytest.raises(SpecgenError, match=said) as caught:
        _ = tree.entry
    assert hint in (caught.value.hint or "")


def test_hidden_directories_are_left_out(repository: Path) -> None:
    write_files(repository, {".hidden/x.tex": b""})
    commit(repository)
    for name in (str(repository), f"{repository}@HEAD"):
        assert not [path for path in open_tree(name).paths() if "hidden" in path]


def test_revisions_are_read_without_a_checkout(repository: Path) -> None:
    first = git(repository, "rev-parse", "v1")
    (repository / "content.tex").write_bytes(b"later")
    (repository / "virtio.tex").unlink()
    second = commit(repository)
    (repository / "content.tex").write_bytes(b"not committed")
    old, new = open_tree(f"{repository}@v1"), open_tree(f"{repository}@HEAD")
    assert (old.revision, new.revision) == (first, second)
    assert (old.entry, new.entry) == ("virtio.tex", "content.tex")
    assert (old.read("content.tex"), new.read("content.tex")) == (FILES["content.tex"], b"later")
    assert open_tree(f"{repository}@{second[:10]}~1").revision == first
    assert git(repository, "status", "--porcelain") == "M content.tex"


@pytest.mark.parametrize(
    "revision", ["nope", "-x", "--output=x", "v1 v1", "", "v1\n", ":/", "HEAD:content.tex", "v1..HEAD"]
)
def test_odd_revisions_are_refused(repository: Path, revision: str) -> None:
    with pytest.raises(SpecgenError, match="revision"):
        open_tree(f"{repository}@{revision}")
    assert not (repository / "x").exists()


def test_revision_with_an_at_sign(repository: Path) -> None:
    assert open_tree(f"{repository}@HEAD@{{0}}").revision == git(repository, "rev-parse", "HEAD")


def test_a_real_name_with_an_at_sign_wins(repository: Path) -> None:
    named = write_files(repository.with_name("spec@v1"), {"content.tex": b"named so"})
    tree = open_tree(str(named))
    assert isinstance(tree, DirectoryTree)
    assert tree.read("content.tex") == b"named so"


def test_a_repository_of_the_caller_is_not_mistaken_for_the_one_named(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert open_tree(f"{repository}@v1").read("content.tex") == FILES["content.tex"]


@pytest.mark.parametrize("name", ["", "missing", "missing@v1", "missing.tex", "a\0b", "x" * 5000, "\udcff"])
def test_what_is_not_there_is_said(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecgenError) as caught:
        open_tree(name)
    assert "DIR@REVISION" in (caught.value.hint or "")
    assert len(caught.value.message) < 300


def test_what_is_no_specification_is_said(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SpecgenError, match=r"not a \.tex file"):
        open_tree(str(repository / "notes.txt"))
    with pytest.raises(SpecgenError, match="is a file"):
        open_tree(f"{repository / 'content.tex'}@v1")
    with pytest.raises(SpecgenError, match="not in a git repository"):
        open_tree(f"{tmp_path}@v1")


def test_git_missing_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SpecgenError, match="needs git"):
        open_tree(f"{repository}@v1")


def test_digest_is_that_of_the_bytes() -> None:
    assert content_digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert content_digest(b"a") != content_digest(b"b")
