"""VS310."""

import re
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_ENTRIES = re.compile(r"\b(\d+)[- ]byte entries\b")
_MULTIPLE = re.compile(r"\bmultiple of (\d+)\s+bytes\b")


class SizeInProse(WholeRule):
    r"""A size in the prose that contradicts another one, or the structure it is about.

    Who builds the buffer by the sentence and who reads it by the structure do not agree.

    Bad::

        The buffer holds 10-byte entries. ... Its size MUST be a multiple of 6 bytes.

    Good::

        The buffer holds 10-byte entries. ... Its size MUST be a multiple of 10 bytes.
    """

    code = "VS310"
    name = "size-in-prose"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Entries and multiples of one device type that do not divide each other and fit no structure of it."""
        specification = whole.specification
        sizes = {device.slug: {struct.size for struct in device.structs} for device in specification.device_types}
        for path in specification.files:
            text = whole.sources.file(path)
            if "multiple of" not in text.text or "byte entries" not in text.text:
                continue
            entries: dict[str, set[int]] = {}
            for match in _ENTRIES.finditer(text.text):
                heading = whole.heading_at(text.span(match.start()))
                if heading is not None:
                    entries.setdefault(heading.scope, set()).add(int(match[1]))
            for match in _MULTIPLE.finditer(text.text):
                span = text.span(match.start(), match.end())
                heading = whole.heading_at(span)
                stated = entries.get(heading.scope, set()) if heading is not None else set()
                size = int(match[1])
                if heading is None or not stated or any(one % size == 0 for one in stated):
                    continue
                known = sorted(stated)
                fits = size in sizes.get(heading.scope, set())
                yield self.finding(
                    span,
                    f"a multiple of {size} bytes, but the entries are of {known[0]} bytes",
                    subject=f"{path} {size} {known}",
                    help=None if fits else f"no structure here has {size} bytes; a multiple of {known[0]} bytes?",
                )
