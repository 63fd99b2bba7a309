"""The first argument -> the command's module, imported only then; what plain `specgen` says."""

from importlib import import_module

from specgen import __version__
from specgen.cli.arguments import Command, parse
from specgen.diagnostics import SpecgenError

COMMANDS = {
    "build": "write a typed Python package for every device type",
    "show": "show a device type, label, struct or requirement to a person",
    "facts": "write everything that was read as JSON",
    "lint": "find what is wrong, in a text or in what a patch brings",
    "trend": "lint many versions, and show how the counts went",
    "rules": "list the linter's rules",
    "diff": "say what changed in meaning, with patches or between two specifications",
    "drift": "compare with the kernel's headers",
    "coverage": "say how the requirements stand: checked, open, or nothing to check",
    "check": "judge a peer by the text: Linux's driver, QEMU's device, or the generated pair",
    "serve": "serve the generated balloon to a guest, and watch it",
    "demo": "boot Linux, have it give memory back, and draw that",
    "explain": "say what is known of a requirement, at any version",
    "ids": "keep the ledger of requirement IDs: check, assign, review, report",
}
_GLOBAL = {"-q", "--quiet", "--color"}

_OVERVIEW = """\
specgen {version}: reads the virtio specification, and builds devices, drivers and tests from it

usage: specgen COMMAND [SPEC] [options]

Commands:
{commands}

SPEC is a directory with the specification's LaTeX source, one .tex file, or DIR@REVISION, which is read through
git. Without it specgen takes the checkout you stand in, else the small sample that comes with it.

Try first:
  specgen show                  what the specification holds
  specgen show balloon          its queues, feature bits, layout and requirements
  specgen build --out out       a package: PYTHONPATH=out python3 -c "import virtio.balloon"

Exit codes: 0 clean; 1 findings, or stale output; 2 wrong use, or unreadable input.
specgen COMMAND --help says more about a command.
"""


def run_command(arguments: list[str]) -> int:
    """Run the command that `arguments` name and return its exit code; SpecgenError for an unknown one."""
    leading = _leading_options(arguments)
    rest = arguments[len(leading) :]
    if rest[:1] == ["help"] and len(rest) > 1:
        rest = [rest[1], "--help"]
    if not rest or rest[0] in {"-h", "--help", "help"}:
        print(overview(), end="")
        return 0
    name = rest[0]
    if name not in COMMANDS:
        raise _unknown(name)
    module: Command = import_module(f"specgen.cli.{name}")
    parsed = parse(name, COMMANDS[name], module, [*leading, *rest[1:]])
    if parsed is None:
        return 0
    return module.run(*parsed)


def overview() -> str:
    """What specgen is and can do, in a screenful."""
    rows = "\n".join(f"  {name:<10}{summary}" for name, summary in COMMANDS.items())
    return _OVERVIEW.format(version=__version__, commands=rows)


def _leading_options(arguments: list[str]) -> list[str]:
    """Options that hold for every command may stand before it."""
    end = 0
    while end < len(arguments) and arguments[end].partition("=")[0] in _GLOBAL:
        end += 2 if arguments[end] == "--color" else 1
    return arguments[:end]


def _unknown(name: str) -> SpecgenError:
    if name.startswith("-"):
        return SpecgenError(f"{name} is not an option of specgen itself", hint="specgen --help lists the commands")
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    hint = f"did you mean `specgen {near[0]}`?" if near else f"the commands are {', '.join(COMMANDS)}"
    return SpecgenError(f"there is no command {name!r}", hint=hint)
