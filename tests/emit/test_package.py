import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from emit.hostile import QUOTES, hostile_specification
from emit.models import constant, device, feature, field, queue, requirement, specification, struct
from jinja2 import UndefinedError

from specgen.diagnostics import SpecgenError
from specgen.emit.check import check_package
from specgen.emit.manifest import MANIFEST, digest, read_manifest, safe_path
from specgen.emit.package import emit_package
from specgen.emit.plan import plan_build
from specgen.emit.render import render
from specgen.emit.source import Source
from specgen.emit.statistics import build_statistics
from specgen.emit.writer import write_package
from specgen.extract import Reading
from specgen.model import Role, Specification

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "The driver MUST NOT feed VIRTIO_LAMP_F_DIM to statsq virtqueue before it is dark."


def small() -> Specification:
    """A lamp whose package is short enough to read."""
    lamp = device(
        "lamp",
        name="Lamp Device",
        features=[feature("VIRTIO_LAMP_F_DIM", 0), feature("VIRTIO_LAMP_F_FADE", 65, "VIRTIO_LAMP_F_DIM")],
        virtqueues=[queue(0, "lightq"), queue(1, "statsq", "VIRTIO_LAMP_F_DIM")],
        config="virtio_lamp_config",
        structs=[struct("virtio_lamp_config", field("level", "le16", offset=0, size=2), size=2)],
        constants=[constant("VIRTIO_LAMP_ON", 255, "0xff")],
    )
    rules = (
        requirement(SENTENCE, id="lamp-drv-0001", scope="lamp"),
        requirement("A device must not accept a feature that requires another feature.", scope="features", id=""),
    )
    return specification(lamp, requirements=rules, common=(feature("VIRTIO_F_VERSION_1", 32),))


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{cwd}:{ROOT}", "MYPYPATH": f"{cwd}:{ROOT}", "PATH": "", "HOME": str(cwd)},
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def assert_sound(specification_: Specification, out: Path, text: str) -> None:
    """What is generated is formatted, linted, typed, and its own tests pass."""
    write_package(emit_package(specification_, text=text, source="a test"), out)  # type: ignore[arg-type]
    config = str(ROOT / "pyproject.toml")
    run("-m", "ruff", "format", "--config", config, "--check", "--no-cache", ".", cwd=out)
    run("-m", "ruff", "check", "--config", config, "--no-cache", ".", cwd=out)
    run("-m", "mypy", "--config-file", config, "--cache-dir", str(out.parent / "mypy"), "virtio", "tests", cwd=out)
    options = ["-c", config, "--rootdir", str(out), "-o", f"pythonpath={out}", "-p", "no:cacheprovider"]
    run("-m", "pytest", "-q", *options, "tests", cwd=out)


def test_a_small_package_is_sound(tmp_path: Path) -> None:
    assert_sound(small(), tmp_path / "out", "full")


def test_a_hostile_package_is_sound(tmp_path: Path) -> None:
    assert_sound(hostile_specification(), tmp_path / "out", "full")


def test_names_of_the_text_stay_inside_the_output(tmp_path: Path) -> None:
    files = emit_package(hostile_specification(), text="full")
    assert all(safe_path(path) for path in files)
    packages = {path.split("/")[1] for path in files if path.startswith("virtio/") and path.count("/") == 2}
    assert packages == {"common", "init", "class_", "x", "x_2", "x_3", "x_4", "common_2", "device_type", "con"} | {
        package for package in packages if package.startswith(("aaaa", "raise_system_exit", "device_type_"))
    }
    write_package(files, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_text_of_the_specification_never_becomes_code() -> None:
    for path, content in emit_package(hostile_specification(), text="full").items():
        if path.endswith(".py"):
            names = {node.id for node in ast.walk(ast.parse(content)) if isinstance(node, ast.Name)}
            assert not names & {"SystemExit", "os", "raw"}, path
            assert "49" not in content.replace("0x49", ""), path


def test_templates_print_source_only() -> None:
    with pytest.raises(TypeError, match="which is no source"):
        render("tests.py.j2", {"header": "evil", "doc": Source("x")})
    with pytest.raises(UndefinedError, match="doc"):
        render("tests.py.j2", {"header": Source("x")})


def test_templates_are_short_and_take_no_decision() -> None:
    for template in (ROOT / "templates/package").glob("*.j2"):
        lines = template.read_text().splitlines()
        words = {line.split()[1] for line in lines if line.startswith("{%")}
        assert words <= {"for", "endfor"}, template
        assert "|" not in "".join(line.split("{{")[-1].split("}}")[0] for line in lines if "{{" in line), template
        assert len(lines) <= 75, template


def test_the_same_input_gives_the_same_bytes() -> None:
    program = (
        "import json\nfrom emit.hostile import hostile_specification\nfrom specgen.emit.package import emit_package\n"
        "print(json.dumps(emit_package(hostile_specification(), text='full')))"
    )
    outputs = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONHASHSEED": seed},
        )
        outputs.append(json.loads(done.stdout))
    assert outputs[0] == outputs[1] == emit_package(hostile_specification(), text="full")


