"""The report of a coverage: its files, what a hostile text cannot do to them, and a walk through it in a browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from conformance.browser import chromium
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from specgen.conformance.report.pages import report_files
from specgen.conformance.standing import (
    Coverage,
    Mutant,
    PeerVerdict,
    Standing,
    Status,
    Verdict,
    tally,
)
from specgen.emit.writer import write_package
from specgen.ledger import read_identified
from specgen.model import Kind
from specgen.trees import open_tree

SAMPLE = Path(__file__).parents[2] / "specgen" / "sample"


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    specification = read_identified(open_tree(str(SAMPLE)), cache=False).specification
    normative = [one for one in specification.requirements if one.kind is Kind.NORMATIVE]
    statuses = list(Status)
    standings = tuple(
        Standing(one, statuses[number % len(statuses)], f"rendering {number}", monitor="not-until")
        for number, one in enumerate(normative)
    )
    first = replace(
        standings[0],
        mutants=(Mutant("early-kick", "kicks before DRIVER_OK", killed=True),),
        verdicts=(PeerVerdict("pair", Verdict.VIOLATED, ("3 status 7", "4 kick 0")),),
    )
    scopes = dict.fromkeys(one.requirement.scope for one in standings)
    names = tuple((scope, f"The chapter {scope}") for scope in scopes)
    return Coverage("Sample", "1.0", "the bundled sample", names, (first, *standings[1:]))


def test_counts_add_up(coverage: Coverage) -> None:
    whole = tally(coverage.standings)
    parts = [tally(coverage.of(scope)) for scope, _ in coverage.names]
    assert whole.requirements == sum(part.requirements for part in parts) == len(coverage.standings)
    assert sum(number for _, number in whole.by_status) == whole.requirements
    assert (whole.mutants, whole.killed, whole.exercised, whole.violated) == (1, 1, 1, 1)


def test_there_is_a_page_for_each_scope_and_requirement(coverage: Coverage) -> None:
    files = report_files(coverage)
    assert {f"requirement/{one.requirement.id}.html" for one in coverage.standings} <= files.keys()
    assert {f"scope/{scope}.html" for scope, _ in coverage.names} <= files.keys()
    assert report_files(coverage) == files


def test_no_page_asks_the_network_for_anything(coverage: Coverage) -> None:
    for path, text in report_files(coverage).items():
        assert "http:" not in text, path
        assert "https:" not in text, path


def test_text_of_the_specification_is_never_markup(coverage: Coverage) -> None:
    evil = '"><script>document.title = "owned"</script>'
    first = coverage.standings[0]
    requirement = replace(first.requirement, text=evil, section=(evil,), label=evil, condition=evil)
    standing = replace(first, requirement=requirement, clause=evil, reason=evil)
    files = report_files(replace(coverage, title=evil, source=evil, standings=(standing, *coverage.standings[1:])))
    assert not [path for path, text in files.items() if path.endswith(".html") and "<script>" in text]


def test_a_reader_clicks_through(coverage: Coverage, tmp_path: Path) -> None:
    report = tmp_path / "report"
    write_package(report_files(coverage, (coverage,)), report)
    with chromium(tmp_path / "profile") as browser:
        browser.get((report / "index.html").as_uri())
        shown = "table.requirements tbody tr:not([hidden])"
        total = len(coverage.standings)
        assert len(browser.find_elements(By.CSS_SELECTOR, shown)) == total
        assert browser.find_element(By.ID, "count").text == f"{total} of {total}"

        browser.find_element(By.TAG_NAME, "body").send_keys("/")
        search = browser.switch_to.active_element
        assert search.get_attribute("id") == "search"
        search.send_keys(coverage.standings[0].requirement.id)
        assert len(browser.find_elements(By.CSS_SELECTOR, shown)) == 1
        search.send_keys(Keys.ESCAPE)
        assert len(browser.find_elements(By.CSS_SELECTOR, shown)) == total

        status = browser.find_element(By.CSS_SELECTOR, "select[data-filter=status]")
        status.send_keys("open")
        expected = sum(one.status is Status.OPEN for one in coverage.standings)
        assert len(browser.find_elements(By.CSS_SELECTOR, shown)) == expected < total
        browser.refresh()
        assert len(browser.find_elements(By.CSS_SELECTOR, shown)) == expected

        body = browser.find_element(By.TAG_NAME, "body")
        body.send_keys(Keys.ESCAPE)
        body.send_keys("j")
        browser.switch_to.active_element.send_keys(Keys.ENTER)
        first = coverage.standings[0].requirement.id
        assert browser.find_element(By.TAG_NAME, "h1").text == first
        assert "4 kick 0" in browser.find_element(By.TAG_NAME, "pre").text
        browser.find_element(By.TAG_NAME, "body").send_keys("n")
        assert browser.find_element(By.TAG_NAME, "h1").text == coverage.standings[1].requirement.id
        browser.find_element(By.LINK_TEXT, coverage.standings[1].requirement.scope).click()
        assert browser.find_element(By.TAG_NAME, "h1").text.startswith("The chapter")
        assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_it_can_be_read_in_the_dark(coverage: Coverage, tmp_path: Path) -> None:
    report = tmp_path / "report"
    write_package(report_files(coverage), report)

    def paper(profile: str, *, dark: bool) -> str:
        with chromium(tmp_path / profile, dark=dark) as browser:
            browser.get((report / "index.html").as_uri())
            return str(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))

    assert paper("light", dark=False) == "rgb(255, 255, 255)"
    assert paper("dark", dark=True) == "rgb(18, 22, 27)"
