import pytest
from runtime.sample_device import QUEUES, SampleFeature

from specgen.runtime.formula import evaluate
from specgen.runtime.queues import QueueNumbering, QueueSpec, number_queues

BALLOON = (
    QueueSpec("inflateq", 0),
    QueueSpec("deflateq", 1),
    QueueSpec("statsq", 2, features=1 << 1),
    QueueSpec("free_page_vq", 3, features=1 << 3),
    QueueSpec("reporting_vq", 4, features=1 << 5),
)


def numbers(specs: tuple[QueueSpec, ...], features: int, numbering: QueueNumbering, n: int = 1) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for queue in number_queues(specs, features, {"N": n, "n": n}, numbering):
        found.setdefault(queue.key, []).append(queue.number)
        assert queue.ordinal == len(found[queue.key])
    return found


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (3, [3]),
        ("0", [0]),
        ("2N", [6]),
        ("2(N-1)", [4]),
        ("2(N-1)+1", [5]),
        ("2*N + 2", [8]),
        ("N-1", [2]),
        ("2N..2N+1", [6, 7]),
        ("2..n", [2, 3, 4, 5]),
        ("6..n", []),
        ("N(N+1)", [12]),
    ],
)
def test_formulas(formula: int | str, expected: list[int]) -> None:
    assert list(evaluate(formula, {"N": 3, "n": 5})) == expected


@pytest.mark.parametrize(
    "formula", ["", "(", "2(", "N)", "..", "1..", "2+", "a b c..d..e", "M", "0-1", "65536", "1" * 99]
)
def test_what_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="index"):
        evaluate(formula, {"N": 3})


def test_deep_nesting_is_refused_without_recursion() -> None:
    with pytest.raises(ValueError, match="not an index formula"):
        evaluate("(" * 100_000 + "1" + ")" * 100_000, {})


def test_specified_numbers_keep_their_gaps() -> None:
    assert numbers(BALLOON, 1 << 5, QueueNumbering.SPECIFIED) == {"inflateq": [0], "deflateq": [1], "reporting_vq": [4]}


@pytest.mark.parametrize(
    ("features", "reporting"),
    [(1 << 5, 2), (1 << 5 | 1 << 1, 3), (1 << 5 | 1 << 3, 3), (1 << 5 | 1 << 3 | 1 << 1, 4)],
)
def test_compact_numbers_have_none(features: int, reporting: int) -> None:
    assert numbers(BALLOON, features, QueueNumbering.COMPACT)["reporting_vq"] == [reporting]


def test_a_family_counts_to_its_symbol() -> None:
    found = numbers(QUEUES, SampleFeature.CONTROL, QueueNumbering.SPECIFIED, 3)
    assert found == {"receiveq": [0, 2, 4], "transmitq": [1, 3, 5], "controlq": [6]}


def test_a_range_is_a_family() -> None:
    specs = (QueueSpec("controlq", 0), QueueSpec("eventq", 1), QueueSpec("requestq", "2..n"))
    assert numbers(specs, 0, QueueNumbering.SPECIFIED, 4) == {"controlq": [0], "eventq": [1], "requestq": [2, 3, 4]}


def test_two_keys_cannot_claim_one_number() -> None:
    with pytest.raises(ValueError, match="both claim virtqueue 1"):
        number_queues((QueueSpec("a", 1), QueueSpec("b", "N")), 0, {"N": 1})


def test_a_symbol_needs_a_value_and_a_bound() -> None:
    with pytest.raises(ValueError, match="no value for 'N'"):
        number_queues(QUEUES, 0, {})
    with pytest.raises(ValueError, match="exceeds"):
        number_queues(QUEUES, 0, {"N": 1 << 60})
