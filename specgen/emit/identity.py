"""A requirement -> the ID generated code knows it by: the ledger's, or a provisional one until it has got one."""

from specgen.model import Requirement, Role

_SHORT = {Role.DRIVER: "drv", Role.DEVICE: "dev", Role.BOTH: "both", Role.OTHER: "other"}


def requirement_id(requirement: Requirement) -> str:
    """`balloon-drv-0007`, or `balloon-drv-new-3fa9c1` from its fingerprint."""
    provisional = f"{requirement.scope}-{_SHORT[requirement.role]}-new-{requirement.fingerprint[:6]}"
    return requirement.id or provisional
