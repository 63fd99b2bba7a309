"""Descriptors a front end passes -> a host for its session: memory mapped, kicks waited for, notifications sent."""

import contextlib
import os
import stat
from collections.abc import Callable
from functools import partial

from specgen.runtime.memory import Region
from specgen.runtime.vhost_user.codec import encode
from specgen.runtime.vhost_user.connection import close_all
from specgen.runtime.vhost_user.host import Events
from specgen.runtime.vhost_user.loop import Loop
from specgen.runtime.vhost_user.mapping import MappedRegion
from specgen.runtime.vhost_user.payloads import STATE, MemoryEntry
from specgen.runtime.vhost_user.requests import BackEndRequest

_ONE = (1).to_bytes(8, "little")


class Resources:
    """What one front end handed over, as a `Host`; `kicked` hears of kicks. `close` gives all of it back."""

    def __init__(self, loop: Loop, kicked: Callable[[int], None]) -> None:
        self._loop = loop
        self._kicked = kicked
        self._kicks: dict[int, int] = {}
        self._calls: dict[int, int] = {}
        self._errors: dict[int, int] = {}
        self._channel: int | None = None
        self._regions: set[MappedRegion] = set()

    def map_region(self, entry: MemoryEntry, descriptor: int) -> Region:
        """Map a region."""
        region = MappedRegion(entry, descriptor)
        self._regions.add(region)
        return region

    def unmap_region(self, region: Region) -> None:
        """Let go of a region that `map_region` gave."""
        assert isinstance(region, MappedRegion), "the host maps all regions"
        self._regions.discard(region)
        region.close()

    def use_kick(self, number: int, descriptor: int | None) -> None:
        """Wait for kicks of a ring there, or no more."""
        old = self._kicks.pop(number, None)
        if old is not None:
            self._loop.unwatch(old)
            os.close(old)
        if descriptor is None:
            return
        own = _keep(descriptor)
        try:
            self._loop.watch(own, partial(self._kick, number, own))
        except OSError:
            os.close(own)
            raise
        self._kicks[number] = own

    def use_call(self, number: int, descriptor: int | None) -> None:
        """Send used buffer notifications of a ring there, or none."""
        _replace(self._calls, number, descriptor)

    def use_error(self, number: int, descriptor: int | None) -> None:
        """Tell there that a ring broke, or nowhere."""
        _replace(self._errors, number, descriptor)

    def use_channel(self, descriptor: int) -> None:
        """Send requests of the back end there."""
        own = _keep(descriptor)
        if self._channel is not None:
            os.close(self._channel)
        self._channel = own

    def tell(self, events: Events, *, in_band: bool) -> None:
        """Send notifications; `in_band` tells over the channel of a ring without a call descriptor.

        What the front end does not take is dropped: it has as many waiting already.
        """
        for number in events.calls:
            if number in self._calls:
                _write(self._calls[number], _ONE)
            elif in_band and self._channel is not None:
                _write(self._channel, encode(BackEndRequest.VRING_CALL, STATE.pack(number, 0)))
        for number in events.errors:
            if number in self._errors:
                _write(self._errors[number], _ONE)
        if events.config and self._channel is not None:
            _write(self._channel, encode(BackEndRequest.CONFIG_CHANGE))

    def close(self) -> None:
        """Close every descriptor and let go of all memory."""
        for number in tuple(self._kicks):
            self.use_kick(number, None)
        close_all([*self._calls.values(), *self._errors.values()])
        self._calls.clear()
        self._errors.clear()
        if self._channel is not None:
            os.close(self._channel)
            self._channel = None
        for region in tuple(self._regions):
            self.unmap_region(region)

    def _kick(self, number: int, descriptor: int, _: int) -> None:
        try:
            alive = bool(os.read(descriptor, 8))
        except BlockingIOError:
            return
        except OSError:
            alive = False
        if alive:
            self._kicked(number)
        else:
            # The other end is closed: nothing will come, and waiting would end at once for ever.
            self.use_kick(number, None)


def _keep(descriptor: int) -> int:
    """A duplicate that does not block. Raises `OSError` for what is neither eventfd, pipe nor socket."""
    mode = os.fstat(descriptor).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_IFMT(mode) == 0):
        raise OSError("a descriptor for notifications is neither an eventfd nor a pipe nor a socket")
    own = os.dup(descriptor)
    try:
        os.set_blocking(own, False)
    except OSError:
        os.close(own)
        raise
    return own


def _replace(descriptors: dict[int, int], number: int, descriptor: int | None) -> None:
    own = None if descriptor is None else _keep(descriptor)
    if number in descriptors:
        os.close(descriptors.pop(number))
    if own is not None:
        descriptors[number] = own


def _write(descriptor: int, data: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(descriptor, data)
