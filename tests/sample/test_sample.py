r"""The bundled sample -> what readers count on: sound LaTeX, whole references, a patch that applies, no copied prose.

It is read here with a few regular expressions and nothing of specgen, so that the sample can judge the reader.
"""

import os
import re
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "specgen" / "sample"
PATCH = SAMPLE / "add-page-reporting.patch"
BALLOON = "Device Types / Memory Balloon Device / "
RUN = 12
"""So many words in a row count as a copied sentence."""

KEYWORD = re.compile(r"\b(?:MUST|SHALL|SHOULD)(?:\s+NOT)?\b|\b(?:MAY|REQUIRED|RECOMMENDED|OPTIONAL)\b")
HEADING = re.compile(
    r"\\(?:chapter|section|subsection|subsubsection|paragraph|subparagraph)\{"
    r"|\\(?P<role>driver|device)normative\{\\\w+\}\s*\{[^}]*\}\s*\{(?P<path>[^}]*)\}"
    r"|\\(?P<conformance>conformance)\{"
    r"|\\label\{sec:Conformance / Conformance (?P<targets>Targets)\}"
)
LISTING = re.compile(r"\\begin\{lstlisting\}.*?\\end\{lstlisting\}", re.DOTALL)
REFERENCE = re.compile(r"\\ref\{([^}]*)\}")
UNCOUNTED = re.compile(
    LISTING.pattern + r"|\\begin\{(?P<table>tabular|longtable)\}.*?\\end\{(?P=table)\}"
    r"|\\(?:label|ref|nameref|hyperref)\s*(?:\[[^\]]*\])?\{[^}]*\}"
    r"|\\(?:driver|device)normative\{[^}]*\}\s*\{[^}]*\}\s*\{[^}]*\}|\\[a-zA-Z]+",
    re.DOTALL,
)


