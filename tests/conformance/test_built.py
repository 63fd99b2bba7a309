"""A device built from a text does what that text has, beside those of other texts, and leaves nothing behind."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import shared, specification_root
from emit.hostile import NASTY, hostile_specification
from emit.models import constant, feature, requirement

from specgen.conformance.balloon.host import Host
from specgen.conformance.built import Built, built
from specgen.diagnostics import SpecgenError
from specgen.ledger import read_identified
from specgen.model import Specification
from specgen.patches import apply_patches, read_patches
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.pair import PairTransport
from specgen.runtime.reclaim import Count
from specgen.trees import open_tree
from virtio.balloon import BalloonDevice

SAMPLE = Path(__file__).parents[2] / "specgen" / "sample"
BASE = {"inflating", "statistics"}
LATER = BASE | {"poisoning", "hinting"}


def read(path: Path, *patches: Path) -> Specification:
    tree = open_tree(str(path))
    if patches:
        found = [patch for file in patches for patch in read_patches(file.read_bytes(), file.name)]
        return read_identified(apply_patches(tree, found, fuzz=0), cache=False).specification
    return read_identified(tree, cache=False).specification


def inflate(balloon: Built, pages: int) -> int:
    device = balloon.device_class()
    device.reclaimer = Count()
    driver = balloon.driver_class(PairTransport(device, GuestMemory.allocate(1 << 22)), Allocator(0, 1 << 22))
    driver.initialize()
    device.target = pages
    driver.service()
    assert not device.violations
    return int(device.actual)


@pytest.mark.parametrize(
    ("version", "patch", "parts"),
    [
        ("v1.0", None, BASE),
        ("v1.1", None, BASE),
        ("seed-base", None, LATER),
        ("seed-base", "page-reporting-v2.mail.txt", LATER | {"reporting"}),
        ("v1.2", None, LATER | {"reporting"}),
        ("v1.4", None, LATER | {"reporting"}),
    ],
)
def test_the_balloon_of_each_version_runs(version: str, patch: str | None, parts: set[str]) -> None:
    path = specification_root() / version
    if not path.is_dir():
        pytest.skip(f"needs the specification's {version}")
    with built(read(path, *([] if patch is None else [shared("patches") / patch])), "balloon") as balloon:
        assert set(balloon.parts) == parts
        assert ("PAGE_REPORTING" in balloon.feature_class.__members__) is ("reporting" in parts)
        assert ("reporting_vq" in {queue.key for queue in balloon.modules["virtqueues"].QUEUES}) is (
            "reporting" in parts
        )
        assert inflate(balloon, 300) == 300


def test_two_texts_have_two_balloons_at_once() -> None:
    before = list(sys.meta_path)
    patched = read(SAMPLE, SAMPLE / "add-page-reporting.patch")
    with built(read(SAMPLE), "balloon") as plain, built(patched, "balloon") as reporting:
        assert "reporting" not in plain.modules
        assert "reporting" in reporting.modules
        assert plain.device_class is not reporting.device_class
        assert not issubclass(plain.device_class, BalloonDevice)
        assert plain.device_class.__module__ in sys.modules
        assert inflate(plain, 7) == inflate(reporting, 7) == 7
    assert plain.device_class.__module__ not in sys.modules
    assert not [name for name in sys.modules if name.startswith("_specgen_built")]
    assert sys.meta_path == before
    assert inflate(plain, 9) == 9


def test_a_text_with_other_numbers_has_a_device_with_those(tmp_path: Path) -> None:
    text = read(SAMPLE)
    device = next(one for one in text.device_types if one.slug == "balloon")
    other = replace(text, device_types=(replace(device, id=77),))
    with built(other, "balloon") as balloon:
        assert balloon.device_class.device_id == balloon.driver_class.device_id == 77
        with Host(tmp_path / "socket", built=balloon) as host:
            assert isinstance(host.device, balloon.device_class)
            host.set_target(1 << 20)
            assert host.state().target == 1 << 20


@pytest.mark.parametrize(
    ("slug", "change", "said"),
    [
        ("net", {}, "no device type net"),
        ("entropy", {}, "entropy has no behaviour"),
        ("balloon", {"virtqueues": ()}, "does not fit this text"),
    ],
)
def test_what_cannot_be_built_is_said(slug: str, change: dict[str, object], said: str) -> None:
    text = read(SAMPLE)
    device = next(one for one in text.device_types if one.slug == "balloon")
    other = replace(device, slug="entropy", id=4)
    changed = replace(text, device_types=(replace(device, **change), other))  # type: ignore[arg-type]
    with pytest.raises(SpecgenError, match=said), built(changed, slug):
        pass
    assert not [name for name in sys.modules if name.startswith("_specgen_built")]


def test_hostile_text_does_not_become_code() -> None:
    nasty = hostile_specification()
    sample = read(SAMPLE)
    balloon = next(one for one in sample.device_types if one.slug == "balloon")
    evil = replace(
        balloon,
        name=NASTY[0],
        features=(
            *balloon.features,
            *(feature(f"VIRTIO_BALLOON_F_{text}", 20 + bit) for bit, text in enumerate(NASTY)),
        ),
        constants=(*balloon.constants, *(constant(text, 1, text) for text in NASTY)),
    )
    worded = tuple(requirement(text, id=text, scope="balloon", label=text or None) for text in NASTY)
    text = replace(
        nasty,
        device_types=(evil, *nasty.device_types),
        requirements=(*sample.requirements, *worded, *nasty.requirements),
    )
    with built(text, "balloon") as found:
        assert inflate(found, 3) == 3
