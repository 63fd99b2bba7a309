"""Bytes -> standard output, or a file that is there whole or not at all."""

import os
import sys
from pathlib import Path

from specgen.diagnostics import SpecgenError


def write_output(data: bytes, output: str | None) -> None:
    """Write `data` to the file `output`, or to standard output for None and "-"."""
    if output is None or output == "-":
        _write_standard(data)
        return
    # A link is written through; a device or pipe is written to, not replaced.
    target = Path(os.path.realpath(output))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise SpecgenError(f"cannot write {output}: {error.strerror}") from error


def _write_standard(data: bytes) -> None:
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(data.decode("utf-8"))
        return
    sys.stdout.flush()
    binary.write(data)


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target and rename; the mode of a file that was there stays."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(data)
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
