"""A walk through a report from file:// in headless Chromium: keys, filters, pages, colour schemes, narrow screens."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conformance.browser import chromium
from conformance.standings import bare, varied
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from specgen.conformance.impact import impact_of
from specgen.conformance.report.frame import requirement_path, scope_path
from specgen.conformance.report.pages import report_files
from specgen.conformance.standing import Status
from specgen.emit.writer import write_package
from specgen.ledger.store import load_ledger

SHOWN = "table.requirements tbody tr:not([hidden])"
STANDINGS = varied().standings


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    first, *others = STANDINGS
    old = replace(first.requirement, text="It was said otherwise.", fingerprint="0" * 12)
    before = replace(varied(), standings=(replace(first, requirement=old), *others[1:]))
    directory = tmp_path_factory.mktemp("report")
    write_package(report_files(varied(), (bare(),), impact_of(before, varied()), load_ledger()), directory)
    return directory


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium") / "profile") as browser:
        yield browser


@pytest.fixture
def browser(started: Chrome) -> Iterator[Chrome]:
    """A fresh page in the one browser, which at the end has nothing to complain of."""
    started.get("about:blank")
    started.get_log("browser")
    yield started
    assert [entry for entry in started.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}] == []


def shown(browser: Chrome) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, SHOWN)


def press(browser: Chrome, *keys: str) -> None:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def heading(browser: Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "h1").text


def test_a_reader_filters_searches_opens_and_goes_back(browser: Chrome, report: Path) -> None:
    browser.get((report / "index.html").as_uri())
    total = len(STANDINGS)
    assert len(shown(browser)) == total
    assert browser.find_element(By.ID, "count").text == f"{total} of {total}"

    browser.find_element(By.CSS_SELECTOR, "select[data-filter=status] option[value=derived]").click()
    derived = [one for one in STANDINGS if one.status is Status.DERIVED]
    assert len(shown(browser)) == len(derived) < total
    browser.find_element(By.CSS_SELECTOR, "select[data-filter=role] option[value=device]").click()
    wanted = [one for one in derived if one.requirement.role.value == "device"]
    assert len(shown(browser)) == len(wanted) < len(derived)

    press(browser, Keys.ESCAPE)
    assert len(shown(browser)) == total
    browser.find_element(By.CSS_SELECTOR, "select[data-filter=scope] option[value=balloon]").click()
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search"
    press(browser, "never-before", Keys.ESCAPE, "/", "poison")
    within = [row.text for row in shown(browser)]
    assert 0 < len(within) < total
    assert all("poison" in text.lower() for text in within)

    address = browser.current_url
    assert "q=poison" in address
    press(browser, Keys.ENTER)
    opened = browser.switch_to.active_element.text
    press(browser, Keys.ENTER)
    assert heading(browser) == opened
    press(browser, "b")
    assert browser.current_url == address
    assert [row.text for row in shown(browser)] == within


def test_filters_are_kept_in_the_address_and_can_be_handed_on(browser: Chrome, report: Path) -> None:
    browser.get((report / "index.html").as_uri() + "#status=open&scope=balloon")
    expected = [one for one in varied().of("balloon") if one.status is Status.OPEN]
    assert [row.find_element(By.TAG_NAME, "a").text for row in shown(browser)] == [
        one.requirement.id for one in expected
    ]
    browser.find_element(By.ID, "clear").click()
    assert "#" not in browser.current_url
    browser.get((report / "index.html").as_uri() + "#status=nonsense")
    assert len(shown(browser)) == len(STANDINGS)
    reason = browser.find_element(By.CSS_SELECTOR, ".reasons a")
    number = int(reason.find_element(By.CLASS_NAME, "number").text)
    reason.send_keys(Keys.ENTER)
    assert len(shown(browser)) == number < len(STANDINGS)


@pytest.mark.parametrize(("down", "up"), [("j", "k"), (Keys.ARROW_DOWN, Keys.ARROW_UP)])
def test_rows_are_walked_by_key(browser: Chrome, report: Path, down: str, up: str) -> None:
    browser.get((report / "index.html").as_uri())
    browser.find_element(By.TAG_NAME, "body").send_keys("j")
    press(browser, down, down, up)
    assert browser.switch_to.active_element.text == STANDINGS[1].requirement.id
    assert "current" in (shown(browser)[1].get_attribute("class") or "")
    outline = browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    press(browser, Keys.ENTER)
    assert heading(browser) == STANDINGS[1].requirement.id


def test_pages_are_turned_by_key(browser: Chrome, report: Path) -> None:
    browser.get((report / requirement_path(STANDINGS[0])).as_uri())
    body = browser.find_element(By.TAG_NAME, "body")
    assert "15 page-write 0x4000 before used" in browser.find_element(By.TAG_NAME, "pre").text
    assert "It was said otherwise." in body.text
    for key, there in (("n", 1), (Keys.ARROW_RIGHT, 2), ("p", 1), (Keys.ARROW_LEFT, 0)):
        browser.find_element(By.TAG_NAME, "body").send_keys(key)
        assert heading(browser) == STANDINGS[there].requirement.id
    browser.find_element(By.TAG_NAME, "body").send_keys("u")
    assert browser.current_url == (report / scope_path(STANDINGS[0].requirement.scope)).as_uri()
    browser.find_element(By.TAG_NAME, "body").send_keys("u")
    assert heading(browser).startswith("Coverage")
    browser.find_element(By.TAG_NAME, "body").send_keys("r")
    assert browser.execute_script("return document.getElementById('requirements').getBoundingClientRect().top") < 100
    browser.find_element(By.LINK_TEXT, "Traditional Memory Balloon Device").send_keys(Keys.ENTER)
    assert heading(browser) == "Traditional Memory Balloon Device"
    assert len(shown(browser)) == len(varied().of("balloon"))
    browser.find_element(By.CSS_SELECTOR, "table.counts tbody a").send_keys(Keys.ENTER)
    assert len(shown(browser)) == len(varied().of("balloon"))
    browser.get((report / requirement_path(STANDINGS[0])).as_uri())
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search"


def test_help_lists_the_keys_and_closes(browser: Chrome, report: Path) -> None:
    browser.get((report / "index.html").as_uri())
    dialog = browser.find_element(By.ID, "help")
    assert not dialog.is_displayed()
    browser.find_element(By.TAG_NAME, "body").send_keys("?")
    assert dialog.is_displayed()
    assert "search" in dialog.text
    press(browser, Keys.ESCAPE)
    assert not dialog.is_displayed()
    browser.find_element(By.ID, "keys").click()
    dialog.find_element(By.TAG_NAME, "button").click()
    assert not dialog.is_displayed()


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_no_page_is_wider_than_the_screen(browser: Chrome, report: Path, width: int) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    )
    for path in ("index.html", scope_path("balloon"), requirement_path(STANDINGS[0])):
        browser.get((report / path).as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


CONTRAST = """
const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const luminance = (color) => {
  paint.clearRect(0, 0, 1, 1); paint.fillStyle = color; paint.fillRect(0, 0, 1, 1);
  const parts = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
  const [r, g, b] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const root = getComputedStyle(document.documentElement);
const value = (name) => luminance(root.getPropertyValue(`--${name}`).trim());
return arguments[0].map(([front, back]) => {
  const [low, high] = [value(front), value(back)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
});
"""


@pytest.mark.parametrize("dark", [False, True])
def test_it_can_be_read_in_both_colour_schemes(report: Path, tmp_path: Path, dark: bool) -> None:
    texts = ["ink", "quiet", "link", "good", "bad", "mark"]
    pairs = [[front, back] for front in texts for back in ("paper", "raised")] + [
        ["bad", "bad-paper"],
        ["quiet", "bad-paper"],
    ]
    shapes = [[one.value, back] for one in Status for back in ("paper", "raised")]
    with chromium(tmp_path / "profile", dark=dark) as browser:
        browser.get((report / "index.html").as_uri())
        paper = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(15, 20, 25)" if dark else "rgb(255, 255, 255)")
        found = browser.execute_script(CONTRAST, pairs)
        assert [pair for pair, ratio in zip(pairs, found, strict=True) if ratio < 4.5] == []
        found = browser.execute_script(CONTRAST, shapes)
        assert [pair for pair, ratio in zip(shapes, found, strict=True) if ratio < 3] == []
