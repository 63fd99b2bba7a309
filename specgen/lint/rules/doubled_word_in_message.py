"""VS801."""

from collections.abc import Iterator

from specgen.latex.prose import Flat
from specgen.lint.finding import Finding
from specgen.lint.prose import Prose
from specgen.lint.rule import PatchRule
from specgen.lint.words import Words
from specgen.source import SourceFile, Span

TYPE_CHECKING = False
if TYPE_CHECKING:  # a text is linted without patches
    from specgen.patches.patch import Patch


class DoubledWordInMessage(PatchRule):
    r"""A word that stands twice in a row in the message of a patch.

    The message is what the history will say of the change for good.

    Bad::

        The lamp is is described too late.

    Good::

        The lamp is described too late.
    """

    code = "VS801"
    name = "doubled-word-in-message"

    def check(self, patch: "Patch") -> Iterator[Finding]:
        """Words followed by themselves, over line ends too."""
        source = SourceFile(patch.name, patch.message)
        words = Words(source, [Prose(None, Flat([(patch.message, 0, True)]), "paragraph")])
        for number in words.doubled():
            span = words.span_of(number, number + 1)
            before = patch.message_line - 1
            yield self.finding(
                Span(span.file, span.line + before, span.column, span.end_line + before),
                f"{words.words[number]!r} stands twice in a row in the message",
                subject=words.around(number, number + 1),
                help=f"{words.words[number]!r} once",
            )
