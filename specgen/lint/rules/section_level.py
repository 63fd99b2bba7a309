"""VS114."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.label_paths import components
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Heading

_PARTS = frozenset(
    {"device id", "virtqueues", "feature bits", "device configuration layout", "device initialization",
     "device operation"}
)  # fmt: skip
"""What every device type's section has directly below it (sec:Creating New Device Types)."""


class SectionLevel(WholeRule):
    r"""A heading at a level that does not fit its place.

    One that is too deep, or not deep enough, is printed as part of another section than the one it belongs to.

    Bad::

        \subsection{Use}\label{sec:Lamp / Use} ... \drivernormative{\subsection}{Use}{Lamp / Use}

    Good::

        \subsection{Use}\label{sec:Lamp / Use} ... \drivernormative{\subsubsection}{Use}{Lamp / Use}
    """

    code = "VS114"
    name = "section-level"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Levels that were left out, normative sections beside their own, parts of a device type in one another."""
        headings = whole.specification.headings
        tops = {device.span for device in whole.specification.device_types}
        last: Heading | None = None
        for heading in headings:
            flaw = None
            if last is not None and heading.kind == "normative" and heading.level <= last.level:
                path = components(last.labels[0]) if last.labels else None
                if path is not None and any(components(label)[: len(path)] == path for label in heading.labels):
                    flaw = f"is not below {last.title!r}, whose path its label has"
            above = None if heading.parent is None else headings[heading.parent]
            if above is not None and heading.level > above.level + 1:
                flaw = f"leaves out {heading.level - above.level - 1} level(s) below {above.title!r}"
            elif above is not None and heading.kind != "normative" and above.span not in tops:
                parts = heading.title.casefold() in _PARTS and above.title.casefold() in _PARTS
                if parts and heading.device and any(one.span in tops for one in whole.above(heading)):
                    flaw = f"stands below {above.title!r}, not beside it as in other device types"
            if flaw is not None:
                yield self.finding(
                    heading.span, f"the section {heading.title!r} {flaw}", subject=" / ".join(heading.path)
                )
            if heading.kind != "normative":
                last = heading
