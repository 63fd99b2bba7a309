"""What a balloon's pair is made to do: each part of its behaviour, in lawful but unusual ways too."""

from typing import Any

from specgen.conformance.balloon.unusual import UNUSUAL
from specgen.conformance.peers.pair import Pair
from specgen.conformance.workload import Workload
from specgen.runtime.driver import Driver
from specgen.runtime.features import RingFeature

POISON = 0x5A5A5A5A
_UNKNOWN_TAGS = (0xFF00, 0xFF01, 0xFF02)


def resize(pair: Pair) -> None:
    """The balloon grows and shrinks, at once and by pages."""
    pair.start()
    for pages in (300, 301, 520, 40, 40, 0, 8):
        _target(pair, pages)


def reset(pair: Pair) -> None:
    """Pages are in the balloon when the driver resets the device and brings it up again."""
    pair.start()
    _target(pair, 64)
    pair.reset()
    pair.start()
    _target(pair, 16)


def relieve(pair: Pair) -> None:
    """The driver takes pages back because it needs memory."""
    pair.start()
    _target(pair, 96)
    pair.attempt(lambda: pair.driver.relieve(32))
    pair.run()


def poison(pair: Pair) -> None:
    """Free pages hold a pattern, whatever is done with them."""
    pair.driver.poison = POISON
    pair.start()
    if pair.has("PAGE_REPORTING"):
        _report(pair, 24)
    _target(pair, 48)
    _target(pair, 4)


def statistics(pair: Pair) -> None:
    """The device asks again and again."""
    pair.start()
    for _ in range(3):
        pair.host("ask", pair.device.ask)


def hinting(pair: Pair) -> None:
    """Rounds that end by the device, by the driver, and one that is overtaken by the next."""
    pair.start()
    pair.host("hint start", pair.device.start_hinting)
    _hinted(pair)
    pair.host("hint done", pair.device.finish_hinting)
    pair.host("hint start", pair.device.start_hinting)
    pair.host("hint stop", pair.device.stop_hinting)
    pair.host("hint start", pair.device.start_hinting)
    pair.host("hint done", pair.device.finish_hinting)
    _hinted(pair)


def late_hints(pair: Pair) -> None:
    """Hints arrive with the command ID of a round that is over."""
    pair.start()
    stale = int(pair.device.start_hinting())
    pair.host("hint start", pair.device.start_hinting)
    driver, memory = pair.driver, pair.memory
    buffer = driver.allocator.allocate(16, 4)
    memory.view(buffer, 8)[:] = stale.to_bytes(4, "little") + bytes(4)
    page = driver.allocator.allocate(4096, 4096)
    token = driver.add("free_page_vq", readable=[(buffer, 4)])
    driver.hinting.sent[token] = buffer
    driver.add("free_page_vq", writable=[(page, 4096)])
    driver.add("free_page_vq", readable=[(buffer + 4, 4)])
    driver.kick("free_page_vq")
    pair.run()
    _hinted(pair)
    pair.host("hint done", pair.device.finish_hinting)


def hurried_hints(pair: Pair) -> None:
    """The device begins rounds faster than the driver can follow."""
    pair.start()
    for _ in range(3):
        pair.recorder.host("hint start")
        pair.device.start_hinting()
    pair.run()
    pair.host("hint done", pair.device.finish_hinting)


def released_hints(pair: Pair) -> None:
    """The driver needs hinted pages before the device is done with them."""
    pair.start()
    pair.host("hint start", pair.device.start_hinting)
    pair.attempt(pair.driver.release_hinted)
    pair.run()
    pair.host("hint done", pair.device.finish_hinting)


def abandoned_hints(pair: Pair) -> None:
    """The driver resets the device while pages are hinted."""
    pair.start()
    pair.host("hint start", pair.device.start_hinting)
    pair.reset()
    pair.start()


def reporting(pair: Pair) -> None:
    """Free pages are reported, in one block and in many."""
    pair.start()
    _report(pair, 32)
    _report(pair, 3)


def suspending(pair: Pair) -> None:
    """The device sleeps, its target changes meanwhile, and it wakes up."""
    pair.start()
    _target(pair, 20)
    pair.attempt(pair.driver.suspend)
    pair.recorder.host("target", pages=30)
    pair.device.target = 30
    pair.attempt(pair.driver.resume)
    pair.run()


def resetting_queues(pair: Pair) -> None:
    """Each virtqueue is reset and enabled anew while nothing is in it."""
    pair.start()
    _target(pair, 20)
    for key in ("inflateq", "deflateq"):
        pair.attempt(lambda key=key: pair.driver.reset_queue(key))  # type: ignore[misc]
    _target(pair, 50)
    _target(pair, 10)


def unknown_statistics(kind: type[Driver]) -> type[Driver]:
    """A driver that knows more statistics than the text."""

    class Knowing(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """It has tags of its own."""

        def count(self) -> dict[int, int]:
            return {**super().count(), **dict.fromkeys(_UNKNOWN_TAGS, 1)}

    return Knowing


def turned_statistics(kind: type[Driver]) -> type[Driver]:
    """A driver whose entries come in the reverse order."""

    class Turned(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """From the last tag to the first."""

        def count(self) -> dict[int, int]:
            return dict(sorted(super().count().items(), reverse=True))

    return Turned


WORKLOADS = (
    Workload("resize", resize),
    Workload("reset", reset),
    Workload("relieve", relieve, ("DEFLATE_ON_OOM",)),
    Workload("poison", poison, ("PAGE_POISON",)),
    Workload("statistics", statistics, ("STATS_VQ",)),
    Workload("unknown statistics", statistics, ("STATS_VQ",), driver=unknown_statistics),
    Workload("turned statistics", statistics, ("STATS_VQ",), driver=turned_statistics),
    Workload("hinting", hinting, ("FREE_PAGE_HINT",)),
    Workload("late hints", late_hints, ("FREE_PAGE_HINT",)),
    Workload("hurried hints", hurried_hints, ("FREE_PAGE_HINT",)),
    Workload("released hints", released_hints, ("FREE_PAGE_HINT",)),
    Workload("abandoned hints", abandoned_hints, ("FREE_PAGE_HINT",)),
    Workload("reporting", reporting, ("PAGE_REPORTING",)),
    Workload("suspending", suspending, reserved=RingFeature.SUSPEND),
    Workload("resetting queues", resetting_queues, reserved=RingFeature.RING_RESET),
    *UNUSUAL,
)
"""All of them; each is run where the text has its features."""


def _target(pair: Pair, pages: int) -> None:
    pair.host("target", lambda: setattr(pair.device, "target", pages), pages=pages)


def _hinted(pair: Pair) -> None:
    """Note which hints the device would use."""
    extents: Any = [list(extent) for extent in pair.device.hinted]
    pair.recorder.host("hinted", extents=extents)


def _report(pair: Pair, pages: int) -> None:
    pair.attempt(lambda: pair.driver.report_free_pages(pages * 4096))
    pair.run()
