"""How long the state machines run: the same few cases every time, or as many random ones as $SPECGEN_EXAMPLES says."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("SPECGEN_EXAMPLES", "0"))
SETTINGS = settings(
    max_examples=EXAMPLES or 40,
    stateful_step_count=40,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
