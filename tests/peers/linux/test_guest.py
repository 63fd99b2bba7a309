"""The guest by itself: its shell, its log, and how it ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.conformance.peers.linux import Guest, GuestError, Programs, build_initramfs


@pytest.fixture
def guest(programs: Programs, tmp_path: Path) -> Iterator[Guest]:
    with Guest.boot(programs, build_initramfs(programs, tmp_path), tmp_path, None) as booted:
        yield booted


def test_commands_give_their_output_and_status(guest: Guest) -> None:
    assert guest.run("echo one; echo two").output.split() == ["one", "two"]
    assert guest.run("(exit 3)", check=False).status == 3
    with pytest.raises(GuestError, match="ended with 1"):
        guest.run("false")
    assert guest.memory()["MemTotal"] > 400 << 20


def test_a_plain_boot_has_nothing_to_complain_of_and_a_warning_is_seen(guest: Guest) -> None:
    assert guest.complaints() == ()
    guest.run("echo '<3>the lamp is on fire' > /dev/kmsg")
    assert [line for line in guest.complaints() if "on fire" in line]


def test_a_command_that_hangs_is_given_up_and_the_guest_ends(guest: Guest) -> None:
    with pytest.raises(GuestError, match="said nothing fitting"):
        guest.run("sleep 60", timeout=0.2)
    guest.kill()
    assert not guest.running


def test_power_off_ends_in_order(guest: Guest) -> None:
    guest.power_off()
    assert not guest.running
    with pytest.raises(GuestError, match=r"gone|ended"):
        guest.run("true")
