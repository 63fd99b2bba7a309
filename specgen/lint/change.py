"""What a change is to rules: the text before and after, and the patches that lie between."""

from dataclasses import dataclass

from specgen.lint.whole import Whole
from specgen.patches import Patch


@dataclass(frozen=True, slots=True)
class Change:
    """The specification on both sides; `patches` is empty where the change is one of revisions."""

    before: Whole
    after: Whole
    patches: tuple[Patch, ...]
