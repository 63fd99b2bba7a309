r"""The specification's own macros and environments -> the argument table pylatexenc parses by.

An argument string has one letter an argument: `*` a star, `[` an optional one in brackets, `{` a mandatory one.
"""

import re
from functools import cache
from typing import Any

from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec, MacroStandardArgsParser

HEADINGS = {
    "part": -1,
    "chapter": 0,
    "section": 1,
    "subsection": 2,
    "subsubsection": 3,
    "paragraph": 4,
    "subparagraph": 5,
}
"""Heading macros and their levels; a smaller number is a higher level."""

NORMATIVE = {"drivernormative": "driver", "devicenormative": "device"}
"""Macros that open a normative section, and its role."""

VERBATIM = frozenset({"lstlisting", "verbatim", "Verbatim", "alltt"})
"""Environments whose body is not LaTeX."""

DEFINITIONS = frozenset({"newcommand", "renewcommand", "providecommand", "newenvironment", "renewenvironment"})
"""Macros whose arguments are code, not text of the document."""

_MACROS = {
    **dict.fromkeys(HEADINGS, "*[{"),
    **dict.fromkeys(("newcommand", "renewcommand", "providecommand"), "*{[[{"),
    **dict.fromkeys(("newenvironment", "renewenvironment"), "*{[[{{"),
    **dict.fromkeys(
        (
            "field", "textbf", "textit", "texttt", "emph", "footnote", "underline", "mbox", "textsc", "textrm",
            "textsf", "sout", "url", "nolinkurl", "ref", "nameref", "pageref", "autoref", "label", "cite", "input",
            "include",
            "textsuperscript", "textsubscript", "caption", "pagestyle", "usepackage", "virtiourl", "bibitem",
            "markboth", "fbox", "framebox", "ensuremath", "footnotetext", "thispagestyle",
        ),
        "{",
    ),
    **dict.fromkeys(("vspace", "hspace"), "*{"),
    **dict.fromkeys(("includegraphics", "lstinputlisting", "hyperref", "lstset"), "[{"),
    **dict.fromkeys(
        ("conformance", "href", "textcolor", "setlength", "addtolength", "setcounter", "import", "subimport", "urldef"),
        "{{",
    ),
    **dict.fromkeys(("multicolumn", "multirow"), "{{{"),
    "definecolor": "{{{",
    "virtiographics": "{{{",
    "item": "[",
    "sf": "",
    "mmioreg": "{{{{{",
    "mmiodreg": "{{{{{{{",
    "lstinline": "[{",
    "color": "{",
    "fontsize": "{{",
}  # fmt: skip

_ENVIRONMENTS = {
    "tabular": "[{",
    "tabular*": "{[{",
    "tabularx": "{[{",
    "longtable": "[{",
    "array": "[{",
    "itemize": "[",
    "enumerate": "[",
    "description": "[",
    "itemize*": "[",
    "enumerate*": "[",
    "description*": "[",
    "table": "[",
    "figure": "[",
    "spacing": "{",
    "minipage": "[{",
    "multicols": "{",
    "oasistitlesection": "{",
}


_HEADING_ARGUMENT = re.compile(r"\s*\{\s*\\")


class _NormativeArguments(MacroStandardArgsParser):  # type: ignore[misc]  # pylatexenc has no types
    """Three arguments where the first is a heading macro; the form of 2014 had only the label's path."""

    def parse_args(self, w: Any, pos: int, parsing_state: Any = None) -> Any:  # noqa: ANN401  # pylatexenc's types
        """Read the arguments that stand at `pos`."""
        argspec = "{{{" if _HEADING_ARGUMENT.match(w.s, pos) else "{"
        return MacroStandardArgsParser(argspec).parse_args(w, pos, parsing_state=parsing_state)


@cache
def context() -> LatexContextDb:
    """The context that pylatexenc looks macros and environments up in; made once a process."""
    database = LatexContextDb()
    database.add_context_category(
        "virtio",
        macros=[
            *(MacroSpec(name, arguments) for name, arguments in _MACROS.items()),
            *(MacroSpec(name, args_parser=_NormativeArguments()) for name in NORMATIVE),
        ],
        environments=[EnvironmentSpec(name, arguments) for name, arguments in _ENVIRONMENTS.items()],
    )
    return database
