"""The pytest plugin: markers of requirements are known, the matrix is right, and nobody else notices anything."""

import subprocess
import sys

import pytest

from specgen.conformance.pytest_plugin import registered, requirement_of
from specgen.runtime.requirement import marker

TESTS = """
import pytest

@pytest.mark.balloon_drv_0007
def test_seven():
    pass

@pytest.mark.balloon_drv_new_3fa9c1
@pytest.mark.n_9p_dev_00012
@pytest.mark.parametrize("n", [1, 2, pytest.param(3, marks=pytest.mark.blk_both_0001)])
def test_cases(n):
    assert n != 2

@pytest.mark.balloon_dev_0001
@pytest.mark.skip(reason="not here")
def test_skipped():
    pass

@pytest.mark.balloon_dev_0002
@pytest.mark.xfail(strict=True)
def test_fails():
    assert False

@pytest.fixture
def broken():
    raise ValueError

@pytest.mark.balloon_dev_0003
def test_error(broken):
    pass

def test_of_nothing_dev_0001():
    pass
"""
PACKAGE = """
from specgen.runtime.requirement import Level, Requirement, Section
_ON = Section("driver", "normative")
_OLD = Section("other", "legacy")
REQUIREMENTS = (
    Requirement("balloon-drv-0007", _ON, (Level.MUST_NOT, Level.MUST), ""),
    Requirement("balloon-drv-0008", _ON, (Level.MUST,), ""),
    Requirement("balloon-oth-0001", _OLD, (Level.MUST,), ""),
)

def pytest_configure(config):
    for requirement in REQUIREMENTS:
        config.addinivalue_line("markers", requirement.marker_line)
"""
ROWS = [
    "balloon-dev-0001      MAY             skipped             test_it.py::test_skipped",
    "balloon-dev-0002      MAY             xfailed             test_it.py::test_fails",
    "balloon-dev-0003      MAY             error               test_it.py::test_error",
    "balloon-drv-0007      MUST NOT, MUST  passed              test_it.py::test_seven",
    "balloon-drv-new-3fa9c1                1 failed, 2 passed  test_it.py::test_cases",
    "blk-both-0001                         passed              test_it.py::test_cases",
    "9p-dev-00012                          1 failed, 2 passed  test_it.py::test_cases",
]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\naddopts = --strict-markers -p no:cacheprovider\nfilterwarnings = error\n")
    pytester.makepyfile(test_it=TESTS)
    pytester.makeconftest(PACKAGE)
    return pytester


def matrix(result: pytest.RunResult) -> list[list[str]]:
    """The words of each line of the matrix and of what follows it."""
    lines = result.stdout.lines
    start = next(number for number, line in enumerate(lines) if line.strip("= ") == "requirements")
    return [line.split() for line in lines[start + 1 :]]


@pytest.mark.parametrize("options", [(), ("-n2",)])
def test_the_matrix_has_a_row_for_each_requirement_and_test(suite: pytest.Pytester, options: tuple[str, ...]) -> None:
    result = suite.runpytest_subprocess("--requirements", *options)
    result.assert_outcomes(passed=4, failed=1, skipped=1, xfailed=1, errors=1)
    found = matrix(result)
    assert found[0] == ["requirement", "level", "outcome", "test"]
    assert sorted(map(tuple, found[1:8])) == sorted(tuple(row.split()) for row in ROWS)
    assert " ".join(found[9]) == "scope requirements tested failing without a test"
    assert [" ".join(row) for row in found[10:13]] == ["9p 1 1 1 0", "balloon 6 5 2 1", "blk 1 1 0 0"]
    assert " ".join(found[13]) == "8 requirements: 7 tested, 3 of them failing, 1 without a test in this run"


@pytest.mark.parametrize("options", [(), ("-n2",)])
def test_what_is_only_collected_is_in_the_matrix(suite: pytest.Pytester, options: tuple[str, ...]) -> None:
    result = suite.runpytest_subprocess("--collect-only", "--requirements", *options)
    assert result.ret == 0
    found = matrix(result)
    assert ["balloon-drv-0007", "MUST", "NOT,", "MUST", "collected", "test_it.py::test_seven"] in found
    assert ["9p-dev-00012", "3", "collected", "test_it.py::test_cases"] in found


def test_a_marker_selects_the_tests_of_a_requirement(suite: pytest.Pytester) -> None:
    result = suite.runpytest("--requirements", "-m", "balloon_drv_0007")
    result.assert_outcomes(passed=1, deselected=7)
    assert [row[:1] for row in matrix(result)[1:4]] == [["balloon-drv-0007"], [], ["scope"]]


def test_without_the_option_nothing_is_printed(suite: pytest.Pytester) -> None:
    result = suite.runpytest("-m", "balloon_drv_new_3fa9c1 or balloon_drv_0007")
    result.assert_outcomes(passed=3, failed=1, deselected=4)
    assert "requirements" not in result.stdout.str()


def test_other_unknown_markers_are_still_refused(suite: pytest.Pytester) -> None:
    for name in ("baloon", "balloon_drv_7", "balloon_drv_new_xyz", "drv_0007"):
        suite.makepyfile(test_it=f"import pytest\n@pytest.mark.{name}\ndef test_one(): pass\n")
        result = suite.runpytest()
        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines([f"*'{name}' not found in `markers`*"])


def test_marks_can_be_made_of_ids_that_no_file_holds(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_it="""
        import pytest
        from specgen.conformance.pytest_plugin import concerns

        ROWS = [("split", "drv", number) for number in (1, 2)]

        @pytest.mark.parametrize("row", [pytest.param(row, marks=concerns("{}-{}-{:04}".format(*row))) for row in ROWS])
        def test_row(row):
            pass
        """
    )
    result = suite.runpytest("--requirements", "-m", "split_drv_0002")
    result.assert_outcomes(passed=1, deselected=1)
    assert matrix(result)[1][0] == "split-drv-0002"


def test_a_file_that_cannot_be_read_is_pytests_to_report(pytester: pytest.Pytester) -> None:
    (pytester.path / "test_it.py").mkdir()
    (pytester.path / "test_bytes.py").write_bytes(b"\xff\xfe\x00 mark.balloon_drv_0007")
    result = pytester.runpytest("test_bytes.py")
    result.assert_outcomes(errors=1)
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def test_a_run_without_a_marker_has_an_empty_matrix(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(): pass")
    result = pytester.runpytest("--requirements")
    result.assert_outcomes(passed=1)
    assert "0 requirements: 0 tested, 0 of them failing, 0 without a test in this run" in result.stdout.str()


@pytest.mark.parametrize(
    "name", ["balloon-drv-0007", "9p-dev-0001", "n-dev-0001", "a-b-both-new-3fa9c1", "x-oth-000012345"]
)
def test_the_id_of_a_marker_is_the_one_it_was_made_of(name: str) -> None:
    assert requirement_of(marker(name)) == name


def test_lines_of_others_are_left_alone(pytestconfig: pytest.Config) -> None:
    assert "parametrize" not in registered(pytestconfig)
    assert "xdist_group" not in registered(pytestconfig)


def test_loading_the_plugin_loads_nothing_heavy() -> None:
    program = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport specgen.conformance.pytest_plugin\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["specgen", "specgen.conformance", "specgen.conformance.pytest_plugin"]
