"""Two models -> what changed in meaning: `compare` finds and classifies it."""

from specgen.diff.change import Action, Change, Effect, Thing
from specgen.diff.compare import Comparison, compare

__all__ = ["Action", "Change", "Comparison", "Effect", "Thing", "compare"]
