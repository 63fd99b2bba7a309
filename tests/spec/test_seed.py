"""The balloon without page reporting, and with the patch from the list that adds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import shared, specification_root

from specgen.emit.package import emit_package
from specgen.emit.writer import write_package
from specgen.ledger import read_identified
from specgen.model import DeviceType, Kind, Specification
from specgen.patches import apply_patches, read_patches
from specgen.trees import DirectoryTree

PAGE = "page-reporting-v2.mail.txt"
FEATURE = "VIRTIO_BALLOON_F_PAGE_REPORTING"
NEW_SENTENCES = 8
"""Counted by eye in the page: one below the feature bits, five for the driver and two for the device below the new
section's headings."""


@pytest.fixture(scope="module")
def base() -> DirectoryTree:
    return DirectoryTree(specification_root() / "seed-base")


@pytest.fixture(scope="module")
def plain(base: DirectoryTree) -> Specification:
    return read_identified(base, cache=False).specification


@pytest.fixture(scope="module")
def patched(base: DirectoryTree) -> Specification:
    patches = read_patches((shared("patches") / PAGE).read_bytes(), PAGE)
    return read_identified(apply_patches(base, patches), cache=False).specification


def balloon(specification: Specification) -> DeviceType:
    return next(device for device in specification.device_types if device.slug == "balloon")


def test_the_patch_adds_bit_5_and_queue_4_gated_by_it(plain: Specification, patched: Specification) -> None:
    assert FEATURE not in {bit.name for bit in balloon(plain).features}
    assert len(balloon(plain).virtqueues) == 4
    assert [bit.bit for bit in balloon(patched).features if bit.name == FEATURE] == [5]
    (queue,) = [queue for queue in balloon(patched).virtqueues if queue.name == "reporting_vq"]
    assert (queue.index, queue.features) == ("4", (FEATURE,))


def test_the_patch_adds_its_requirements(plain: Specification, patched: Specification) -> None:
    before = {one.text for one in plain.requirements}
    new = [one for one in patched.requirements if one.text not in before]
    assert len(new) == NEW_SENTENCES
    assert {one.kind for one in new} == {Kind.NORMATIVE}
    assert [one.role.value for one in new] == ["driver"] * 6 + ["device"] * 2
    assert len(patched.requirements) == len(plain.requirements) + NEW_SENTENCES


def test_device_and_driver_have_the_queue_only_with_the_patch(
    plain: Specification, patched: Specification, tmp_path: Path
) -> None:
    script = (
        "from virtio.balloon import BalloonDevice, BalloonDriver\n"
        "print(hasattr(BalloonDevice, 'on_reporting_vq'), hasattr(BalloonDriver, 'add_reporting_vq'),\n"
        "      [queue.key for queue in BalloonDevice.queues])\n"
    )
    said = []
    for name, specification in (("plain", plain), ("patched", patched)):
        files = emit_package(specification, text="none", devices=["balloon"])
        write_package(files, tmp_path / name)
        command = [sys.executable, "-c", script]
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / name)},
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(ran.stdout.split(" ", 2))
    assert said[0][:2] == ["False", "False"]
    assert said[1][:2] == ["True", "True"]
    assert "reporting_vq" in said[1][2]
    assert "reporting_vq" not in said[0][2]
