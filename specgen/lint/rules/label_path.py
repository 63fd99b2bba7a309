"""VS103."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.label_paths import components
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class LabelPath(WholeRule):
    r"""A label whose path is not that of the section it stands in.

    Labels spell the titles from the chapter down. One that names another place sends its readers there, and makes the
    next label that is spelled by the rule look wrong.

    Bad::

        \section{Lamp}\label{sec:Device Types / Lamp} ... \subsection{Use}\label{sec:Device Types / Use}

    Good::

        \section{Lamp}\label{sec:Device Types / Lamp} ... \subsection{Use}\label{sec:Device Types / Lamp / Use}
    """

    code = "VS103"
    name = "label-path"
    default = False

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Labels that do not begin with the path of the nearest labelled section above them."""
        for heading in whole.specification.headings:
            above = next((one for one in whole.above(heading) if one.labels and one.kind != "normative"), None)
            if above is None:
                continue
            wanted = components(above.labels[0])
            for label in heading.labels:
                path = components(label)
                if path[: len(wanted)] != wanted and path != [*above.path]:
                    yield self.finding(
                        whole.label_spans.get((heading.span.file, label), heading.span),
                        f"the label {label!r} contradicts its place below {above.title!r}",
                        subject=label,
                        help=f"its path would begin with {' / '.join(wanted)!r}",
                    )
