"""VS636."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_NAMES = ("field{", "ref{", "nameref{", "label{", "footnote{", "textbf{", "emph{", "texttt{", "item[")
_NAME_END = re.compile(r"[\\A-Za-z]\Z")


class UnmarkedMacro(FileRule):
    r"""The name of a macro and its argument, without the backslash.

    LaTeX prints the macro's name as a word.

    Bad::

        The driver reads field{brightness}.

    Good::

        The driver reads \field{brightness}.
    """

    code = "VS636"
    name = "unmarked-macro"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Names of macros that no backslash precedes."""
        text = file.markup
        for name in _NAMES:
            at = text.find(name)
            while at != -1:
                if _NAME_END.search(text[max(0, at - 1) : at]) is None and not _in_argument(text, at):
                    shown = text[at : text.find("}", at) + 1] if name.endswith("{") else name
                    yield self.finding(
                        file.source.span(at, at + len(name)),
                        f"{shown!r} has no backslash, so that {name[:-1]!r} is printed as a word",
                        subject=shown,
                        help=f"\\{shown}",
                        fix=Fix((Edit(file.source.path, at, at, "\\"),), "put a backslash there", safe=False),
                    )
                at = text.find(name, at + 1)


def _in_argument(text: str, at: int) -> bool:
    """Whether the name continues a longer one, as in `array[item[0]]`."""
    return text[max(0, at - 1) : at] in {"_", "-", "[", "*", "@"} or text[max(0, at - 1) : at].isdigit()
