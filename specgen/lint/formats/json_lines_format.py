"""One JSON object a line for each finding."""

import json
from collections.abc import Sequence

from specgen.lint.formats import Shown
from specgen.lint.formats.document import finding_document


def render(shown: Sequence[Shown]) -> str:
    """The lines."""
    return "".join(json.dumps(finding_document(one)) + "\n" for one in shown)
