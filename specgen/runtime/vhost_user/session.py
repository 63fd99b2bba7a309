"""Messages of a vhost-user front end -> replies, and what its device does; without I/O.

Most front ends never send the device status. For those the session sets it: FEATURES_OK with SET_FEATURES, DRIVER_OK
once all rings run or the first is kicked. From the first SET_STATUS on the front end does both by itself.
"""

from specgen.runtime.device import Device
from specgen.runtime.status import Status
from specgen.runtime.vhost_user.host import NO_EVENTS, Events, Host, SessionError
from specgen.runtime.vhost_user.requests import PROTOCOL_FEATURES, SPOKEN, ProtocolFeature
from specgen.runtime.vhost_user.ring import Rings
from specgen.runtime.vhost_user.table import MemoryTable

OFFERED = SPOKEN | ProtocolFeature.CONFIGURE_MEM_SLOTS
"""Protocol features offered unless told otherwise."""

_DRIVER_OK = int(Status.DRIVER_OK)
_BEGUN = Status.ACKNOWLEDGE | Status.DRIVER


class Session:
    """One front end's hold on `device`; it is the device's `Notifier`. `offered` are protocol features."""

    def __init__(self, device: Device, host: Host, offered: int = OFFERED) -> None:
        self.device = device
        self.host = host
        # As a plain number: the complement of flags knows nothing of bits beyond them.
        self.offered = int(offered)
        self.protocol = 0
        """The protocol features the front end accepted."""
        self.rings = Rings(device, host)
        self.table = MemoryTable()
        self._status_comes = False
        self._due: set[int] = set()
        self._calls: dict[int, None] = {}
        self._errors: dict[int, None] = {}
        self._config = False
        device.write_status(Status.RESET)

    # What there is to do.

    @property
    def pending(self) -> bool:
        """Whether `run` has something to do without waiting; a device that is not live does nothing."""
        return self.device.live and bool(self._due or self.device.pending)

    def run(self) -> None:
        """Give each ring with work left one turn."""
        rings = self._due | self.device.pending
        self._due = set()
        for number in sorted(rings):
            self.device.process(number)

    def take_events(self) -> Events:
        """What to tell the front end now; each event once."""
        if not (self._calls or self._errors or self._config):
            return NO_EVENTS
        events = Events(tuple(self._calls), tuple(self._errors), self._config)
        self._calls.clear()
        self._errors.clear()
        self._config = False
        return events

    def close(self) -> None:
        """The front end is gone: reset the device and let go of its memory and its rings."""
        self.reset()
        self.device.memory = self.device.notifier = None
        for _, region in self.table:
            self.host.unmap_region(region)
        self.table = MemoryTable()

    # What the device tells.

    def used_buffers(self, number: int) -> None:
        """The device used buffers of a queue."""
        self._calls[number] = None

    def config_changed(self) -> None:
        """The device changed its configuration, or needs a reset."""
        self._config = True
        if self.device.status & Status.DEVICE_NEEDS_RESET:
            self._errors.update(dict.fromkeys(self.device.rings.enabled))

    # What the front end tells.

    def kicked(self, number: int) -> None:
        """A kick of ring `number` arrived.

        One that comes before DRIVER_OK is nobody's offence: kicks and messages are not in order with each other. All
        rings are looked at once DRIVER_OK is set.
        """
        if self.rings.awake(number):
            self.settle()
        if self.device.queue_enabled(number) and not self._status_comes:
            self._set_driver_ok()
        if self.device.live:
            self.device.notify(number)

    def settle(self) -> None:
        """After each message: bring the rings to where they should be. Raises `SessionError` if one cannot start."""
        self._due |= self.rings.settle(self.table)
        device = self.device
        enabled = device.rings.enabled.keys()
        if enabled and enabled == device.rings.existing.keys() and not self._status_comes:
            self._set_driver_ok()

    def features(self) -> int:
        """GET_FEATURES: what is offered.

        A front end that neither enables rings nor sends the status says nothing at all when its driver goes, but Linux
        asks for the features then. Its rings rest until they are kicked: what they lay in may be in other use already.
        """
        if self.rings.enabled_from_start and not self._status_comes:
            self.rings.rest()
        return self.device.offered | PROTOCOL_FEATURES

    def negotiate(self, features: int) -> None:
        """SET_FEATURES: begin anew. Raises `SessionError` for a refusal.

        So it is with rings that run, even if nothing changes: a driver that was unloaded and comes back may say nothing
        else before it hands out new rings, and what the old ones lay in is no ring any more.
        """
        device = self.device
        self.rings.enabled_from_start = not features & PROTOCOL_FEATURES
        accepted = features & ~PROTOCOL_FEATURES
        if self._status_comes:
            device.write_status(device.status | _BEGUN)
            device.write_driver_features(accepted)
            return
        self.reset()
        device.write_status(_BEGUN)
        device.write_driver_features(accepted)
        device.write_status(_BEGUN | Status.FEATURES_OK)
        if not device.status & Status.FEATURES_OK:
            raise SessionError(f"features {accepted:#x} are refused: {device.violations[-1]}")

    def set_status(self, status: int) -> None:
        """SET_STATUS: from now on the front end says what the driver does. Raises `SessionError` beyond a byte."""
        if status > 0xFF:
            raise SessionError(f"the status {status:#x} is no byte")
        self._status_comes = True
        if status == Status.RESET:
            self.reset()
        else:
            self._write_status(status)

    def reset(self) -> None:
        """Reset the device and forget its rings."""
        self.device.write_status(Status.RESET)
        self._due.clear()
        self.rings.forget()

    def use_memory(self, table: MemoryTable) -> None:
        """Rings that run move over to other memory, where they go on."""
        for number in tuple(self.device.rings.enabled):
            self.rings.pause(number)
        kept = {id(region) for _, region in table}
        old, self.table = self.table, table
        self.device.attach(table.memory, self)
        for _, region in old:
            if id(region) not in kept:
                self.host.unmap_region(region)

    # How it works.

    def _set_driver_ok(self) -> None:
        if not int(self.device.status) & _DRIVER_OK:
            self._write_status(self.device.status | Status.DRIVER_OK)

    def _write_status(self, status: int) -> None:
        was_live = self.device.live
        self.device.write_status(status)
        if self.device.live and not was_live:
            self._due |= self.device.rings.enabled.keys()
