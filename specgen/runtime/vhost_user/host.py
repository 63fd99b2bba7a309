"""What a session needs of the world around it, and how it says that a front end asks for too much."""

from typing import NamedTuple, Protocol

from specgen.runtime.memory import Region
from specgen.runtime.vhost_user.payloads import MemoryEntry


class SessionError(Exception):
    """The front end asked for what cannot be done: it gets a reply that says so if it wanted one, else is cut off."""


class Events(NamedTuple):
    """What is to be told to the front end: rings with used buffers, rings that broke, a changed configuration."""

    calls: tuple[int, ...]
    errors: tuple[int, ...]
    config: bool


NO_EVENTS = Events((), (), config=False)


class Host(Protocol):
    """Maps memory and keeps descriptors: it duplicates those it wants to keep. Methods raise `OSError`."""

    def map_region(self, entry: MemoryEntry, descriptor: int) -> Region:
        """Map a region. Raises `ValueError` for one that does not fit its file."""
        ...

    def unmap_region(self, region: Region) -> None:
        """Let go of a region that `map_region` gave."""
        ...

    def use_kick(self, number: int, descriptor: int | None) -> None:
        """Wait for kicks of a ring there, or no more. Raises `ValueError` for what nothing can wait for."""
        ...

    def use_call(self, number: int, descriptor: int | None) -> None:
        """Send used buffer notifications of a ring there, or none."""
        ...

    def use_error(self, number: int, descriptor: int | None) -> None:
        """Tell there that a ring broke, or nowhere."""
        ...

    def use_channel(self, descriptor: int) -> None:
        """Send requests of the back end there."""
        ...
