"""VS206."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from specgen.diagnostics import Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_NAME = re.compile(r"\bVIRTIO_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+")


class UnknownQueueFeature(WholeRule):
    r"""A virtqueue that exists only with a feature nobody defines.

    Nobody can negotiate it, so nobody knows whether the queue is there.

    Bad::

        \item[1] statusq  % statusq only exists if VIRTIO_LAMP_F_STATS is set, but the bit is VIRTIO_LAMP_F_STATUS

    Good::

        \item[1] statusq  % statusq only exists if VIRTIO_LAMP_F_STATUS is set
    """

    code = "VS206"
    name = "unknown-queue-feature"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Names of features in the conditions of queues that no list of features has."""
        common = {feature.name for feature in whole.specification.common.features}
        for device in whole.specification.device_types:
            known = common | {feature.name for feature in device.features}
            for queue in device.virtqueues:
                for name in _NAME.findall(queue.condition or ""):
                    if name in known:
                        continue
                    near = get_close_matches(name, sorted(known), n=1)
                    yield self.finding(
                        queue.span,
                        f"{queue.name} exists only with {name}, which is no feature of {device.name}",
                        subject=name,
                        help=f"did you mean {near[0]}?" if near else None,
                    )
