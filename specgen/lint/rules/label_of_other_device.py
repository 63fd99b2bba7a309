"""VS110."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.label_paths import components
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class LabelOfOtherDevice(WholeRule):
    r"""A label that names another device type than the one it stands in.

    It was copied with its section: a reference to it leads into the wrong chapter.

    Bad::

        \section{Fan}\label{sec:Device Types / Fan} ... \subsection{Use}\label{sec:Device Types / Lamp / Use}

    Good::

        \section{Fan}\label{sec:Device Types / Fan} ... \subsection{Use}\label{sec:Device Types / Fan / Use}
    """

    code = "VS110"
    name = "label-of-other-device"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Labels whose second title is the section of another device type."""
        headings = whole.specification.headings
        names = {device.span: device.name for device in whole.specification.device_types}
        owners: dict[tuple[str, ...], str] = {}
        for heading in headings:
            if heading.span in names and heading.labels:
                owners[tuple(components(heading.labels[0]))] = heading.scope
        lengths = {len(path) for path in owners}
        for heading in headings:
            if not heading.device:
                continue
            for label in heading.labels:
                path = components(label)
                owner = next((owners[start] for n in lengths if (start := tuple(path[:n])) in owners), heading.scope)
                if owner != heading.scope:
                    yield self.finding(
                        whole.label_spans.get((heading.span.file, label), heading.span),
                        f"the label {label!r} names {path[-1] if len(path) == 1 else path[1]!r}, "
                        f"but stands in {heading.path[1] if len(heading.path) > 1 else heading.path[0]!r}",
                        subject=label,
                    )
