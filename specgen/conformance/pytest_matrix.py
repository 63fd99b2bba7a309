"""The outcomes of tests with requirement markers -> the matrix that `pytest --requirements` prints.

Under pytest-xdist the workers say at their end which markers they know, and the controller, which gets all reports,
prints.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import pytest

from specgen.conformance.pytest_plugin import Marked, registered

_SENT = "specgen_requirements"
_FAILING = frozenset({"failed", "error"})
_Tested = dict[str, dict[str, Counter[str]]]
"""By requirement ID the tests that concern it, each with its outcomes."""


class Matrix:
    """Collects while tests run, prints when they are done."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._known: dict[str, Marked] = {}
        self._outcomes: _Tested = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Of tests that are only collected, that they were."""
        if self._config.option.collectonly:
            for item in session.items:
                self._add(item.nodeid, (mark.name for mark in item.iter_markers()), "collected")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """What came of a test, wherever it ran."""
        outcome = _outcome(report)
        if outcome is not None:
            self._add(report.nodeid, report.keywords, outcome)

    def pytest_sessionfinish(self) -> None:
        """On a worker: send the markers that are known here."""
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[_SENT] = {name: tuple(one) for name, one in registered(self._config).items()}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401 - a class of pytest-xdist
        """On the controller: take the markers of a worker; one that crashed sends none."""
        for name, one in getattr(node, "workeroutput", {}).get(_SENT, {}).items():
            self._known.setdefault(name, Marked(*one))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the matrix."""
        marked = {**self._known, **registered(self._config)}
        tested = {one.requirement: self._outcomes[name] for name, one in marked.items() if name in self._outcomes}
        levels = {one.requirement: one.levels for one in marked.values()}
        terminalreporter.write_sep("=", "requirements")
        rows = [("requirement", "level", "outcome", "test")]
        for one in sorted(tested):
            level = ", ".join(levels[one] or _levels_in_package(one))
            rows += [(one, level, _counted(outcomes), test) for test, outcomes in sorted(tested[one].items())]
        _write(terminalreporter, rows)
        terminalreporter.write_line("")
        # What is not normative needs no test; where one has a marker of it, it counts.
        known = [one.requirement for one in marked.values() if one.kind == "normative" or one.requirement in tested]
        _write(terminalreporter, _by_scope(known, tested))
        failing = sum(_fails(tests) for tests in tested.values())
        terminalreporter.write_line(
            f"{len(known)} requirements: {len(tested)} tested, {failing} of them failing, "
            f"{len(known) - len(tested)} without a test in this run"
        )

    def _add(self, test: str, names: Iterable[str], outcome: str) -> None:
        """Note it for each marker; cases of one test count together."""
        for name in set(names):
            tests = self._outcomes.setdefault(name, {})
            tests.setdefault(test.partition("[")[0], Counter())[outcome] += 1


def _outcome(report: pytest.TestReport) -> str | None:
    """`None` for a step of a test that says nothing."""
    if report.when != "call":
        if report.failed:
            return "error"
        return "skipped" if report.skipped else None
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed"
    return str(report.outcome)


def _by_scope(known: list[str], tested: _Tested) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("scope", "requirements", "tested", "failing", "without a test")]
    scopes = Counter(_scope(one) for one in known)
    of = Counter(_scope(one) for one in tested)
    failing = Counter(_scope(one) for one, tests in tested.items() if _fails(tests))
    rows += [
        (scope, str(total), str(of[scope]), str(failing[scope]), str(total - of[scope]))
        for scope, total in sorted(scopes.items())
    ]
    return rows


def _scope(requirement: str) -> str:
    """`balloon` of balloon-drv-0007 and of balloon-drv-new-3fa9c1."""
    for role in ("-drv-", "-dev-", "-both-", "-oth-", "-other-"):
        if role in requirement:
            return requirement.rpartition(role)[0]
    return requirement


def _levels_in_package(requirement: str) -> tuple[str, ...]:
    """The levels that the installed package states, for tests that were not generated; nothing where it has none."""
    for package in (_scope(requirement).replace("-", "_"), "common"):
        try:
            stated = import_module(f"virtio.{package}.requirements").REQUIREMENTS
        except (ImportError, AttributeError, ValueError):
            continue
        for one in stated:
            if one.id == requirement:
                return tuple(map(str, one.levels))
    return ()


def _fails(tests: dict[str, Counter[str]]) -> bool:
    return any(_FAILING & outcomes.keys() for outcomes in tests.values())


def _counted(outcomes: Counter[str]) -> str:
    """`passed`, or `2 passed, 1 failed` where a test has several cases."""
    if outcomes.total() == 1:
        return next(iter(outcomes))
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))


def _write(reporter: pytest.TerminalReporter, rows: Sequence[tuple[str, ...]]) -> None:
    """A table, without blanks at the ends of lines; failures in red where there is colour."""
    if len(rows) == 1:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        red = number > 0 and any(word in row[2] for word in _FAILING)
        reporter.write_line(line, bold=number == 0, red=red)
