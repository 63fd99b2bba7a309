"""Regions of a memory table -> guest memory, and the front end's addresses -> guest addresses."""

from collections.abc import Iterable, Iterator

from specgen.runtime.memory import GuestMemory, MemoryAccessError, Region
from specgen.runtime.vhost_user.host import Host, SessionError
from specgen.runtime.vhost_user.payloads import MappedEntry, MemoryEntry


class MemoryTable:
    """What the front end shares: entries and the regions over them. Raises `ValueError` where regions overlap."""

    def __init__(self, regions: Iterable[tuple[MemoryEntry, Region]] = ()) -> None:
        self._regions = tuple(regions)
        self.memory = GuestMemory(region for _, region in self._regions)

    def __len__(self) -> int:
        """The number of regions."""
        return len(self._regions)

    def __iter__(self) -> Iterator[tuple[MemoryEntry, Region]]:
        """Entries with their regions, in the order they came."""
        return iter(self._regions)

    def guest_address(self, user: int) -> int:
        """The guest address of the byte the front end has at `user`. Raises `MemoryAccessError`."""
        for entry, _ in self._regions:
            if entry.user <= user < entry.user + entry.size:
                return user - entry.user + entry.guest
        raise MemoryAccessError(f"the front end's address {user:#x} is outside the memory it shares")

    def without(self, removed: MemoryEntry) -> "MemoryTable":
        """The table less one region. Raises `SessionError` where it has no such region."""
        kept = [pair for pair in self._regions if pair[0][:3] != removed[:3]]
        if len(kept) == len(self._regions):
            raise SessionError(f"there is no region of {removed.size} bytes at {removed.guest:#x}")
        return MemoryTable(kept)

    def extended(self, host: Host, entries: Iterable[MappedEntry]) -> "MemoryTable":
        """The table and more regions, which `host` maps. Raises `SessionError`, and leaves nothing mapped."""
        added: list[tuple[MemoryEntry, Region]] = []
        try:
            for entry, descriptor in entries:
                added += [(entry, host.map_region(entry, descriptor))]
            return MemoryTable((*self._regions, *added))
        except (OSError, OverflowError, ValueError) as error:
            for _, region in added:
                host.unmap_region(region)
            raise SessionError(f"memory cannot be mapped: {error}") from error
