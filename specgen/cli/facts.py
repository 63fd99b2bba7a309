"""`specgen facts`: a specification -> JSON on standard output or in a file."""

import argparse
from collections.abc import Callable

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.output import write_output
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal

DESCRIPTION = """\
One document with the device types, feature bits,
virtqueues, layouts, constants, requirements with their clauses, labels and what could not be read, each with its file
and line. Its shape
is stated by the JSON Schema specgen/emit/facts.schema.json; the same text gives the same bytes."""
EXAMPLES = """\
  specgen facts ../virtio-spec -o facts.json
  specgen facts ../virtio-spec@v1.2 | jq '.device_types[] | {id, slug}'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC and where to write."""
    add_spec(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write the facts; SpecgenError where the specification cannot be read or the file not be written."""
    from specgen.cache import Cache, key_of, tree_key

    opened = with_patches(open_specification(arguments.spec, terminal), arguments, terminal)
    text = None if arguments.no_cache else tree_key(opened.tree)
    cache = Cache(enabled=text is not None)
    key = key_of("facts", text or "")
    data = cache.read(key)
    if data is None:
        data = _make(opened, arguments, terminal, lambda made: cache.write(key, made))
    write_output(data, arguments.output)
    return 0


def _make(opened: Opened, arguments: argparse.Namespace, terminal: Terminal, keep: Callable[[bytes], None]) -> bytes:
    """Read the specification; what is read without a finding is kept, so that findings are printed every time."""
    from specgen.cli.reading import read_meanings, read_whole
    from specgen.emit.facts import facts_bytes

    reading = read_whole(opened, arguments, terminal)
    clauses = read_meanings(reading.specification, arguments)
    data = facts_bytes(reading.specification, clauses)
    if not reading.diagnostics:
        keep(data)
    return data
