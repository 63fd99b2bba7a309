"""The standings of one scope -> its normative sections, each with a title short enough for a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from specgen.conformance.standing import Standing
from specgen.model import Role


@dataclass(frozen=True, slots=True)
class Section:
    """One normative section: `path` holds its titles from the chapter down, `label` is None where it has none."""

    role: Role
    label: str | None
    path: tuple[str, ...]
    title: str
    standings: tuple[Standing, ...]


def sections_of(standings: Sequence[Standing]) -> tuple[Section, ...]:
    """The sections in the order of the text; a title names as much of the path as tells it from the others."""
    groups: dict[tuple[Role, str | None, tuple[str, ...]], list[Standing]] = {}
    for one in standings:
        requirement = one.requirement
        groups.setdefault((requirement.role, requirement.label, requirement.section), []).append(one)
    titles = _titles([path for _, _, path in groups])
    return tuple(
        Section(role, label, path, titles[path], tuple(group)) for (role, label, path), group in groups.items()
    )


def scope_title(standings: Sequence[Standing]) -> str:
    """What to call a chapter: the last title that all its sections stand below."""
    paths = [one.requirement.section for one in standings]
    common = [titles[0] for titles in zip(*paths, strict=False) if len(set(titles)) == 1]
    return common[-1] if common else ""


def path_text(path: Sequence[str]) -> str:
    """The titles from the chapter down; a normative section called like the one around it is named once."""
    return " / ".join(_once(path))


def _titles(paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """The end of each path, with what stands before it where another path ends alike."""
    once = {path: _once(path) for path in paths}
    titles: dict[tuple[str, ...], str] = {}
    for path, whole in once.items():
        others = Counter(end for other in set(once.values()) for end in _ends(other))
        titles[path] = next((" / ".join(end) for end in _ends(whole) if others[end] == 1), " / ".join(whole))
    return titles


def _ends(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The path's last title, its last two, and so on."""
    return [path[start:] for start in range(len(path) - 1, -1, -1)]


def _once(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(title for title, _ in groupby(path))
