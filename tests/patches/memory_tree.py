"""A tree of specification files that lies nowhere on disk, and the small one that most tests patch."""

from dataclasses import dataclass, field

from specgen.patches import PatchedTree, apply_patches, read_patches
from specgen.trees import memory


@dataclass
class MemoryTree(memory.MemoryTree):
    """Notes what is read of it."""

    name: str = "lamps"
    entry: str = "content.tex"
    reads: list[str] = field(default_factory=list)

    def read(self, path: str) -> bytes:
        self.reads.append(path)
        return super().read(path)


CONTENT = "".join(f"Lamp {number} is lit.\n" for number in range(1, 31))
DIFF = """\
diff --git a/content.tex b/content.tex
index 1111111..2222222 100644
--- a/content.tex
+++ b/content.tex
@@ -3,7 +3,8 @@ Lamps
 Lamp 3 is lit.
 Lamp 4 is lit.
 Lamp 5 is lit.
-Lamp 6 is lit.
+Lamp 6 is dim.
+A moth sits on it.
 Lamp 7 is lit.
 Lamp 8 is lit.
 Lamp 9 is lit.
"""
PATCHED = CONTENT.replace("Lamp 6 is lit.\n", "Lamp 6 is dim.\nA moth sits on it.\n")


def lamps(**others: str) -> MemoryTree:
    """content.tex with thirty lamps, and other .tex files by name, `__` for a slash."""
    files = {f"{name.replace('__', '/')}.tex": text for name, text in others.items()}
    return MemoryTree({path: text.encode() for path, text in {"content.tex": CONTENT, **files}.items()})


def patched(data: str | bytes, tree: MemoryTree | None = None, *, fuzz: int = 0) -> PatchedTree:
    """The tree (thirty lamps) with the patches of one input."""
    raw = data if isinstance(data, bytes) else data.encode()
    return apply_patches(tree or lamps(), read_patches(raw, "in.patch"), fuzz=fuzz)


def file_diff(path: str, old: str, new: str, context: int = 3) -> str:
    """A unified diff of one file as git writes it, made by difflib."""
    from difflib import unified_diff

    lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}", n=context, lineterm="\n")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Cut at line feeds only, unlike splitlines."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
