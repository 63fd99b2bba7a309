"""Arguments -> a command run, its errors as messages, and the exit code: 0 clean, 1 findings, 2 wrong use."""

import os
import sys
from collections.abc import Sequence

from specgen import __version__
from specgen.diagnostics import SpecgenError

WRONG_USE = 2
_INTERRUPTED, _PIPE_CLOSED = 130, 141  # what shells make of SIGINT and SIGPIPE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; only a bug of our own leaves as an exception."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _allow_any_text()
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except SpecgenError as error:
        return _complain(error, arguments)
    except BrokenPipeError:
        return _close_pipe()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (OSError, MemoryError, RecursionError) as error:
        return _complain(_out_of_resources(error), arguments)
    return code


def _run(arguments: list[str]) -> int:
    """`--version` imports nothing: it is what start-up is measured by."""
    if arguments in (["--version"], ["-V"]):
        print(f"specgen {__version__}")
        return 0
    from specgen.cli.commands import run_command

    return run_command(arguments)


def _allow_any_text() -> None:
    """Let text that the terminal's encoding lacks appear as escapes instead of failing the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _complain(error: SpecgenError, arguments: list[str]) -> int:
    from specgen.cli.messages import error_text
    from specgen.cli.terminal import Terminal, color_wanted

    terminal = Terminal(color=color_wanted(arguments))
    print(error_text(error, terminal.paint_error), file=sys.stderr)
    return WRONG_USE


def _close_pipe() -> int:
    """The reader has gone: say nothing, and let the interpreter's last flush go nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None
    return _PIPE_CLOSED


def _out_of_resources(error: OSError | MemoryError | RecursionError) -> SpecgenError:
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return SpecgenError(f"{where}{error.strerror or error}")
    if isinstance(error, MemoryError):
        return SpecgenError("there is not enough memory for this")
    return SpecgenError("the input is nested too deeply to be read")
