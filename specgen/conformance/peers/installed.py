"""The name of a peer -> whether what it needs is installed; a peer that lacks something names Debian's packages."""

from specgen.conformance.peers import linux, qemu
from specgen.diagnostics import SpecgenError

PEERS = ("pair", "linux", "qemu")
"""The generated driver and device with each other, Linux's driver on our device, our driver on QEMU's device."""


def need_peer(peer: str) -> None:
    """Raises SpecgenError, with the packages to install, where the programs of the peer are missing."""
    if peer == "linux" and linux.find_programs() is None:
        raise _missing("there is no Linux to boot here", linux.PACKAGES)
    if peer == "qemu" and qemu.find_qemu() is None:
        raise _missing("there is no QEMU here", qemu.PACKAGES)


def _missing(message: str, packages: tuple[str, ...]) -> SpecgenError:
    return SpecgenError(message, hint=f"apt-get install {' '.join(packages)}")
