"""An array of findings."""

import json
from collections.abc import Sequence

from specgen.lint.formats import Shown
from specgen.lint.formats.document import finding_document


def render(shown: Sequence[Shown]) -> str:
    """The array, indented."""
    return json.dumps([finding_document(one) for one in shown], indent=2) + "\n"
