"""What a generated package cannot express of the specification, with the reason: nothing is left out in silence."""

from dataclasses import dataclass

from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing of the text that the generated code holds only in part, or not at all.

    `package` is the generated package, `output` the module ("layout", "features", ...), `name` the thing as the
    text names it.
    """

    package: str
    output: str
    name: str
    reason: str
    span: Span
