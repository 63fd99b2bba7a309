"""VS205."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class QueueNumbers(WholeRule):
    r"""Virtqueue numbers with a repeat or a gap.

    Two queues cannot have one number, and a number that is left out makes a reader look for the queue that has it.

    Bad::

        \item[0] lightq  \item[2] statusq

    Good::

        \item[0] lightq  \item[1] statusq
    """

    code = "VS205"
    name = "queue-numbers"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Plain numbers that stand twice, or come after one that is missing, where no formula fills the gap."""
        for device in whole.specification.device_types:
            numbers: set[int] = set()
            formulas = any(not queue.index.isdecimal() for queue in device.virtqueues)
            for queue in device.virtqueues:
                if not queue.index.isdecimal():
                    continue
                number = int(queue.index)
                what = f"virtqueue {number} ({queue.name})"
                if number in numbers:
                    yield self.finding(queue.span, f"{what}: another queue has this number", subject=queue.name)
                elif number and number - 1 not in numbers and not formulas:
                    yield self.finding(queue.span, f"{what}: there is no virtqueue {number - 1}", subject=queue.name)
                numbers.add(number)