def test_without_text_no_wording_is_in_the_package() -> None:
    files = emit_package(small(), text="none")
    for path, content in files.items():
        for phrase in ("feed", "dark", "is negotiated", "What VIRTIO", "must not accept"):
            assert phrase not in content, path
    full = emit_package(small(), text="full")
    assert SENTENCE in full["virtio/lamp/requirements.py"].replace('"\n        "', "")
    assert "statsq exists if VIRTIO_LAMP_F_DIM is negotiated." in full["virtio/lamp/virtqueues.py"]


def test_the_lamp_reads_as_it_should() -> None:
    files = emit_package(small(), text="none", source="a test")
    top = files["virtio/lamp/features.py"].splitlines()[:2]
    assert top[0].startswith("# Generated by specgen ")
    assert top[0].endswith("from: Virtual Things version 1, read from a test.")
    assert "Do not edit" in top[1]
    assert "specgen build SPEC --out DIR" in top[1]
    assert '    FADE = 1 << 65\n    """Bit 65. Requires DIM."""\n' in files["virtio/lamp/features.py"]
    assert '    """Bit 0. Gates statsq (virtqueue 1). [lamp-drv-0001]"""\n' in files["virtio/lamp/features.py"]
    assert (
        'QueueSpec("lightq", 0), QueueSpec("statsq", 1, features=LampFeature.DIM))\n'
        in files["virtio/lamp/virtqueues.py"]
    )
    assert "    level: le16\n" in files["virtio/lamp/layout.py"]
    assert "VIRTIO_LAMP_ON: Final = 0xFF\n" in files["virtio/lamp/constants.py"]
    assert "statsq (virtqueue 1): its token [lamp-drv-0001]." in files["virtio/lamp/driver.py"]
    assert "    def on_statsq(self, chain: Chain) -> int | None:\n" in files["virtio/lamp/device.py"]
    assert "a skeleton" in files["virtio/lamp/device.py"]


def test_the_package_works(tmp_path: Path) -> None:
    write_package(emit_package(small(), text="none"), tmp_path / "out")
    program = """
from virtio.lamp import LampDevice, LampDriver, LampFeature, QUEUES, REQUIREMENTS, VirtioLampConfig
from virtio.lamp.features import REQUIRES
from virtio.common.registers import MmioRegister
import virtio
assert LampFeature.FADE == 1 << 65
assert REQUIRES[LampFeature.FADE] == ((LampFeature.DIM,),)
assert [queue.key for queue in QUEUES] == ["lightq", "statsq"]
assert VirtioLampConfig.unpack(b"\\x01\\x02").level == 0x0201
assert REQUIREMENTS[0].section.label == "drivernormative:Device Types / Lamp Device"
assert (REQUIREMENTS[0].id, REQUIREMENTS[0].levels, REQUIREMENTS[0].text) == ("lamp-drv-0001", ("MUST", "MUST NOT"), "")
assert virtio.DEVICE_TYPES == {"lamp": 61}
assert MmioRegister.MagicValue == 0
try:
    LampDevice().on_statsq(None)
except NotImplementedError as error:
    assert "statsq (virtqueue 1)" in str(error)
else:
    raise AssertionError
import sys
heavy = {"pylatexenc", "lark", "jinja2", "rich", "pytest"} & set(sys.modules)
assert not heavy, heavy
assert not [name for name in sys.modules if name.startswith("specgen.") and not name.startswith("specgen.runtime")]
"""
    run("-c", program, cwd=tmp_path / "out")


