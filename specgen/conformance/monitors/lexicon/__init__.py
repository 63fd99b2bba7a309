"""Phrases of clauses, in their canonical words -> what of a trace they speak of: acts, conditions and milestones."""

from specgen.conformance.monitors.lexicon.meaning import Act, Condition, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import act_of, condition_of, milestone_of

__all__ = ["Act", "Condition", "Milestone", "Seen", "act_of", "condition_of", "milestone_of"]
