r"""A normative section that no clause lists -> the edit that adds an `\item \ref{...}` to the clause it belongs to."""

import re
from itertools import takewhile

from specgen.lint.finding import Edit, Fix
from specgen.lint.label_paths import components
from specgen.lint.whole import Whole
from specgen.model import ConformanceClause, NormativeSection, Reference

_ITEM = re.compile(r"[ \t]*\\item\b.*")


def entry_fix(whole: Whole, section: NormativeSection) -> Fix | None:
    """The fix that adds the entry behind that of the nearest section; `None` where no clause lists its like.

    A clause is the right one where it is for the same role, and all it lists belongs to the same device type, or to the
    common chapters.
    """
    fitting = [clause for clause in whole.specification.conformance if _fits(clause, section, whole)]
    if len(fitting) != 1:
        return None
    beside = max(reversed(fitting[0].targets), key=lambda target: _shared(target, section.labels[0]))
    source = whole.sources.file(beside.span.file)
    line = source.line_text(beside.span.end_line)
    if not _ITEM.fullmatch(line):
        return None
    end = source.offset(beside.span.end_line) + len(line)
    start = line[: line.index("\\ref")] if "\\ref" in line else "\\item "
    label = section.labels[0]
    return Fix((Edit(source.path, end, end, f"\n{start}\\ref{{{label}}}"),), f"add the entry for {label!r}")


def _fits(clause: ConformanceClause, section: NormativeSection, whole: Whole) -> bool:
    owners = {whole.normative_scopes.get(target.label, "") for target in clause.targets}
    devices = {device.slug for device in whole.specification.device_types}
    fits = owners == {section.scope} or (section.scope in owners and not owners & devices)
    return fits and clause.role is section.role


def _shared(target: Reference, label: str) -> int:
    pairs = zip(components(target.label), components(label), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
