"""Balloons that break one rule about statistics each."""

from collections.abc import Callable

from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DriverError
from specgen.runtime.virtqueue import Chain

_ENTRY = 10
_UNKNOWN = 0xFF00


def _supplies(times: Callable[[Driver], int]) -> Callable[[type[Driver]], type[Driver]]:
    """A driver that supplies so many buffers where one is due."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            supplied = 0

            def _supply_statistics(self) -> None:
                for _ in range(times(self)):
                    self.supplied += 1
                    super()._supply_statistics()

        return Changed

    return change


def _sends(tags: Callable[[int], tuple[int, ...]], more: bytes = b"") -> Callable[[type[Driver]], type[Driver]]:
    """A driver whose buffer number n, from 0, has entries for these tags, and `more` behind them."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            sent = 0

            def _supply_statistics(self) -> None:
                data = b"".join(tag.to_bytes(2, "little") + bytes(8) for tag in tags(self.sent)) + more
                self.sent += 1
                address = self.allocator.allocate(len(data))
                self.transport.memory.view(address, len(data))[:] = data
                self.add("statsq", readable=[(address, len(data))])
                self.kick("statsq")

        return Changed

    return change


def _answers_once(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        answered = False

        def _supply_statistics(self) -> None:
            if not self.answered:
                self.answered = True
                super()._supply_statistics()

    return Changed


def _refuses(wrong: Callable[[list[int]], bool]) -> Callable[[type[Device]], type[Device]]:
    """A device that cannot live with some tags."""

    def change(kind: type[Device]) -> type[Device]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
            def on_statsq(self, chain: Chain) -> None:
                data = chain.reader().read_up_to(4096)
                if wrong([int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), _ENTRY)]):
                    raise DriverError("sends statistics that are not understood", None)
                super().on_statsq(chain)

        return Changed

    return change


MUTATIONS = [
    Mutation("balloon-drv-0014", "has two buffers available", "statistics", _supplies(lambda _: 2)),
    Mutation("balloon-drv-0015", "supplies no first buffer", "statistics", _supplies(lambda _: 0)),
    Mutation("balloon-drv-0016", "answers only once", "statistics", _answers_once),
    Mutation(
        "balloon-drv-0017", "sends entries for no statistic", "statistics",
        _sends(lambda _: (_UNKNOWN, _UNKNOWN + 1, _UNKNOWN + 2)),
    ),
    Mutation(
        "balloon-drv-0018", "sends an entry and a half", "statistics", _sends(lambda _: (4,), bytes(5)),
        also=("balloon-drv-0017",),
    ),
    Mutation(
        "balloon-drv-0021", "sends other statistics each time", "statistics",
        _sends(lambda number: (4, 5, 2 + number % 2)),
    ),
    Mutation(
        "balloon-dev-0004", "cannot live with unknown tags", "unknown statistics",
        device=_refuses(lambda tags: max(tags) >= _UNKNOWN),
    ),
    Mutation(
        "balloon-dev-0005", "cannot live with another order", "turned statistics",
        device=_refuses(lambda tags: tags != sorted(tags)),
    ),
]  # fmt: skip
