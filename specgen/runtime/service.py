"""A device's enabled virtqueues and a handler for each -> buffers taken, handled and given back, a bounded number."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from specgen.runtime.queues import NumberedQueue
from specgen.runtime.virtqueue import Chain, DeviceQueue

Handler: TypeAlias = Callable[[Chain], int | None]
"""Takes a chain; gives the number of bytes written into it, or `None` to keep it for later."""


class QueueService:
    """What `Device` keeps about its queues while they are enabled; `handlers` are by key."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self.existing: dict[int, NumberedQueue] = {}
        self.enabled: dict[int, DeviceQueue] = {}
        self.held: dict[str, list[Chain]] = {key: [] for key in handlers}
        self.pending: set[int] = set()

    def disable(self, number: int) -> None:
        """Forget a queue and the chains of it that are held."""
        ring = self.enabled.pop(number, None)
        if ring is not None:
            ring.broken = True
            held = self.held[ring.queue.key]
            held[:] = [chain for chain in held if chain.ring is not ring]
        self.pending.discard(number)

    def stop_queue(self, number: int) -> int:
        """Disable an enabled queue; the `base` from which its held chains come again."""
        ring = self.enabled[number]
        base = ring.base_before(sum(chain.ring is ring for chain in self.held[ring.queue.key]))
        self.disable(number)
        return base

    def clear(self) -> None:
        """Forget all queues: the device was reset."""
        for number in tuple(self.enabled):
            self.disable(number)
        self.existing = {}

    def stop(self) -> None:
        """Take no more chains: the device needs a reset."""
        for ring in self.enabled.values():
            ring.broken = True
        self.pending.clear()

    def drain(self, number: int, budget: int) -> bool:
        """Handle at most `budget` chains of a queue; whether the driver wants a used buffer notification.

        What is left over puts the queue into `pending`. Raises `DriverError` at a hostile chain, and what a handler
        raises.
        """
        ring = self.enabled[number]
        handle = self._handlers[ring.queue.key]
        self.pending.discard(number)
        wanted = False
        ring.suppress()
        while True:
            for chain in ring.take(budget):
                budget -= 1
                written = handle(chain)
                if written is not None:
                    ring.give_back(chain, written)
            ring.flush()
            wanted = ring.wants_notification() or wanted
            if budget <= 0:
                # Notifications stay suppressed: whoever runs the device comes back for the rest unasked.
                self.pending.add(number)
                return wanted
            if ring.broken or not ring.listen():
                return wanted

    def complete(self, chain: Chain, written: int) -> bool:
        """Give back a chain that a handler kept; whether the driver wants a notification.

        A chain whose queue was reset meanwhile is dropped.
        """
        held = self.held[chain.queue.key]
        if chain in held:
            held.remove(chain)
        ring = self.enabled.get(chain.queue.number)
        if ring is None or ring is not chain.ring or ring.broken:
            return False
        ring.give_back(chain, written)
        ring.flush()
        return ring.wants_notification()
