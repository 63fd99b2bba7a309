import pytest

from specgen.runtime.errors import DriverError
from specgen.runtime.status import Status, next_status

A, D, OK, F = Status.ACKNOWLEDGE, Status.DRIVER, Status.DRIVER_OK, Status.FEATURES_OK
LIVE = A | D | F | OK


@pytest.mark.parametrize(
    ("current", "written", "then"),
    [
        (Status.RESET, A, A),
        (A, A | D, A | D),
        (Status.RESET, A | D, A | D),
        (A | D, A | D | F, A | D | F),
        (A | D | F, LIVE, LIVE),
        (LIVE, LIVE, LIVE),
        (LIVE, 0, Status.RESET),
        (A, A | Status.FAILED, A | Status.FAILED),
        (LIVE | Status.FAILED, 0, Status.RESET),
        (LIVE | Status.DEVICE_NEEDS_RESET, LIVE | Status.FAILED, LIVE | Status.DEVICE_NEEDS_RESET | Status.FAILED),
        (LIVE, LIVE | Status.SUSPEND, LIVE | Status.SUSPEND),
    ],
)
def test_steps_in_order(current: Status, written: int, then: Status) -> None:
    assert next_status(current, written) == then


@pytest.mark.parametrize(
    ("current", "written", "message"),
    [
        (Status.RESET, D, "DRIVER before ACKNOWLEDGE"),
        (A, A | F, "FEATURES_OK before DRIVER"),
        (A | D, A | D | OK, "DRIVER_OK before FEATURES_OK"),
        (A | D, A, "clears the status bit DRIVER"),
        (LIVE, A | D | F, "clears"),
        (A, A | Status.DEVICE_NEEDS_RESET, "not its own"),
        (A, A | 32, "not its own"),
        (A, A | 1 << 40, "not its own"),
        (A | Status.FAILED, A | D | Status.FAILED, "after FAILED"),
        (A | D | F, A | D | F | Status.SUSPEND, "SUSPEND before DRIVER_OK"),
    ],
)
def test_steps_out_of_order_name_what_is_wrong(current: Status, written: int, message: str) -> None:
    with pytest.raises(DriverError, match=message) as caught:
        next_status(current, written)
    assert caught.value.requirement is not None
