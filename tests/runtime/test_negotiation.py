from enum import IntFlag

import pytest
from runtime.sample_device import REQUIRES, SampleDevice, SampleDriver, SampleFeature

from specgen.runtime.errors import DeviceError, DriverError
from specgen.runtime.features import SUPPORTED, RingFeature, bit_numbers
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.negotiation import FeatureTable
from specgen.runtime.pair import PairTransport
from specgen.runtime.status import Status

TABLE = FeatureTable(SampleFeature, REQUIRES, SampleFeature.OLD)
ALL = TABLE.own
VIOLATIONS = [
    (SampleFeature.LEFT, SampleFeature.BASE),
    (SampleFeature.EITHER, SampleFeature.LEFT | SampleFeature.RIGHT),
    (SampleFeature.EITHER, SampleFeature.CONTROL),
    (SampleFeature.FAR, SampleFeature.EITHER),
]


def pair(device: SampleDevice, want: int | None = None) -> SampleDriver:
    transport = PairTransport(device, GuestMemory.allocate(1 << 20))
    return SampleDriver(transport, Allocator(0, 1 << 20), want)


@pytest.mark.basic_dev_0005
@pytest.mark.parametrize(("feature", "missing"), VIOLATIONS)
def test_an_offer_without_what_a_feature_requires_is_refused(feature: int, missing: int) -> None:
    with pytest.raises(DeviceError, match=f"offers {TABLE.name(feature).split()[0]}.* without") as caught:
        SampleDevice(offer=ALL & ~missing)
    assert caught.value.requirement == "devicenormative:Basic Facilities of a Virtio Device / Feature Bits"
    assert caught.value.side == "device"


@pytest.mark.basic_drv_0005
@pytest.mark.parametrize(("feature", "missing"), VIOLATIONS)
def test_a_driver_that_wants_a_feature_without_what_it_requires_is_refused(feature: int, missing: int) -> None:
    with pytest.raises(DriverError, match=f"accepts {TABLE.name(feature).split()[0]}.* without"):
        pair(SampleDevice(), ALL & ~missing)


@pytest.mark.basic_dev_0006
@pytest.mark.parametrize(("feature", "missing"), VIOLATIONS)
def test_a_device_refuses_an_acceptance_without_what_a_feature_requires(feature: int, missing: int) -> None:
    device = SampleDevice()
    device.write_status(Status.ACKNOWLEDGE)
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER)
    device.write_driver_features((ALL & ~missing) | RingFeature.VERSION_1)
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK)
    assert not device.status & Status.FEATURES_OK
    assert not device.status & Status.DEVICE_NEEDS_RESET
    assert TABLE.name(feature) in str(device.violations[-1]).partition("without")[0]
    assert device.violations[-1].requirement == "drivernormative:Basic Facilities of a Virtio Device / Feature Bits"


def test_one_alternative_is_enough() -> None:
    TABLE.check_rules(SampleFeature.EITHER | SampleFeature.RIGHT | SampleFeature.CONTROL)


def test_features_whose_requirements_are_not_offered_are_left_out_to_the_end() -> None:
    offered = SampleFeature.FAR | SampleFeature.EITHER | SampleFeature.LEFT | SampleFeature.CONTROL
    chosen = TABLE.choose(offered | RingFeature.VERSION_1, ALL)
    assert chosen == SampleFeature.CONTROL | RingFeature.VERSION_1


@pytest.mark.basic_drv_0017
def test_bits_nobody_knows_are_ignored_when_offered() -> None:
    assert TABLE.choose((1 << 127) | RingFeature.VERSION_1, ALL) == RingFeature.VERSION_1


def test_bits_above_63_are_negotiated() -> None:
    device = SampleDevice()
    pair(device).initialize()
    assert device.negotiated & SampleFeature.FAR
    assert device.negotiated == ALL | SUPPORTED


@pytest.mark.basic_dev_0014
@pytest.mark.parametrize("bit", [SampleFeature.OLD, 1 << 20, 1 << 127, RingFeature.IN_ORDER])
def test_what_a_device_would_not_support_it_cannot_offer(bit: int) -> None:
    with pytest.raises(DeviceError, match="would not support"):
        SampleDevice(offer=bit)


@pytest.mark.basic_drv_0005
def test_a_driver_cannot_accept_what_was_not_offered() -> None:
    with pytest.raises(DriverError, match="not offered: BASE \\(bit 0\\)"):
        TABLE.check_acceptance(SampleFeature.BASE | RingFeature.VERSION_1, RingFeature.VERSION_1)


@pytest.mark.features_drv_0002
def test_a_legacy_device_is_refused() -> None:
    with pytest.raises(DeviceError, match="legacy device"):
        TABLE.choose(SampleFeature.BASE, ALL)
    with pytest.raises(DeviceError, match="legacy device"):
        TABLE.check_offer(SampleFeature.BASE, ALL)


@pytest.mark.features_dev_0002
def test_a_legacy_driver_is_refused() -> None:
    with pytest.raises(DriverError, match="legacy driver"):
        TABLE.check_acceptance(SampleFeature.BASE, SampleFeature.BASE)


def test_bit_numbers_of_any_width() -> None:
    assert bit_numbers(0) == ()
    assert bit_numbers((1 << 200) | 5) == (0, 2, 200)


def test_a_bit_of_the_device_type_goes_by_its_own_name() -> None:
    class Overlapping(IntFlag):
        OWN = 1 << 40

    assert FeatureTable(Overlapping, {}).name(1 << 40) == "OWN (bit 40)"
    assert FeatureTable(None, {}).name(1 << 40) == "VIRTIO_F_RING_RESET (bit 40)"
