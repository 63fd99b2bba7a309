"""SHOULD stop doing it if a condition holds: never while it holds."""

from dataclasses import replace

from specgen.conformance.monitors.patterns import never
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.model.clause import Action

NAME = "stop"


def derive(context: Context) -> Derived | None:
    """Having to stop is not being allowed to go on."""
    rule = context.rule
    if rule.negated or len(rule.actions) != 1 or rule.actions[0].verb not in {"stop", "cease"}:
        return None
    inner = [part.what for part in rule.actions[0].modifiers if isinstance(part.what, Action)]
    if len(inner) != 1 or rule.actions[0].object is not None:
        return None
    return never.derive(replace(context, rule=replace(rule, negated=True, actions=(inner[0],))))
