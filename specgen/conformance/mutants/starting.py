"""Drivers and devices that break one rule each about how a device is brought up."""

from typing import Any

from specgen.conformance.mutants.controlling import silenced
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DeviceError, DriverError
from specgen.runtime.status import Status


def _skips_acknowledge(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _set_status(self, bit: Status) -> None:
            if bit is not Status.ACKNOWLEDGE:
                super()._set_status(bit)

    return Changed


def _clears_driver(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def started(self) -> None:
            super().started()
            self.transport.write_status(self.transport.read_status() & ~Status.DRIVER)

    return Changed


def _goes_on_after_failure(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _set_status(self, bit: Status) -> None:
            super()._set_status(bit)
            if bit is Status.FAILED:
                super()._set_status(Status.FEATURES_OK)

    return Changed


def _fails_silently(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _set_status(self, bit: Status) -> None:
            if bit is not Status.FAILED:
                super()._set_status(bit)

    return Changed


def _sets_up_after_failure(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _discover_queues(self) -> None:
            self._set_status(Status.FAILED)
            super()._discover_queues()
            raise DeviceError("is not wanted after all", None)

    return Changed


def _does_not_wait(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def reset(self) -> None:
            inner = self.transport.read_status
            self.transport.read_status = lambda: 0
            try:
                super().reset()
            finally:
                self.transport.read_status = inner

        def _set_status(self, bit: Status) -> None:
            if bit is Status.ACKNOWLEDGE:
                self.transport.write_status(bit)
            else:
                super()._set_status(bit)

    return Changed


def _does_not_reread(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _negotiate(self) -> None:
            accepted = self.table.choose(self.transport.read_device_features(), self.wanted)
            self.check_device(accepted)
            self.transport.write_driver_features(accepted)
            known = Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK
            self.transport.write_status(known)
            self.negotiated = accepted
            self.known = known

        def _set_status(self, bit: Status) -> None:
            if bit is Status.DRIVER_OK:
                self.transport.write_status(self.known | bit)
            else:
                super()._set_status(bit)

    return Changed


def _kicks_early(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def set_up(self) -> None:
            super().set_up()
            self.transport.notify(0)

    return Changed


def _writes_early(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def check_device(self, features: int) -> None:
            super().check_device(features)
            self.transport.write_config(4, bytes(4))

    return Changed


def _works_before_driver_ok(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def enable_queue(self, number: int, setup: Any) -> None:  # noqa: ANN401 - as the base has it
            super().enable_queue(number, setup)
            self.notifier.used_buffers(number)

    return Changed


def _keeps_status(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def write_status(self, written: int) -> None:
            was_up = self.live
            super().write_status(written)
            if written == 0 and was_up:
                setattr(self, "status", Status.ACKNOWLEDGE)  # noqa: B010 - a class of no known base

    return Changed


def _hides_error(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def fail(self, error: DriverError) -> None:
            self.report(error)

    return Changed


def _tells_no_error(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def fail(self, error: DriverError) -> None:
            with silenced(self):
                super().fail(error)

    return Changed


MUTATIONS = [
    Mutation("basic-drv-0001", "never sets ACKNOWLEDGE", "resize", _skips_acknowledge),
    Mutation("basic-drv-0002", "clears DRIVER", "resize", _clears_driver),
    Mutation("basic-drv-0003", "sets FEATURES_OK after FAILED", "unwilling driver", _goes_on_after_failure),
    Mutation("basic-drv-0011", "does not wait for the end of a reset", "resize", _does_not_wait),
    Mutation("basic-dev-0001", "does not reset its status", "reset", device=_keeps_status),
    Mutation(
        "basic-dev-0002",
        "notifies before DRIVER_OK",
        "resize",
        device=_works_before_driver_ok,
        also=("basic-dev-0009",),
    ),
    Mutation("basic-dev-0003", "hides that it is broken", "out of order", device=_hides_error),
    Mutation("basic-dev-0004", "tells nobody that it is broken", "out of order", device=_tells_no_error),
    Mutation(
        "basic-dev-0009", "notifies after a reset", "reset", device=_works_before_driver_ok, also=("basic-dev-0002",)
    ),
    Mutation("init-drv-0001", "does not read FEATURES_OK back", "resize", _does_not_reread),
    Mutation("init-drv-0002", "writes configuration space early", "resize", _writes_early),
    Mutation("init-drv-0004", "fails silently", "unwilling driver", _fails_silently, also=("basic-drv-0006",)),
    Mutation("init-drv-0005", "sets virtqueues up after it has failed", "resize", _sets_up_after_failure),
    Mutation("init-drv-0006", "notifies before DRIVER_OK", "resize", _kicks_early),
]
