"""The plan of a device type -> test_device.py: both sides come up together, and each handler says what it lacks."""

import re
from collections.abc import Mapping, Sequence

from specgen.emit.imports import import_block
from specgen.emit.pages.device import fixed_config
from specgen.emit.pages.tests.negotiation import decorator
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import sequence, statement
from specgen.emit.source import Source, pyrepr
from specgen.model import Requirement, Role

_SEQUENCE = re.compile(r"\bthis sequence to initialize\b|\binitialization sequence\b", re.IGNORECASE)


def device_tests_view(package: PackagePlan, common: Sequence[Requirement]) -> Mapping[str, object]:
    """The view of test_device.py; `common` are the requirements on all devices and drivers."""
    prefix = package.scope.prefix
    handled = package.behaviour.handled if package.behaviour is not None else ()
    keys = [key for key in package.queues.families() if key not in handled]
    config = [str(name) for name in fixed_config(package)]
    imports = {
        "typing": ["Final"] if keys else [],
        "specgen.runtime.memory": ["Allocator", "GuestMemory"],
        "specgen.runtime.pair": ["PairTransport"],
        f"{package.module}.device": [f"{prefix}Device"],
        f"{package.module}.driver": [f"{prefix}Driver"],
        f"{package.module}.layout": config,
        "specgen.runtime.testing.layouts": ["example"] if config else [],
    }
    handlers = statement("HANDLED: Final = ", sequence(pyrepr(key) for key in keys))
    marks = [decorator(one) for one in common if one.role is Role.DRIVER and _SEQUENCE.search(one.text)]
    return {
        "imports": import_block(imports, ["pytest"] if keys or marks else []),
        "marks": marks,
        "device": Source(f"{prefix}Device"),
        "driver": Source(f"{prefix}Driver"),
        "device_id": Source(str(package.device_id)),
        "configs": [Source(name) for name in config],
        "handled": [handlers] if keys else [],
    }
