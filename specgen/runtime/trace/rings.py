"""The ends of a virtqueue -> the same ends, with the buffers that pass through them recorded."""

from collections.abc import Iterator

from specgen.runtime.memory import GuestMemory
from specgen.runtime.trace.contents import fill_of, first_bytes
from specgen.runtime.trace.event import Kind, Side
from specgen.runtime.trace.recorder import Recorder
from specgen.runtime.virtqueue import Buffers, Chain, DeviceQueue, DriverQueue, Used


def record_driver_ring(ring: DriverQueue, recorder: Recorder, memory: GuestMemory) -> DriverQueue:
    """The ring itself, whose `add` and `collect` are recorded from now on."""
    kind = type(ring)
    about = {"queue": ring.queue.number, "key": ring.queue.key}

    class Recording(kind):  # type: ignore[valid-type, misc]  # one of two layouts, whichever this is
        """A driver's ring that is recorded."""

        def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
            # What is written into buffers was written before they are made available.
            recorder.settle(Side.DRIVER)
            token: int = super().add(readable, writable)
            recorder.note(
                Kind.ADD,
                Side.DRIVER,
                **about,
                token=token,
                readable=[list(extent) for extent in readable],
                writable=[list(extent) for extent in writable],
                data=first_bytes(memory, readable),
                fill=fill_of(memory, writable),
            )
            recorder.settle(Side.DRIVER)
            return token

        def collect(self) -> list[Used]:
            found: list[Used] = super().collect()
            for used in found:
                values = {**about, "token": used.token, "written": used.written}
                recorder.hear(Kind.USE, Side.DEVICE, **values)
                recorder.note(Kind.COLLECT, Side.DRIVER, **values)
            return found

    ring.__class__ = Recording
    return ring


def record_device_ring(ring: DeviceQueue, recorder: Recorder, memory: GuestMemory) -> DeviceQueue:
    """The ring itself, whose `take` and `give_back` are recorded from now on."""
    kind = type(ring)
    about = {"queue": ring.queue.number, "key": ring.queue.key}

    class Recording(kind):  # type: ignore[valid-type, misc]  # one of two layouts, whichever this is
        """A device's ring that is recorded."""

        def take(self, limit: int) -> Iterator[Chain]:
            for chain in super().take(limit):
                recorder.hear(
                    Kind.ADD,
                    Side.DRIVER,
                    **about,
                    token=chain.id,
                    readable=[list(extent) for extent in chain.reads],
                    writable=[list(extent) for extent in chain.writes],
                    data=first_bytes(memory, chain.reads),
                    fill=fill_of(memory, chain.writes),
                )
                recorder.note(
                    Kind.TAKE,
                    Side.DEVICE,
                    **about,
                    token=chain.id,
                    readable=[list(extent) for extent in chain.reads],
                    writable=[list(extent) for extent in chain.writes],
                )
                yield chain

        def give_back(self, chain: Chain, written: int) -> None:
            recorder.note(Kind.USE, Side.DEVICE, **about, token=chain.id, written=written)
            super().give_back(chain, written)
            recorder.settle(Side.DEVICE)

        def flush(self) -> None:
            super().flush()
            recorder.settle(Side.DEVICE)

    ring.__class__ = Recording
    return ring
