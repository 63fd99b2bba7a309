"""Headers written here, and the installed ones -> layouts as gcc gives them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from specgen.diagnostics import SpecgenError
from specgen.drift.headers import Headers, read_headers

INSTALLED = Path("/usr/include/linux")

LAMP = """
#ifndef LAMP_H
#define LAMP_H
#include <linux/types.h>
#include <linux/virtio_types.h>
#include "virtio_more.h"
#include "../outside.h"
#define VIRTIO_LAMP_F_DIM 3  /* a comment */
#define VIRTIO_LAMP_F_FADE (VIRTIO_LAMP_F_DIM + 2)
#define VIRTIO_LAMP_F_NONE
#define VIRTIO_LAMP_F_CALL(x) (x)
#define VIRTIO_LAMP_F_TEXT "7"
#define VIRTIO_LAMP_HDR_F_FLAG 1
enum { VIRTIO_LAMP_F_LATE = 8, VIRTIO_LAMP_F_LATER };
#ifndef VIRTIO_LAMP_NO_LEGACY
#define VIRTIO_LAMP_F_OLD 1
#endif
#ifdef NOT_DEFINED
#define VIRTIO_LAMP_F_HIDDEN 2
#endif
struct natural { __u8 a; __le32 b; __virtio16 c; };
struct packed { __u8 a; __le32 b; __virtio16 c; } __attribute__((packed));
struct __attribute__((packed)) early { __u8 a; __le64 b; };
struct aligned { __u8 a; } __attribute__((aligned(16)));
struct member { __u8 a; __u8 b __attribute__((aligned(8))); __le32 c __attribute__((packed)); };
struct bits { __u8 low : 3; __u8 high : 5; __le16 wide : 12; __le16 rest : 4; };
struct crossing { __u8 a : 6; __u8 b : 6; };
struct flexible { __le16 n; __le32 ring[]; };
struct nested { __u8 kind; union { __le32 number; __u8 mac[MORE]; } u; struct { __le16 x; }; struct packed p[2]; };
struct sized { __u8 a[sizeof(struct natural) * 2 - 1]; struct natural *next; };
static __inline__ int f(struct natural *n) { return n->a + (int)sizeof(*n); }
#endif
"""
NAMES = ["natural", "packed", "early", "aligned", "member", "bits", "crossing", "flexible", "nested", "sized"]


@pytest.fixture
def headers(tmp_path: Path) -> Headers:
    (tmp_path / "outside.h").write_text("#define VIRTIO_LAMP_F_OUTSIDE 9\n")
    home = tmp_path / "linux"
    home.mkdir()
    (home / "virtio_lamp.h").write_text(LAMP)
    (home / "virtio_more.h").write_text("#ifndef MORE\n#define MORE 6\n#endif\n")
    return read_headers(home)


def test_numbers_are_those_that_a_compiler_sees(headers: Headers) -> None:
    assert {bit.name.removeprefix("VIRTIO_LAMP_F_"): bit.value for bit in headers.features} == {
        "DIM": 3, "FADE": 5, "LATE": 8, "LATER": 9, "OLD": 1,
    }  # fmt: skip
    (dim,) = [bit for bit in headers.features if bit.name == "VIRTIO_LAMP_F_DIM"]
    assert (dim.span.file, LAMP.splitlines()[dim.span.line - 1].split()[1]) == ("virtio_lamp.h", "VIRTIO_LAMP_F_DIM")
    assert headers.unread == ()


def test_layouts_by_hand(headers: Headers) -> None:
    found = {
        struct.name: (struct.size, [(one.path, one.offset) for one in struct.fields]) for struct in headers.structs
    }
    assert found["natural"] == (12, [("a", 0), ("b", 4), ("c", 8)])
    assert found["packed"] == (7, [("a", 0), ("b", 1), ("c", 5)])
    assert found["flexible"] == (4, [("n", 0), ("ring", 4)])
    assert found["nested"][1][1:6] == [("u", 4), ("u.number", 4), ("u.mac", 4), ("x", 12), ("p", 14)]


def gcc_numbers(include: str, structs: list[tuple[str, list[str]]], tmp_path: Path, *options: str) -> list[int]:
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc, which is what the layouts are compared with")
    lines = []
    for name, paths in structs:
        lines.append(f'printf("%zu\\n", sizeof(struct {name}));')
        lines += [f'printf("%zu\\n", __builtin_offsetof(struct {name}, {path}));' for path in paths]
    program = tmp_path / "program.c"
    program.write_text(f"#include <stdio.h>\n{include}\nint main(void) {{ {' '.join(lines)} return 0; }}\n")
    binary = tmp_path / "program"
    subprocess.run(["gcc", "-w", *options, "-o", binary, program], check=True, capture_output=True)
    return [int(line) for line in subprocess.run([binary], check=True, capture_output=True, text=True).stdout.split()]


def expected(headers: Headers, names: list[str]) -> tuple[list[tuple[str, list[str]]], list[int]]:
    structs, numbers = [], []
    for struct in headers.structs:
        if struct.name in names:
            plain = [one for one in struct.fields if one.bits is None]
            structs.append((struct.name, [one.path for one in plain]))
            numbers += [struct.size, *(one.offset for one in plain)]
    return structs, numbers


def test_layouts_here_are_those_of_gcc(headers: Headers, tmp_path: Path) -> None:
    structs, numbers = expected(headers, NAMES)
    assert len(structs) == len(NAMES)
    include = '#include "virtio_more.h"\n#include "virtio_lamp.h"'
    assert gcc_numbers(include, structs, tmp_path, f"-I{tmp_path / 'linux'}") == numbers


def test_installed_layouts_are_those_of_gcc(tmp_path: Path) -> None:
    if not (INSTALLED / "virtio_net.h").exists():
        pytest.skip("needs the kernel's headers (linux-libc-dev)")
    headers = read_headers(INSTALLED)
    assert headers.unread == ()
    assert len(headers.structs) > 150
    structs, numbers = expected(headers, [struct.name for struct in headers.structs])
    include = "\n".join(f"#include <linux/{name}>" for name in headers.files)
    assert gcc_numbers(include, structs, tmp_path) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "struct a { __le32 b[; };",
        "#if 1\nstruct a { int b; };",
        "struct a { struct a b; };",
        "struct a { unknown_t b; };",
        "typedef t t; struct a { t b; };",
        "#include __FILE__\n#define A A\nstruct a { int b[A]; };",
        "struct a { int b[1 / 0]; };",
        "__attribute__((",
        "\0\xff}}}};;",
        '#include "virtio_bad.h"\nstruct a { int b; };',
        "#define M(x) M(x x)\nint M(1);",
    ],
)
def test_what_cannot_be_read_leaves_the_rest(tmp_path: Path, text: str) -> None:
    (tmp_path / "virtio_bad.h").write_text(text, encoding="latin-1")
    (tmp_path / "virtio_good.h").write_text("struct good { __le32 x; };\n")
    headers = read_headers(tmp_path)
    assert [struct.name for struct in headers.structs if struct.name == "good"] == ["good"]
    assert all(len(note) < 400 for note in headers.unread)


def test_a_directory_without_headers_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SpecgenError, match="no virtio"):
        read_headers(tmp_path)
    with pytest.raises(SpecgenError, match="no directory"):
        read_headers(tmp_path / "nowhere")
