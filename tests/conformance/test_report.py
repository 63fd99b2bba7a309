"""The files of a report: a page for everything, escaped, without network, and what of a standing is on its page."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conformance.standings import KINDS, bare, varied
from conftest import specification_root

from specgen.conformance.impact import impact_of
from specgen.conformance.report.frame import file_name, requirement_path, scope_path
from specgen.conformance.report.pages import report_files
from specgen.conformance.standing import Coverage, Mutant, PeerVerdict, Status, Verdict, tally
from specgen.emit.manifest import safe_path
from specgen.emit.writer import write_package
from specgen.ledger.store import load_ledger

EVIL = '"><script>document.title = "owned"</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\ud800\0'


class Page(HTMLParser):
    """What a page holds: its tags in order, the links, the text, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []
        self.handlers: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag not in {"meta", "link", "input", "rect", "line", "polyline", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"rect", "line", "polyline"}:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def page_of(number: int, files: dict[str, str] | None = None) -> Page:
    return Page((files or report_files(varied()))[requirement_path(varied().standings[number])])


def test_counts_add_up() -> None:
    whole = tally(varied().standings)
    parts = [tally(varied().of(scope)) for scope, _ in varied().names]
    assert whole.requirements == sum(part.requirements for part in parts) == len(varied().standings)
    assert sum(number for _, number in whole.by_status) == whole.requirements
    assert whole.checked == sum(one.checked for one in varied().standings)
    assert whole.killed == whole.mutants - sum(not m.killed for one in varied().standings for m in one.mutants)


def test_there_is_a_page_for_everything_and_no_link_leads_nowhere() -> None:
    impact = impact_of(replace(varied(), standings=varied().standings[2:]), varied())
    files = report_files(varied(), (bare(),), impact, load_ledger())
    assert {requirement_path(one) for one in varied().standings} <= files.keys()
    assert {scope_path(scope) for scope, _ in varied().names} <= files.keys()
    for path, text in files.items():
        if path.endswith(".html"):
            for link in Page(text).links:
                target, _, _ = link.partition("#")
                if target and not target.startswith("data:"):
                    assert str(Path("/", Path(path).parent, target).resolve().relative_to("/")) in files, (path, link)
    assert report_files(varied(), (bare(),), impact, load_ledger()) == files


def test_no_page_asks_the_network_for_anything() -> None:
    for path, text in report_files(varied(), (bare(),)).items():
        assert not re.search(r"https?:|//[a-z]|@import|url\(|@font-face", text.replace("// Search", "")), path


def test_a_requirement_page_has_all_there_is() -> None:
    files = report_files(varied(), ledger=load_ledger())
    one = varied().standings[0]
    words = page_of(0, files).words
    assert one.clause is not None
    for text in (
        one.requirement.id, one.requirement.text, one.clause, "never-before", "too-early", "does the thing at once",
        "killed", "test_pair.py::test_all", "15 page-write 0x4000 before used", "3 occasions",
        "no workload takes a page twice", "Since 1.0",
    ):  # fmt: skip
        assert " ".join(text.split()) in words
    assert "Only if the feature was negotiated." in page_of(1, files).words
    assert "lives" in page_of(1, files).words
    assert "what a driver intends leaves no trace" in page_of(3, files).words
    assert "could not be parsed" in page_of(4, files).words
    assert "Two verbs have no object." in page_of(4, files).words
    assert "can be read in 2 ways" in page_of(5, files).words
    assert all(reading in page_of(5, files).words for reading in varied().standings[5].readings)
    assert "No run has judged it yet." in page_of(6, files).words


def test_pages_of_one_text_hang_together() -> None:
    standings = varied().standings
    links = page_of(1).links
    assert f"../{requirement_path(standings[0])}" in links
    assert f"../{requirement_path(standings[2])}" in links
    assert f"../{scope_path(standings[1].requirement.scope)}" in links


