"""`specgen.toml`, or `[tool.specgen.lint]` of pyproject.toml -> what the linter is told where options are silent."""

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from specgen.diagnostics import SpecgenError
from specgen.lint.selection import Selection

_LISTS = ("select", "ignore", "extend-select")
_KEYS = (*_LISTS, "per-file-ignores")


@dataclass(frozen=True, slots=True)
class Config:
    """The selection, and for patterns of file names the codes that do not count there; `path` says whose they are."""

    selection: Selection = field(default_factory=Selection)
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()
    path: Path | None = None

    def ignored_in(self, file: str) -> tuple[str, ...]:
        """The codes that do not count in a file."""
        return tuple(code for pattern, codes in self.per_file if fnmatch(file, pattern) for code in codes)


def find_config(start: Path) -> Config:
    """The nearest configuration from `start` upwards; SpecgenError where it is damaged or has an unknown key."""
    for directory in (start, *start.parents):
        for name in ("specgen.toml", "pyproject.toml"):
            path = directory / name
            table = _table(path, name) if path.is_file() else None
            if table is not None:
                return _config(table, path)
    return Config()


def _table(path: Path, name: str) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SpecgenError(f"{path} cannot be read: {error}") from error
    for key in () if name == "specgen.toml" else ("tool", "specgen"):
        found = document.get(key, {})
        document = found if isinstance(found, dict) else {}
    table = document.get("lint", document if name == "specgen.toml" else None)
    if not document or table is None:
        return None
    if not isinstance(table, dict):
        raise SpecgenError(f"{path}: lint is no table")
    return table


def _config(table: dict[str, Any], path: Path) -> Config:
    for key in table:
        if key not in _KEYS:
            from difflib import get_close_matches  # noqa: PLC0415 - only on an error

            near = get_close_matches(key, _KEYS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(_KEYS)}"
            raise SpecgenError(f"{path}: the linter has no setting {key!r}", hint=hint)
    lists = {key: _names(table[key], key, path) for key in _LISTS if key in table}
    per_file = table.get("per-file-ignores", {})
    if not isinstance(per_file, dict):
        raise SpecgenError(f"{path}: per-file-ignores is no table")
    ignored = tuple((str(pattern), _names(codes, pattern, path)) for pattern, codes in per_file.items())
    selection = Selection(lists.get("select"), lists.get("extend-select", ()), lists.get("ignore", ()))
    return Config(selection, ignored, path)


def _names(value: object, key: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SpecgenError(f"{path}: {key} is no list of codes")
    return tuple(value)
