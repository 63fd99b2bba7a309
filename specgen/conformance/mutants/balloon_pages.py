"""Balloons that break one rule about pages each: inflating, deflating, poison, reporting."""

from collections.abc import Sequence
from typing import Any

from specgen.conformance.mutants.changes import uses_reported
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.pages import runs

_POISON = 12
"""Offset of the poison in configuration space."""


def _without_feature(name: str) -> Any:  # noqa: ANN401 - from a driver to a driver
    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
                super().__init__(*arguments, **settings)
                self.wanted &= ~int(getattr(self.features, name))

        return Changed

    return change


def _supplies_nothing(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _supply(self, wanted: int) -> int:
            del wanted
            return 0

    return Changed


def _takes_what_is_wanted(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        taken = False

        def service(self) -> None:
            super().service()
            if not self.taken and self.balloon.pages and self.target == self.balloon.pages:
                self.taken = True
                self._take_back(1)
                self._collect()
                self._tell()
                super().service()

    return Changed


def _uses_unasked(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _take_back(self, wanted: int) -> int:
            del wanted
            pages = self.balloon.inside.pop()
            self.release_pages(pages)
            return len(pages)

    return Changed


def _uses_at_once(key: str) -> Any:  # noqa: ANN401 - from a driver to a driver
    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def _send(self, queue: str, pages: Sequence[int]) -> None:
                super()._send(queue, pages)
                if queue == key:
                    for address, length in runs(pages):
                        self.allocator.free(address, length)
                        self.allocator.allocate(length, 4096)

        return Changed

    return change


def _asks_too_early(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        asked = False

        def _send(self, queue: str, pages: Sequence[int]) -> None:
            super()._send(queue, pages)
            if queue == "inflateq" and not self.asked and self._has_buffer(keep=1):
                self.asked = True
                super()._send("deflateq", pages)

        def _supply(self, wanted: int) -> int:
            supplied: int = super()._supply(wanted)
            self.kick("deflateq")
            return supplied

        def release_pages(self, pages: Sequence[int]) -> None:
            if pages in self.balloon.inside:
                self.balloon.inside.remove(pages)
            super().release_pages(pages)

    return Changed


def _tells_nothing(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _tell(self) -> None:
            pass

    return Changed


def _reuses_unfilled(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def release_pages(self, pages: Sequence[int]) -> None:
            self._free(pages)

    return Changed


def _says_no_poison(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def write_config(self, offset: int, data: bytes) -> None:
            if offset != _POISON:
                super().write_config(offset, data)

    return Changed


def _changes_poison(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def started(self) -> None:
            super().started()
            self.poison += 1
            self.write_config(_POISON, self.poison.to_bytes(4, "little"))

    return Changed


def _reports_unfilled(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        filling = True

        def report_free_pages(self, limit: int) -> int:
            self.filling = False
            reported: int = super().report_free_pages(limit)
            self.filling = True
            return reported

        def prepare_pages(self, address: int, length: int) -> None:
            if self.filling:
                super().prepare_pages(address, length)

    return Changed


def _spoils_poison(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        free_pattern = 0

    return Changed


MUTATIONS = [
    Mutation("balloon-drv-0001", "turns MUST_TELL_HOST down", "resize", _without_feature("MUST_TELL_HOST")),
    Mutation(
        "balloon-drv-0022", "keeps PAGE_POISON and fills nothing", "poison", _reuses_unfilled,
        also=("balloon-drv-0034",),
    ),
    Mutation("balloon-drv-0002", "supplies no pages", "resize", _supplies_nothing),
    Mutation("balloon-drv-0005", "takes back a page the device wants", "resize", _takes_what_is_wanted, features=()),
    Mutation("balloon-drv-0007", "uses pages of the balloon without asking", "resize", _uses_unasked),
    Mutation("balloon-drv-0008", "uses pages as it asks for them", "resize", _uses_at_once("deflateq")),
    Mutation(
        "balloon-drv-0010", "uses pages as it supplies them", "resize", _uses_at_once("inflateq"),
        also=("balloon-drv-0007",),
    ),
    Mutation("balloon-drv-0011", "asks for pages as it supplies them", "resize", _asks_too_early),
    Mutation("balloon-drv-0012", "never says how many pages are inside", "resize", _tells_nothing),
    Mutation(
        "balloon-drv-0034", "reuses deflated pages as they are", "poison", _reuses_unfilled, also=("balloon-drv-0022",)
    ),
    Mutation("balloon-drv-0035", "sets DRIVER_OK without a poison", "statistics", _says_no_poison),
    Mutation("balloon-drv-0036", "changes its poison after DRIVER_OK", "poison", _changes_poison),
    Mutation("balloon-drv-0038", "reports pages as they are", "poison", _reports_unfilled),
    Mutation(
        "balloon-drv-0039", "uses pages as it reports them", "reporting", uses_reported, also=("init-drv-0011",),
    ),
    Mutation("balloon-dev-0014", "takes reported pages whatever they hold", "poison", device=_spoils_poison),
]  # fmt: skip