def test_a_patched_requirement_shows_what_it_said_before() -> None:
    first, second, *others = varied().standings
    old = replace(first.requirement, text="It was said otherwise.", fingerprint="0" * 12)
    before = replace(varied(), standings=(replace(first, requirement=old), *others))
    files = report_files(varied(), impact=impact_of(before, varied()))
    words = page_of(0, files).words
    assert "It was said otherwise." in words
    assert "somebody has to look" in words
    index = Page(files["index.html"]).words
    assert "Checks gone stale" in index
    assert "stale check" in index
    assert f"{second.requirement.id} new" in index


def test_text_of_the_specification_is_never_markup() -> None:
    files = report_files(hostile(), (hostile(),), impact_of(bare(), hostile()), load_ledger())
    for path, text in files.items():
        if path.endswith(".html"):
            page = Page(text)
            assert page.tags.count("script") == 1, path
            assert "img" not in page.tags, path
            assert page.handlers == [], path
            assert "document.title" in page.words


def hostile() -> Coverage:
    """Everything that comes from a text or a run is hostile."""

    def bad(number: int) -> str:
        return f"{EVIL}{number}"

    standings = tuple(
        replace(
            one,
            requirement=replace(
                one.requirement,
                id=f"../../{bad(number)}",
                scope=EVIL,
                levels=(EVIL,),
                text=EVIL,
                section=(EVIL,),
                label=EVIL,
                condition=EVIL,
                applies_if=(EVIL,),
                span=replace(one.requirement.span, file=EVIL),
            ),
            clause=EVIL if number % 2 else None,
            readings=(EVIL,) if number % 3 else (),
            unparsed=EVIL,
            applies=EVIL,
            reason=EVIL,
            monitor=EVIL,
            mutants=(Mutant(EVIL, EVIL, killed=False),),
            tests=(EVIL,),
            verdicts=(PeerVerdict(EVIL, Verdict.VIOLATED, (EVIL, "</pre>" + EVIL), EVIL, EVIL, 1),),
        )
        for number, one in enumerate(varied().standings[: 2 * KINDS])
    )
    return Coverage(EVIL, EVIL, EVIL, ((EVIL, EVIL),), standings)


def test_files_of_a_hostile_text_stay_in_the_report(tmp_path: Path) -> None:
    files = report_files(hostile())
    assert all(safe_path(path) for path in files)
    write_package(files, tmp_path / "report")
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"report"}


@pytest.mark.parametrize(
    "text", ["../up", "UPPER", "upper ", "", ".", "a" * 300, "a/b", "a\\b", "nul\0", "\u00e9", "\ud800"]
)
def test_file_names_are_plain_and_differ(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,100}", file_name(text))
    assert file_name(text) not in {file_name(other) for other in ("balloon", "upper", "a", "a-b", "up")}


def test_a_plain_name_is_kept() -> None:
    assert file_name("balloon-drv-new-3fa9c1") == "balloon-drv-new-3fa9c1"


def test_an_empty_coverage_has_a_report() -> None:
    files = report_files(Coverage("", "", "nothing", (), ()), (Coverage("", "", "nothing", (), ()),))
    assert Page(files["index.html"]).tags.count("tr") > 0


def test_a_text_of_fifteen_hundred_requirements_has_its_pages_in_seconds(tmp_path: Path) -> None:
    root = specification_root() / "v1.4"
    if not root.is_dir():
        pytest.skip("needs v1.4")
    coverage = varied(str(root))
    files = report_files(coverage, ledger=load_ledger())
    written = write_package(files, tmp_path / "report").written
    assert len(written) == len(files) > len(coverage.standings) > 1400
    assert write_package(report_files(coverage, ledger=load_ledger()), tmp_path / "report").written == ()
    one = coverage.standings[700]
    changed = replace(one, status=Status.BOUND, monitor="another")
    standings = (*coverage.standings[:700], changed, *coverage.standings[701:])
    again = report_files(replace(coverage, standings=standings), ledger=load_ledger())
    assert set(write_package(again, tmp_path / "report").written) <= {
        "index.html", "MANIFEST", requirement_path(one), scope_path(one.requirement.scope),
    }  # fmt: skip
