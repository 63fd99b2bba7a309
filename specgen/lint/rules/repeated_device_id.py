"""VS212."""

from collections import defaultdict
from collections.abc import Iterator

from specgen.diagnostics import Label, Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import DeviceType


class RepeatedDeviceId(WholeRule):
    r"""A device ID that two device types have.

    A driver binds by this number alone, so it would bind to both. A patch gets such an ID when another one was merged
    first.

    Bad::

        \section{Lamp Device} ... 61 ... \section{Fan Device} ... 61

    Good::

        \section{Lamp Device} ... 61 ... \section{Fan Device} ... 62
    """

    code = "VS212"
    name = "repeated-device-id"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """All but the first device type with an ID, and rows of the table that name one number for two."""
        owners: defaultdict[int, list[DeviceType]] = defaultdict(list)
        for device in whole.specification.device_types:
            if device.id is not None:
                owners[device.id].append(device)
        for number, devices in owners.items():
            for device in devices[1:]:
                message = f"device ID {number} of {device.name} is that of {devices[0].name}"
                labels = (Label(devices[0].span, "which has it first"),)
                yield self.finding(device.span, message, subject=f"{number} {device.name}", labels=labels)
        rows: dict[int, str] = {}
        for row in whole.specification.common.device_ids:
            first = rows.setdefault(row.id, row.name)
            if first != row.name:
                message = f"device ID {row.id} stands for {first!r} and for {row.name!r}"
                yield self.finding(row.span, message, subject=f"{row.id} {row.name}")
