"""One object with all rows."""

from specgen.conformance.formats.document import judgement_document
from specgen.conformance.judgement import Judgement
from specgen.emit.json_text import json_bytes


def render(judgement: Judgement) -> str:
    """The object, indented, as `check.schema.json` describes it."""
    return json_bytes(judgement_document(judgement)).decode()
