"""The constants of listings, description lists and tables -> constants.py, in the order of the text."""

import re
from collections.abc import Mapping
from itertools import groupby

from specgen.emit.constants import named_constants
from specgen.emit.plan import PackagePlan
from specgen.emit.source import Source, docstring
from specgen.model import Constant

_HEX = re.compile(r"0[xX][0-9a-fA-F]+")
_SHIFT = re.compile(r"\(?\s*(\d+)\s*<<\s*(\d+)\s*\)?")


def constants_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of constants.py: constants of one section stand together."""
    named = list(named_constants(package.scope))
    whose = f"the {package.scope.title}" if package.scope.device is not None else package.scope.title
    doc = f"The constants of {whose}." if named else f"The text states no constant of {whose}."
    groups = [
        [Source(f"{name}: Final = {_value(one)}") for name, one in group]
        for _, group in groupby(named, key=lambda pair: (pair[1].section, pair[1].origin))
    ]
    return {
        "doc": docstring(doc, indent=0),
        "imports": [Source("from typing import Final")] if named else [],
        "groups": groups,
    }


def _value(constant: Constant) -> str:
    """The value, as the text writes it where Python writes it so too."""
    written = constant.expression.strip()
    if _HEX.fullmatch(written) and int(written, 16) == constant.value:
        return f"0x{written[2:].upper()}"
    shift = _SHIFT.fullmatch(written)
    if shift is not None and int(shift[2]) < 128 and int(shift[1]) << int(shift[2]) == constant.value:
        return f"{int(shift[1])} << {int(shift[2])}"
    return str(constant.value)