def mutated(out: Path, path: str, old: str, new: str, test: str) -> None:
    """A change in a generated file makes a generated test fail."""
    content = (out / path).read_text()
    assert old in content
    (out / path).write_text(content.replace(old, new))
    options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(out), "-o", f"pythonpath={out}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, f"tests/{test}"],
        cwd=out,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    (out / path).write_text(content)
    assert done.returncode == 1, done.stdout
    assert "failed" in done.stdout


MUTANTS = [
    ("features.py", "FADE = 1 << 65", "FADE = 1 << 66", "test_features.py"),
    ("features.py", "FADE = 1 << 65", "FADE = 1 << 65\n    GLOW = 1 << 65", "test_features.py"),
    ("features.py", "LEGACY: Final = LampFeature(0)", "LEGACY: Final = LampFeature.DIM", "test_features.py"),
    ("features.py", "((LampFeature.DIM,),)", "((LampFeature.FADE,),)", "test_negotiation.py"),
    ("virtqueues.py", 'QueueSpec("statsq", 1', 'QueueSpec("statsq", 2', "test_virtqueues.py"),
    ("virtqueues.py", ", features=LampFeature.DIM", "", "test_virtqueues.py"),
    ("layout.py", "level: le16", "level: be16", "test_layout.py"),
    ("layout.py", "level: le16", "before: le16\n    level: le16", "test_layout.py"),
    ("device.py", "device_id = 61", "device_id = 62", "test_device.py"),
    ("device.py", "statsq (virtqueue 1)", "nothing", "test_device.py"),
    ("driver.py", 'self.add("statsq"', 'self.add("lightq"', "test_device.py"),
]


def test_each_generated_test_can_fail(tmp_path: Path) -> None:
    write_package(emit_package(small(), text="none"), tmp_path)
    for file, old, new, test in MUTANTS:
        if new.startswith("before"):
            new = new.replace("le16\n", "be16\n")  # noqa: PLW2901  # any other type will do
            (tmp_path / "virtio/lamp/layout.py").write_text(
                (tmp_path / "virtio/lamp/layout.py").read_text().replace("Layout, le16", "Layout, be16, le16")
            )
        elif "be16" in new:
            (tmp_path / "virtio/lamp/layout.py").write_text(
                (tmp_path / "virtio/lamp/layout.py").read_text().replace("Layout, le16", "Layout, be16, le16")
            )
        mutated(tmp_path, f"virtio/lamp/{file}", old, new, f"lamp/{test}")


def test_markers_select_the_tests_of_a_requirement(tmp_path: Path) -> None:
    write_package(emit_package(small(), text="none"), tmp_path)
    options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-o", f"pythonpath={tmp_path}"]
    found = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "-m", "lamp_drv_0001", "tests", cwd=tmp_path)
    assert "1 passed" in found


def test_layouts_carry_the_ids_of_requirements_that_name_the_struct() -> None:
    named = requirement("A driver MUST fill struct virtio_lamp_config.", id="lamp-drv-0002", scope="lamp")
    used = requirement("A driver MUST raise level.", id="lamp-drv-0003", scope="lamp")
    other = requirement("A driver MUST fill virtio_lamp_config2.", id="lamp-drv-0004", scope="lamp")
    text = replace(small(), requirements=(*small().requirements, named, used, other))
    assert "marks=(pytest.mark.lamp_drv_0002,)" in emit_package(text, text="none")["tests/lamp/test_layout.py"]
    assert "mark.lamp" not in emit_package(small(), text="none")["tests/lamp/test_layout.py"]


def test_bringing_a_device_up_carries_the_ids_of_its_sequence() -> None:
    sequence = requirement("A driver must follow this sequence to initialize it.", id="init-drv-0001", scope="init")
    text = replace(small(), requirements=(*small().requirements, sequence))
    tests = emit_package(text, text="none")["tests/lamp/test_device.py"]
    assert "@pytest.mark.init_drv_0001\ndef test_the_driver_brings_the_device_up" in tests


def test_what_is_committed_has_markers_on_every_test_of_negotiation_and_behaviour() -> None:
    tests = ROOT / "generated" / "tests"
    files = [
        *tests.glob("*/test_negotiation.py"),
        *(tests / "balloon").glob("test_*ing.py"),
        tests / "balloon" / "test_statistics.py",
    ]
    assert len(files) > 8
    unmarked = []
    for file in files:
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = [ast.unparse(one) for one in node.decorator_list]
                if not any(mark.startswith("pytest.mark.") for mark in marks):
                    unmarked.append(node.name)
    # No requirement says how much a device may remember.
    assert unmarked == ["test_hints_that_come_again_take_no_more_room"]


