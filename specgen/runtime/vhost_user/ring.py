"""What the front end says about its rings, message by message -> virtqueues of the device that start and stop."""

from dataclasses import dataclass

from specgen.runtime.device import Device
from specgen.runtime.errors import DriverError
from specgen.runtime.memory import MemoryAccessError
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status
from specgen.runtime.vhost_user.host import Host, SessionError
from specgen.runtime.vhost_user.payloads import RingAddress
from specgen.runtime.vhost_user.table import MemoryTable


@dataclass(slots=True)
class Ring:
    """One ring; `size` in entries, `base` as GET_VRING_BASE gives it, `enabled` by SET_VRING_ENABLE."""

    size: int = 0
    address: RingAddress | None = None
    base: int = 0
    kicked: bool = False
    """Whether a kick descriptor came, which starts the ring."""
    enabled: bool = False
    resting: bool = False
    """Whether it ran, and may not be there any more: a kick says that it is."""

    @property
    def ready(self) -> bool:
        """Whether the front end has said all that is needed."""
        return self.kicked and self.size > 0 and self.address is not None

    def setup(self, table: MemoryTable) -> QueueSetup:
        """The queue by guest addresses. Raises `MemoryAccessError` where a part is not in shared memory."""
        assert self.address is not None, "a ring starts once it is ready"
        parts = (self.address.descriptor, self.address.available, self.address.used)
        return QueueSetup(self.size, *map(table.guest_address, parts))


_ABLE = int(Status.FEATURES_OK)
_MATTERS = _ABLE | int(Status.DEVICE_NEEDS_RESET)


class Rings:
    """All rings a device may have; `enabled_from_start` where the front end does not speak of enabling them."""

    def __init__(self, device: Device, host: Host) -> None:
        self._device = device
        self._host = host
        queues = device.numbered_queues(device.offered)
        self._rings = tuple(Ring() for _ in range(1 + max((queue.number for queue in queues), default=-1)))
        self.enabled_from_start = True

    def __len__(self) -> int:
        """The highest number of a ring and one more."""
        return len(self._rings)

    def __getitem__(self, number: int) -> Ring:
        """What is known of ring `number`. Raises `SessionError` where it does not exist."""
        self.check(number)
        return self._rings[number]

    def check(self, number: int) -> None:
        """Raises `SessionError` where ring `number` does not exist."""
        if number >= len(self._rings):
            raise SessionError(f"ring {number} of {len(self._rings)} does not exist")

    def stopped(self, number: int) -> Ring:
        """Ring `number`, which waits for its next kick descriptor if it ran."""
        ring = self[number]
        if self._device.queue_enabled(number):
            self.unkick(number)
            self.pause(number)
        return ring

    def unkick(self, number: int) -> None:
        """Kicks of ring `number` no longer count."""
        self._rings[number].kicked = self._rings[number].resting = False
        self._host.use_kick(number, None)

    def pause(self, number: int) -> None:
        """Stop a ring that runs, to go on where it stopped."""
        self._rings[number].base = self._device.stop_queue(number)

    def rest(self) -> None:
        """Stop the rings that run until the next kick of each: its descriptor still counts."""
        for number in tuple(self._device.rings.enabled):
            self._rings[number].kicked = False
            self._rings[number].resting = True
            self.pause(number)

    def awake(self, number: int) -> bool:
        """A kick came: whether it ends the rest of a ring."""
        ring = self._rings[number] if number < len(self._rings) else Ring()
        rested, ring.resting = ring.resting, False
        ring.kicked = ring.kicked or rested
        return rested

    def forget(self) -> None:
        """Back to the beginning, but for being enabled: front ends say that before everything else or at the end."""
        for number, ring in enumerate(self._rings):
            self.unkick(number)
            ring.size = ring.base = 0
            ring.address = None

    def settle(self, table: MemoryTable) -> frozenset[int]:
        """Start the rings that can run, stop those that must not; the numbers of those started.

        A ring that cannot start because of what it is breaks the device. Raises `SessionError` for it.
        """
        started = set()
        able = self._able() and bool(table)
        for number, ring in enumerate(self._rings):
            wanted = able and ring.ready and (ring.enabled or self.enabled_from_start)
            running = self._device.queue_enabled(number)
            if running and not wanted:
                self.pause(number)
            elif wanted and not running:
                self._start(number, ring, table)
                started.add(number)
        return frozenset(started)

    def _able(self) -> bool:
        return int(self._device.status) & _MATTERS == _ABLE

    def _start(self, number: int, ring: Ring, table: MemoryTable) -> None:
        try:
            self._device.enable_queue(number, ring.setup(table))
        except MemoryAccessError as error:
            self._device.fail(DriverError(f"places virtqueue {number} where {error}"))
        queue = self._device.rings.enabled.get(number)
        if queue is None:
            raise SessionError(f"ring {number} cannot start: {self._device.violations[-1]}")
        # Linux sends 0 for a new packed ring, whose wrap counters nevertheless begin at 1.
        if ring.base or not queue.fresh:
            queue.base = ring.base
