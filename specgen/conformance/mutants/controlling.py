"""Drivers and devices that break one rule each about suspension, queue resets and configuration space."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DriverError
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status

_NO_SUSPEND = int(Status.SUSPEND)


@contextmanager
def silenced(device: Any) -> Iterator[None]:  # noqa: ANN401 - whichever device it is
    """While it lasts, a device sends no notification."""
    notifier, device.notifier = device.notifier, None
    try:
        yield
    finally:
        device.notifier = notifier


# Configuration space.


def _reads_at_once(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def read_config(self, offset: int, length: int) -> bytes:
            data: bytes = self.transport.read_config(offset, length)
            return data

    return Changed


def _reads_optional(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def set_up(self) -> None:
            super().set_up()
            self.read_config(12, 4)

    return Changed


def _shows_nothing_early(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def read_config(self, offset: int, length: int) -> bytes:
            data: bytes = super().read_config(offset, length)
            return data if self.status & Status.FEATURES_OK else bytes(length)

    return Changed


# Queue resets.


def _believes_reset(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def reset_queue(self, key: str, ordinal: int = 1) -> None:
            queue = self.queue(key, ordinal)
            self.transport.reset_queue(queue.number)
            self._drop((key, ordinal))
            self._enable(queue)

    return Changed


def _enables_odd(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def reset_queue(self, key: str, ordinal: int = 1) -> None:
            inner = self.transport.enable_queue

            def enable(number: int, setup: QueueSetup) -> None:
                inner(number, setup._replace(size=setup.size - 1))

            self.transport.enable_queue = enable
            try:
                super().reset_queue(key, ordinal)
            finally:
                self.transport.enable_queue = inner

    return Changed


def _serves_reset_queue(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def reset_queue(self, number: int) -> None:
            super().reset_queue(number)
            self.notifier.used_buffers(number)

    return Changed


def _goes_on_in_queue(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        again = False

        def reset_queue(self, number: int) -> None:
            super().reset_queue(number)
            self.again = True

        def make_ring(self, queue: Any, setup: QueueSetup) -> Any:  # noqa: ANN401 - as the base has it
            ring = super().make_ring(queue, setup)
            if self.again:
                ring._next_used = 1  # noqa: SLF001 - the state that it was to forget
            return ring

    return Changed


def _stays_in_place(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
            super().__init__(*args, **settings)
            self.places: dict[int, QueueSetup] = {}

        def make_ring(self, queue: Any, setup: QueueSetup) -> Any:  # noqa: ANN401 - as the base has it
            before = self.places.setdefault(queue.number, setup)
            ring = super().make_ring(queue, setup)
            if before is not setup:
                ring._used = super().make_ring(queue, before)._used  # noqa: SLF001 - where it was
            return ring

        def stopped(self) -> None:
            super().stopped()
            self.places.clear()

    return Changed


# Suspension.


def _suspends_early(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def set_up(self) -> None:
            super().set_up()
            self._set_status(Status.SUSPEND)

    return Changed


def _believes_suspension(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def suspend(self) -> None:
            self._set_status(Status.SUSPEND)
            self.suspended = True

        def service(self) -> None:
            if not self.suspended:
                super().service()

    return Changed


def _after_suspending(action: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def suspend(self) -> None:
                super().suspend()
                action(self)

        return Changed

    return change


def _adds(driver: Any) -> None:  # noqa: ANN401 - whichever driver it is
    driver.suspended = False
    driver._send("inflateq", driver._allocate(1))  # noqa: SLF001 - as the driver itself does
    driver.suspended = True


def _does_not_wait(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def resume(self) -> None:
            self._set_status(Status.DRIVER_OK)
            self.suspended = False
            self.write_config(4, self.balloon.pages.to_bytes(4, "little"))

    return Changed


def _suspends_whenever(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def write_status(self, written: int) -> None:
            before = self.status
            super().write_status(written)
            if written & Status.SUSPEND and not before & Status.DRIVER_OK and before:
                self.status |= Status.SUSPEND

    return Changed


def _takes_writes(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def _check_config_write(self) -> None:
            if not self.status & Status.SUSPEND:
                super()._check_config_write()

    return Changed


def _changes_asleep(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def change_config(self, offset: int, data: bytes) -> None:
            super().change_config(offset, data)
            if self.status & Status.SUSPEND:
                self.update_config(offset, data)

    return Changed


def _notifies_asleep(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def change_config(self, offset: int, data: bytes) -> None:
            super().change_config(offset, data)
            if self.status & Status.SUSPEND:
                self.notifier.config_changed()

    return Changed


def _tells_nothing(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def started(self) -> None:
            super().started()
            with silenced(self):
                for change in self._postponed:
                    self.update_config(*change)
            self._postponed.clear()

    return Changed


def _stays_up(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def write_status(self, written: int) -> None:
            super().write_status(written if self.status & Status.SUSPEND else written & ~_NO_SUSPEND)

    return Changed


def _stays_asleep(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def write_status(self, written: int) -> None:
            if not (self.status & Status.SUSPEND and written & Status.DRIVER_OK):
                super().write_status(written)

    return Changed


def _gives_back_late(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def write_status(self, written: int) -> None:
            if written & Status.SUSPEND and self.live and self.held["statsq"]:
                with silenced(self):
                    self.complete(self.held["statsq"][0], 0)
            super().write_status(written)

    return Changed


def _fails_asleep(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def write_status(self, written: int) -> None:
            super().write_status(written)
            if written & Status.SUSPEND and not self.status & (Status.SUSPEND | Status.DRIVER_OK) and self.status:
                self.fail(DriverError("asks too early"))

    return Changed


MUTATIONS = [
    Mutation("basic-drv-0007", "reads two fields at once", "curious driver", _reads_at_once),
    Mutation("basic-drv-0008", "reads a field that it was not offered", "resize", _reads_optional, features=()),
    Mutation(
        "basic-dev-0007",
        "shows its configuration only after FEATURES_OK",
        "curious driver",
        device=_shows_nothing_early,
    ),
    Mutation("basic-drv-0012", "does not verify that a virtqueue was reset", "resetting queues", _believes_reset),
    Mutation("basic-drv-0014", "enables a virtqueue again with an odd size", "resetting queues", _enables_odd),
    Mutation(
        "basic-dev-0010", "notifies for a virtqueue that was reset", "resetting queues", device=_serves_reset_queue
    ),
    Mutation(
        "basic-dev-0011", "goes on where a virtqueue was before its reset", "resetting queues", device=_goes_on_in_queue
    ),
    Mutation(
        "basic-dev-0012",
        "writes where a virtqueue was before its reset",
        "shrinking queues",
        device=_stays_in_place,
        also=("balloon-drv-0012",),
    ),
    Mutation("init-drv-0012", "suspends a device that is not up", "resize", _suspends_early),
    Mutation("init-drv-0013", "does not verify a suspension", "sleeping", _believes_suspension),
    Mutation("init-drv-0014", "makes a buffer available to a suspended device", "sleeping", _after_suspending(_adds)),
    Mutation(
        "init-drv-0015",
        "notifies a suspended device",
        "sleeping",
        _after_suspending(lambda driver: driver.transport.notify(0)),
    ),
    Mutation(
        "init-drv-0016",
        "writes configuration space of a suspended device",
        "sleeping",
        _after_suspending(lambda driver: driver.transport.write_config(4, bytes(4))),
    ),
    Mutation("init-drv-0017", "does not wait for a resumption", "sleeping", _does_not_wait),
    Mutation("init-dev-0001", "suspends itself before it is up", "hasty driver", device=_suspends_whenever),
    Mutation("init-dev-0001", "breaks when it is asked to suspend itself early", "hasty driver", device=_fails_asleep),
    Mutation("init-dev-0002", "takes a write while it is suspended", "meddling driver", device=_takes_writes),
    Mutation("init-dev-0003", "changes a field while it is suspended", "sleeping", device=_changes_asleep),
    Mutation("init-dev-0004", "tells of a change while it is suspended", "sleeping", device=_notifies_asleep),
    Mutation("init-dev-0005", "does not tell what changed while it was suspended", "sleeping", device=_tells_nothing),
    Mutation("init-dev-0006", "does not suspend itself", "sleeping", device=_stays_up),
    Mutation("init-dev-0007", "does not resume", "sleeping", device=_stays_asleep),
    Mutation("init-dev-0008", "suspends itself and has not told what it used", "sleeping", device=_gives_back_late),
]
