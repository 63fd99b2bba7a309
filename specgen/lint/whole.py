"""The linked specification as rules see it, with the notes that were taken of each file."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from specgen.lint.file import FileNotes
from specgen.lint.mentions import Mention
from specgen.model import Common, DeviceType, Heading, Specification
from specgen.source import Span
from specgen.trees import Sources


@dataclass(eq=False)
class Whole:
    """A specification, the texts it was read from, and `notes`: by path, what the files' trees showed."""

    specification: Specification
    sources: Sources
    notes: dict[str, FileNotes]

    @property
    def owners(self) -> tuple[Common | DeviceType, ...]:
        """What has features, structures and constants: the common chapters, then each device type."""
        return (self.specification.common, *self.specification.device_types)

    @cached_property
    def code_words(self) -> frozenset[str]:
        """Every name in a listing, a label of an item, a table or a heading of any file."""
        return frozenset().union(*(notes.mentions.code_words for notes in self.notes.values()))

    @cached_property
    def feature_names(self) -> frozenset[str]:
        """The names of all feature bits."""
        return frozenset(feature.name for owner in self.owners for feature in owner.features)

    @cached_property
    def constant_names(self) -> frozenset[str]:
        """The names of all constants."""
        return frozenset(constant.name for owner in self.owners for constant in owner.constants)

    @cached_property
    def normative_scopes(self) -> dict[str, str]:
        """The scope of each normative section by its labels."""
        return {label: one.scope for one in self.specification.normative_sections for label in one.labels}

    @cached_property
    def label_spans(self) -> dict[tuple[str, str], Span]:
        """By file and name, where a label is written."""
        return {(label.span.file, label.name): label.span for label in self.specification.labels}

    @cached_property
    def _headings(self) -> dict[str, tuple[list[int], list[Heading]]]:
        found: dict[str, tuple[list[int], list[Heading]]] = {}
        for heading in self.specification.headings:
            lines, headings = found.setdefault(heading.span.file, ([], []))
            lines.append(heading.span.line)
            headings.append(heading)
        return found

    def heading_at(self, span: Span) -> Heading | None:
        """The last heading of its file above a place."""
        lines, headings = self._headings.get(span.file, ([], []))
        at = bisect_right(lines, span.line)
        return headings[at - 1] if at else None

    def above(self, heading: Heading) -> Iterator[Heading]:
        """The headings that one stands below, innermost first."""
        while heading.parent is not None:
            heading = self.specification.headings[heading.parent]
            yield heading

    def names(self) -> Iterator[tuple[str, Mention]]:
        """Every name in capitals in the prose of the text, with its file."""
        for path in self.specification.files:
            if path in self.notes:
                yield from ((path, mention) for mention in self.notes[path].mentions.names)

    def fields(self) -> Iterator[tuple[str, Mention]]:
        """Every use of the macro for fields, with its file."""
        for path in self.specification.files:
            if path in self.notes:
                yield from ((path, mention) for mention in self.notes[path].mentions.fields)

    def place(self, path: str, mention: Mention) -> Span:
        """Where a name stands."""
        return self.sources.file(path).span(mention.start, mention.end)
