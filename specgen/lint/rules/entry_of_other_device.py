"""VS506."""

from collections import Counter
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_MOST = 0.7


class EntryOfOtherDevice(WholeRule):
    r"""An entry of a conformance clause whose section belongs to another device type than all the others.

    One device type has to do what was meant for another, which in turn is not told.

    Bad::

        \conformance{\subsection}{Lamp Driver Conformance} ... \item \ref{drivernormative:Device Types / Fan / Use}

    Good::

        \conformance{\subsection}{Lamp Driver Conformance} ... \item \ref{drivernormative:Device Types / Lamp / Use}
    """

    code = "VS506"
    name = "entry-of-other-device"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Entries from another device type than most, and normative sections in the clause for legacy ones."""
        devices = {device.slug: device.name for device in whole.specification.device_types}
        for clause in whole.specification.conformance:
            owners = [whole.normative_scopes.get(target.label, "") for target in clause.targets]
            legacy = "legacy" in clause.title.casefold()
            usual, count = Counter(owners).most_common(1)[0] if owners else ("", 0)
            for target, owner in zip(clause.targets, owners, strict=True):
                if legacy:
                    message = f"{clause.title!r} lists a normative section, which has a clause of its own"
                elif owner in devices and owner != usual and count >= _MOST * len(owners) and len(owners) > 1:
                    message = f"{clause.title!r} lists a section of {devices[owner]}"
                else:
                    continue
                yield self.finding(target.span, message, subject=f"{clause.title} {target.label}")
