"""Balloons that break one rule about free page hinting each."""

from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.virtqueue import Chain

_STOP = 0
_DONE = 1
_PAGE = 4096


def _sends_eight_bytes(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _hint(self, command: int) -> None:
            super()._hint(command)
            self.add("free_page_vq", readable=[(self.allocator.allocate(8), 8)])
            self.kick("free_page_vq")

    return Changed


def _commands_last(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        waiting = _STOP

        def _send_command(self, command: int) -> None:
            if command != _STOP:
                self.waiting = command
            else:
                super()._send_command(self.waiting)
                super()._send_command(command)

    return Changed


def _commands_twice(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _send_command(self, command: int) -> None:
            super()._send_command(command)
            if command != _STOP:
                super()._send_command(command)

    return Changed


def _hints_nothing(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _hint(self, command: int) -> None:
            self._send_command(command)
            self._send_command(_STOP)
            self.kick("free_page_vq")

    return Changed


def _hints_on(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        hinted_on = False

        def service(self) -> None:
            super().service()
            if self.hinting.command == _DONE and not self.hinted_on:
                self.hinted_on = True
                page = self.allocator.allocate(_PAGE, _PAGE)
                self.add("free_page_vq", writable=[(page, _PAGE)])
                self.kick("free_page_vq")

    return Changed


def _never_stops(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _send_command(self, command: int) -> None:
            if command != _STOP:
                super()._send_command(command)

    return Changed


def _releases_as_is(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _release_hinted(self, *, early: bool) -> None:
            del early
            super()._release_hinted(early=False)

    return Changed


def _keeps_hinted(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _release_hinted(self, *, early: bool) -> None:
            if early:
                super()._release_hinted(early=True)

    return Changed


def _stops_in_silence(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def stop_hinting(self) -> None:
            pass

    return Changed


def _finishes_in_silence(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def finish_hinting(self) -> None:
            pass

    return Changed


def _repeats_commands(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        started_rounds = 0

        def start_hinting(self) -> int:
            command = 2 + self.started_rounds % 2
            self.started_rounds += 1
            self._show(command)
            return command

    return Changed


def _takes_all_hints(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def on_free_page_vq(self, chain: Chain) -> int:
            written: int = super().on_free_page_vq(chain)
            self.hints.extents += chain.writes
            return written

    return Changed


def _writes_after_done(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def finish_hinting(self) -> None:
            super().finish_hinting()
            assert self.memory is not None, "a live device has memory"
            for address, length in self.hinted:
                self.memory.view(address, length)[:] = bytes(length)

    return Changed


MUTATIONS = [
    Mutation("balloon-drv-0024", "sends a buffer of 8 bytes", "hinting", _sends_eight_bytes),
    Mutation("balloon-drv-0025", "sends pages before their command ID", "hinting", _commands_last),
    Mutation("balloon-drv-0026", "sends each command ID twice", "hinting", _commands_twice),
    Mutation("balloon-drv-0027", "sends no pages", "hinting", _hints_nothing),
    Mutation(
        "balloon-drv-0028", "sends pages after the device is done", "hinting", _hints_on, also=("balloon-drv-0025",)
    ),
    Mutation("balloon-drv-0029", "does not say STOP", "hinting", _never_stops),
    Mutation(
        "balloon-drv-0032",
        "releases pages early as they are",
        "released hints",
        _releases_as_is,
        features=("FREE_PAGE_HINT",),
    ),
    Mutation("balloon-drv-0033", "keeps hinted pages for ever", "hinting", _keeps_hinted),
    Mutation("balloon-dev-0006", "does not show STOP", "hinting", device=_stops_in_silence),
    Mutation("balloon-dev-0007", "shows a command ID again", "hurried hints", device=_repeats_commands),
    Mutation("balloon-dev-0008", "takes hints of other rounds", "late hints", device=_takes_all_hints),
    Mutation("balloon-dev-0010", "writes into hinted pages after DONE", "hinting", device=_writes_after_done),
    Mutation("balloon-dev-0011", "does not show DONE", "hinting", device=_finishes_in_silence),
]
