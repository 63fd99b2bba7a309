"""A source of chance -> a workload for a balloon's pair: steps that both sides may lawfully take, in any order."""

import random
from collections.abc import Callable

from specgen.conformance.peers.pair import Pair
from specgen.conformance.sides import Sides
from specgen.conformance.workload import Workload

_STEPS = 12
_MOST_PAGES = 400
_PAGE = 4096
_MOST_USED = 40
"""Pages that a guest uses at once: the balloon's have to be there all the same."""
Step = Callable[[Pair], None]


def target(pages: int) -> Step:
    """The device wants so many pages."""
    return lambda pair: pair.host("target", lambda: setattr(pair.device, "target", pages), pages=pages)


def ask(pair: Pair) -> None:
    """The device wants statistics."""
    if pair.has("STATS_VQ"):
        pair.host("ask", pair.device.ask)


def start_hints(pair: Pair) -> None:
    """The device wants hints."""
    if pair.has("FREE_PAGE_HINT"):
        pair.host("hint start", pair.device.start_hinting)


def stop_hints(pair: Pair) -> None:
    """It cannot use them any more."""
    if pair.has("FREE_PAGE_HINT"):
        pair.host("hint stop", pair.device.stop_hinting)


def finish_hints(pair: Pair) -> None:
    """It has no more need of them."""
    if pair.has("FREE_PAGE_HINT"):
        pair.host("hint done", pair.device.finish_hinting)
        extents = [list(extent) for extent in pair.device.hinted]
        pair.recorder.host("hinted", extents=extents)


def report(pages: int) -> Step:
    """The driver reports free pages."""

    def step(pair: Pair) -> None:
        if pair.has("PAGE_REPORTING"):
            pair.attempt(lambda: pair.driver.report_free_pages(pages * 4096))
            pair.run()

    return step


def relieve(pages: int) -> Step:
    """The driver needs memory."""

    def step(pair: Pair) -> None:
        if pair.has("DEFLATE_ON_OOM"):
            pair.attempt(lambda: pair.driver.relieve(pages))
            pair.run()

    return step


def use_memory(pages: int) -> Step:
    """The guest has use for so much memory, in pieces, and lets every second one go."""

    def step(pair: Pair) -> None:
        taken = [pair.driver.allocator.allocate(_PAGE, _PAGE) for _ in range(min(pages, _MOST_USED))]
        for address in taken[::2]:
            pair.memory.view(address, _PAGE)[:] = bytes([pages & 0xFF]) * _PAGE
            pair.driver.allocator.free(address, _PAGE)
        for address in taken[1::2]:
            pair.memory.view(address, _PAGE)[:] = bytes([~pages & 0xFF]) * _PAGE
        pair.run()
        for address in taken[1::2]:
            pair.driver.allocator.free(address, _PAGE)

    return step


def begin_anew(pair: Pair) -> None:
    """The driver resets the device and brings it up again."""
    pair.reset()
    pair.start()


def steps_of(chance: random.Random) -> Step:
    """One step."""
    pages = chance.choice((0, 1, 2, chance.randrange(_MOST_PAGES), chance.randrange(_MOST_PAGES)))
    fixed = (ask, start_hints, stop_hints, finish_hints, begin_anew)
    sized = (target(pages), target(pages), report(pages), relieve(pages), use_memory(pages))
    return chance.choice((*sized, *fixed))


def scripted(steps: list[Step], poison: int = 0) -> Callable[[Pair], None]:
    """A workload's script from its steps."""

    def run(pair: Pair) -> None:
        pair.driver.poison = poison
        pair.start()
        for step in steps:
            step(pair)

    return run


def script(chance: random.Random, sides: Sides, name: str) -> tuple[Workload, int]:
    """A workload, and the features to offer with it."""
    own = sum(bit for bit in sides.features.values() if chance.random() < 0.7)
    ring = chance.choice(sides.rings)[1]
    steps = [steps_of(chance) for _ in range(_STEPS)]
    poison = chance.choice((0, chance.getrandbits(32)))
    return Workload(name, scripted(steps, poison)), own | ring | sides.control
