"""Files held in memory -> a tree: what an archive holds, and what lies nowhere."""

from dataclasses import dataclass
from functools import cached_property

from specgen.trees.tree import find_entry, normal_path


@dataclass
class MemoryTree:
    """The files of a specification by their paths; see `Tree`."""

    files: dict[str, bytes]
    name: str = "memory"
    revision: str = ""

    @cached_property
    def entry(self) -> str:
        """See `Tree.entry`."""
        return find_entry(self, [path for path in self.files if "/" not in path])

    def read(self, path: str) -> bytes:
        """See `Tree.read`."""
        normal = normal_path(path)
        if normal not in self.files:
            raise FileNotFoundError(path)
        return self.files[normal]

    def paths(self) -> tuple[str, ...]:
        """See `Tree.paths`."""
        return tuple(sorted(path for path in self.files if path.endswith(".tex")))