def test_one_device_type_is_built_by_its_slug() -> None:
    everything = specification(device("lamp"), device("bell"))
    files = emit_package(everything, text="none", devices={"bell"})
    assert "virtio/bell/features.py" in files
    assert not any(path.startswith("virtio/lamp/") for path in files)
    assert any(path.startswith("virtio/common/") for path in files)
    with pytest.raises(SpecgenError, match="no device type fan") as refused:
        emit_package(everything, text="none", devices={"fan", "bell"})
    assert refused.value.hint == "it has: bell, lamp"


def test_the_manifest_lists_every_file_and_says_what_was_built(tmp_path: Path) -> None:
    files = emit_package(small(), text="none", source="a test")
    assert read_manifest(files[MANIFEST]) == {
        path: frozenset({digest(content)}) for path, content in files.items() if path != MANIFEST
    }
    assert files[MANIFEST].startswith("# Generated by specgen")
    assert "read from a test" in files[MANIFEST]
    write_package(files, tmp_path)
    assert check_package(files, tmp_path) == ""


def test_statistics_count_the_build() -> None:
    build = plan_build(small(), text="none")
    found = build_statistics(build)
    assert (found.devices, found.features, found.virtqueues, found.structs) == (1, 3, 2, 1)
    assert (found.constants, found.requirements, found.unread, found.limits) == (1, 2, 0, ())


def test_two_device_types_with_one_slug_are_two_packages() -> None:
    files = emit_package(specification(device("lamp", id=1), device("lamp", id=2)), text="none")
    assert "device_id = 1\n" in files["virtio/lamp/device.py"]
    assert "device_id = 2\n" in files["virtio/lamp_2/device.py"]
    assert "class Lamp2Device(Device):" in files["virtio/lamp_2/device.py"]


def test_a_newline_in_the_title_or_the_source_stays_in_its_comment() -> None:
    made = specification(device("lamp"), title="A\nimport os", version=QUOTES, revision="\r\nimport os")
    for path, content in emit_package(made, text="none", source="here\nimport os").items():
        assert "\nimport os" not in content, path


def test_an_empty_specification_is_a_package_too(tmp_path: Path) -> None:
    assert_sound(specification(), tmp_path / "out", "none")


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "v1.4"])
def test_real_packages_are_sound(real: Callable[[str], Reading], version: str, tmp_path: Path) -> None:
    text = "full" if version == "v1.2" else "none"
    assert_sound(real(version).specification, tmp_path / "out", text)


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "v1.4"])
def test_every_struct_of_the_text_is_in_the_package(real: Callable[[str], Reading], version: str) -> None:
    spec = real(version).specification
    build = plan_build(spec, text="none")
    assert len(build.devices) == len(spec.device_types)
    for package in build.packages:
        titles = Counter(one.title for one in package.layouts.structs)
        for one in package.scope.structs:
            assert titles[f"{one.kind} {one.name}"] >= 1, f"{package.module}: {one.name}"
            found = package.layouts.find(one.name, legacy=one.legacy)
            assert found is not None
            if one.size is not None and titles[found.title] == 1:
                assert found.size == one.size, one.name


def test_the_real_balloon_has_what_the_text_says(real: Callable[[str], Reading]) -> None:
    files = emit_package(real("v1.4").specification, text="none", devices={"balloon"})
    layout = files["virtio/balloon/layout.py"]
    assert "    num_pages: le32\n    actual: le32\n    free_page_hint_cmd_id: le32\n    poison_val: le32\n" in layout
    assert (
        'QueueSpec("reporting_vq", 4, features=BalloonFeature.PAGE_REPORTING),' in files["virtio/balloon/virtqueues.py"]
    )
    assert "    PAGE_REPORTING = 1 << 5\n" in files["virtio/balloon/features.py"]


def test_roles_have_short_names_in_provisional_ids() -> None:
    rules = [requirement("x", id="", scope="lamp", role=role, fingerprint=f"{role:f<12}") for role in Role]
    files = emit_package(specification(device("lamp"), requirements=tuple(rules)), text="none")
    for short in ("drv-new-driver", "dev-new-device", "both-new-bothff", "other-new-otherf"):
        assert f'"lamp-{short}"' in files["virtio/lamp/requirements.py"]
