"""Offsets and sizes of the text's structs against those gcc gives for the kernel's headers."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pycparser import c_ast, c_parser

from specgen.extract import Reading
from specgen.model import Field, Struct

HEADERS = Path("/usr/include/linux")
DIFFERENCES = Path(__file__).with_name("kernel_layouts.json")
"""Struct -> what differs and why. Headers of other kernels may lack a difference; none may come without a reason."""

_PLAIN_C = ("-D__attribute__(x)=", "-D__extension__=", "-D__inline__=", "-D__signed__=signed")

_PROGRAM = """
#include <stddef.h>
#include <stdio.h>
{includes}
int main(void)
{{
{prints}
    return 0;
}}
"""


def run(*command: str, stdin: str = "") -> str:
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def includes() -> str:
    headers = sorted(path.name for path in HEADERS.glob("virtio_*.h"))
    if not headers or shutil.which("gcc") is None:
        pytest.skip("needs gcc and the kernel's UAPI headers (linux-libc-dev)")
    return "\n".join(f"#include <linux/{name}>" for name in headers)


@pytest.fixture(scope="module")
def kernel(includes: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, int]]:
    """Struct -> member -> offset; "" is the struct's size. Members of anonymous structs count as the outer one's."""
    source = run("gcc", "-x", "c", "-E", "-P", *_PLAIN_C, "-", stdin=includes)
    members: dict[str, list[str]] = {}
    for node in declared(c_parser.CParser().parse(source)):
        if node.name and node.decls and re.match(r"virtio|virtq|vring", node.name):
            members[node.name] = list(names(node))
    prints = [f'    printf("{name}  %zu\\n", sizeof(struct {name}));' for name in members]
    prints += [
        f'    printf("{name} {member} %zu\\n", offsetof(struct {name}, {member}));'
        for name, found in members.items()
        for member in found
    ]
    directory = tmp_path_factory.mktemp("kernel")
    (directory / "layouts.c").write_text(_PROGRAM.format(includes=includes, prints="\n".join(prints)))
    run("gcc", "-o", str(directory / "layouts"), str(directory / "layouts.c"))
    layouts: dict[str, dict[str, int]] = {name: {} for name in members}
    for line in run(str(directory / "layouts")).splitlines():
        name, member, number = line.split(" ")
        layouts[name][member] = int(number)
    return layouts


def declared(node: c_ast.Node) -> Iterator[c_ast.Struct]:
    if isinstance(node, c_ast.Struct):
        yield node
    for child in node:
        yield from declared(child)


def names(node: c_ast.Struct | c_ast.Union) -> Iterator[str]:
    for member in node.decls or ():
        if member.name is not None and member.bitsize is None:
            yield member.name
        elif isinstance(member.type, c_ast.Struct | c_ast.Union):
            yield from names(member.type)


def offsets(fields: tuple[Field, ...]) -> Iterator[tuple[str, int | None]]:
    for field in fields:
        if field.name and field.bits is None:
            yield field.name, field.offset
        elif field.fields:
            yield from offsets(field.fields)


def differences(struct: Struct, layout: dict[str, int]) -> list[str]:
    """The members that both know by name but place differently, and the size.

    Headers of an older kernel may end where a member begins that they do not know yet.
    """
    found = [
        f"{name}: {offset} in the text, {layout[name]} in the headers"
        for name, offset in offsets(struct.fields)
        if name in layout and offset is not None and offset != layout[name]
    ]
    ends = {offset for name, offset in offsets(struct.fields) if name not in layout}
    if struct.size is not None and struct.size != layout[""] and layout[""] not in ends:
        found.append(f"size: {struct.size} in the text, {layout['']} in the headers")
    return found


def test_layouts_agree_with_the_kernel(real: Callable[[str], Reading], kernel: dict[str, dict[str, int]]) -> None:
    specification = real("v1.4").specification
    holders = [*specification.device_types, specification.common]
    structs = [one for holder in holders for one in holder.structs if one.name in kernel and not one.legacy]
    assert len({one.name for one in structs}) >= 90
    found = {one.name: differences(one, kernel[one.name]) for one in structs}
    known = json.loads(DIFFERENCES.read_text(encoding="utf-8"))
    unknown = {name: lines for name, lines in found.items() if lines != known.get(name, {}).get("differences", [])}
    assert {name: lines for name, lines in unknown.items() if lines} == {}
    assert all(entry["reason"] for entry in known.values())


def test_device_configurations_are_compared_member_by_member(
    real: Callable[[str], Reading], kernel: dict[str, dict[str, int]]
) -> None:
    specification = real("v1.4").specification
    for device in specification.device_types:
        struct = next((one for one in device.structs if one.name == device.config), None)
        if struct is not None and struct.name in kernel:
            both = [name for name, _ in offsets(struct.fields) if name in kernel[struct.name]]
            assert len(both) >= len(kernel[struct.name]) // 2, struct.name
            assert differences(struct, kernel[struct.name]) == [], struct.name