@pytest.fixture(scope="module", params=["as shipped", "with page reporting"])
def tree(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, in a copy outside any repository."""
    copy = tmp_path_factory.mktemp("sample") / "spec"
    shutil.copytree(SAMPLE, copy)
    if request.param == "with page reporting":
        outside = os.environ | {"GIT_CEILING_DIRECTORIES": str(copy.parent)}
        subprocess.run(["git", "apply", "-p1", str(PATCH)], cwd=copy, check=True, env=outside)
    return copy


def read(root: Path, name: str = "virtio.tex") -> str:
    """The text of a file without comments, with each file it includes in its place."""
    text = re.sub(r"(?<!\\)%.*", "", (root / name).read_text(encoding="utf-8"))
    return re.sub(r"\\input\{([^}]*)\}", lambda match: read(root, match[1]), text)


def body(root: Path) -> str:
    return read(root).partition(r"\begin{document}")[2]


def labels(text: str) -> list[str]:
    normative = [f"{match['role']}normative:{match['path']}" for match in HEADING.finditer(text) if match["role"]]
    return re.findall(r"\\label\{([^}]*)\}", text) + normative


def parts(text: str) -> list[tuple[re.Match[str], str]]:
    """Each heading with the text up to the next."""
    marks = list(HEADING.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [(mark, text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def levels(text: str, path: str = "") -> dict[str, list[str]]:
    """The keywords of every normative section whose label starts with `path`, in the order of the text."""
    return {
        f"{mark['role']}normative:{mark['path']}": [" ".join(word.split()) for word in KEYWORD.findall(part)]
        for mark, part in parts(text)
        if mark["role"] and mark["path"].startswith(path)
    }


def virtio_spec() -> Path:
    """Where the real specifications are; skips the test where they are not."""
    path = Path(os.environ.get("VIRTIO_SPEC", ROOT.parent / "shared" / "virtio-spec"))
    if not path.is_dir():
        pytest.skip("the real specification is neither at $VIRTIO_SPEC nor beside the checkout")
    return path


def runs(text: str) -> list[tuple[str, ...]]:
    """Every run of RUN words of prose, not of tables and listings; any name in capitals is the same word."""
    prose = re.sub(r"\b[A-Z][A-Z0-9_]{2,}\b", " x ", UNCOUNTED.sub(" ", text))
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", prose.lower())
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]


def test_every_file_is_included(tree: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in tree.rglob("*.tex"))
    included = re.findall(r"\\input\{([^}]*)\}", text)
    files = [path.relative_to(tree).as_posix() for path in tree.rglob("*.tex") if path.name != "virtio.tex"]
    assert sorted(included) == sorted(files)


def test_braces_balance(tree: Path) -> None:
    for path in tree.rglob("*.tex"):
        text = LISTING.sub("", path.read_text(encoding="utf-8"))
        depth = 0
        for brace in re.findall(r"(?<!\\)[{}]", text):
            depth += 1 if brace == "{" else -1
            assert depth >= 0, path.name
        assert depth == 0, path.name


def test_environments_nest(tree: Path) -> None:
    open_ones: list[str] = []
    for verb, name in re.findall(r"\\(begin|end)\{(\w+)\}", r"\begin{document}" + body(tree)):
        if verb == "begin":
            open_ones.append(name)
        else:
            assert open_ones.pop() == name
    assert open_ones == []


def test_labels_are_unique(tree: Path) -> None:
    assert [label for label, count in Counter(labels(body(tree))).items() if count > 1] == []


def test_every_section_has_a_label(tree: Path) -> None:
    headings = re.findall(r"\\(?:chapter|(?:sub)*section)\{(?!\\)[^\n]*", body(tree))
    assert headings
    assert [heading for heading in headings if r"}\label{sec:" not in heading] == []


def test_every_reference_has_a_target(tree: Path) -> None:
    text = body(tree)
    references = set(REFERENCE.findall(text))
    assert references
    assert references - set(labels(text)) == set()


def test_each_normative_section_is_listed_by_one_clause_of_its_role(tree: Path) -> None:
    text = body(tree)
    listed: Counter[tuple[str, str]] = Counter()
    for mark, part in parts(text):
        if mark["conformance"]:
            title = re.search(r"(Driver|Device) Conformance\}", part)
            assert title is not None
            listed.update((title[1].lower(), label) for label in REFERENCE.findall(part))
    sections = [label for label in labels(text) if "normative:" in label]
    assert sections
    assert listed == Counter((label.partition("normative:")[0], label) for label in sections)


def test_each_clause_is_named_by_a_target(tree: Path) -> None:
    text = body(tree)
    targets = next(part for mark, part in parts(text) if mark["targets"])
    clauses = re.findall(r"\\conformance\{[^\n]*\\label\{([^}]*)\}", text)
    assert len(clauses) == 4
    assert sorted(REFERENCE.findall(targets)) == sorted(clauses)


def test_keywords_stand_in_normative_text_only(tree: Path) -> None:
    stray = [
        part.strip()
        for mark, part in parts(body(tree))
        if not (mark["role"] or mark["conformance"] or mark["targets"]) and KEYWORD.search(LISTING.sub("", part))
    ]
    assert stray == []


def test_normative_sections_hold_no_lower_case_keyword(tree: Path) -> None:
    word = re.compile(r"\b(?:must|shall|should|may|required|recommended|optional)\b")
    assert [match[0] for mark, part in parts(body(tree)) if mark["role"] for match in word.finditer(part)] == []


def test_every_field_is_a_member_of_a_listing(tree: Path) -> None:
    text = body(tree)
    code = re.sub(r"/\*.*?\*/", "", "".join(LISTING.findall(text)), flags=re.DOTALL)
    members = set(re.findall(r"(\w+)\s*(?:\[[^\]]*\]|:\s*\d+)?\s*;", code))
    fields = set(re.findall(r"\\field\{([^}]*)\}", text))
    assert {"num_pages", "used_event", "desc_event_off"} <= fields
    assert fields - members == set()
    assert members - fields - {"flags", "desc"} == set()


def test_no_word_is_doubled(tree: Path) -> None:
    for path in tree.rglob("*.tex"):
        words = re.findall(r"[A-Za-z]+|[^\sA-Za-z]", LISTING.sub("", path.read_text(encoding="utf-8")))
        assert [first for first, second in pairwise(words) if first == second and first.isalpha()] == [], path.name


def test_the_patch_is_a_mail_that_patch_applies_too(tmp_path: Path) -> None:
    head, _, rest = PATCH.read_text(encoding="utf-8").partition("\n\n")
    assert re.match(r"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\nFrom: .*\nDate: .*\nSubject: \[PATCH\] ", head)
    assert "\n---\n" in rest
    if shutil.which("patch") is None:
        pytest.skip("patch(1) is not installed")
    shutil.copytree(SAMPLE, tmp_path / "spec")
    command = ["patch", "-p1", "--fuzz=0", "--dry-run", "-i", str(PATCH)]
    done = subprocess.run(command, cwd=tmp_path / "spec", check=True, capture_output=True, text=True)
    assert "offset" not in done.stdout


def test_page_reporting_comes_with_the_patch_alone(tree: Path) -> None:
    patched = "Free Page Reporting" in body(tree)
    features = dict(re.findall(r"\\item\[VIRTIO_BALLOON_F_(\w+) \((\d+)\)\]", body(tree)))
    queues = re.findall(r"\\item\[(\d+)\] (\w+)\n", body(tree))
    known = {"MUST_TELL_HOST": "0", "STATS_VQ": "1", "DEFLATE_ON_OOM": "2", "FREE_PAGE_HINT": "3", "PAGE_POISON": "4"}
    names = ["inflateq", "deflateq", "statsq", "free_page_vq"]
    assert features == (known | {"PAGE_REPORTING": "5"} if patched else known)
    assert queues == [(str(index), name) for index, name in enumerate([*names, "reporting_vq"] if patched else names)]
    assert ("PAGE_REPORTING" in body(tree)) is patched


def test_balloon_requirements_are_those_of_the_real_text(tree: Path) -> None:
    real = sorted(virtio_spec().rglob("device-types/balloon/description.tex"))
    if not real:
        pytest.skip("no version of the specification with a device-types/balloon directory")
    theirs = levels(real[-1].read_text(encoding="utf-8"), BALLOON)
    if "Free Page Reporting" not in body(tree):
        theirs = {label: words for label, words in theirs.items() if "Reporting" not in label}
        theirs[f"drivernormative:{BALLOON}Feature bits"].pop()
    assert levels(body(tree), BALLOON) == theirs


def test_no_sentence_is_taken_from_the_real_text() -> None:
    real = list(virtio_spec().rglob("*.tex"))
    if not real:
        pytest.skip("there is no LaTeX where the real specification is looked for")
    known = {run for path in real for run in runs(path.read_text(encoding="utf-8", errors="replace"))}
    assert known
    for path in [*SAMPLE.rglob("*.tex"), PATCH]:
        copied = [" ".join(run) for run in runs(path.read_text(encoding="utf-8")) if run in known]
        assert copied == [], path.name
