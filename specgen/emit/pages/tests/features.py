"""Planned feature bits -> test_features.py: names and numbers as the text states them, none given twice."""

from collections.abc import Mapping

from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import mapping, statement, strings
from specgen.emit.source import Source


def features_tests_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of test_features.py."""
    plan = package.features
    bits = mapping((one.reference, Source(str(one.bit))) for one in plan.distinct)
    aliases = strings([one.name for one in plan.members if one.alias_of is not None])
    legacy = hex(sum(1 << one.bit for one in plan.legacy))
    return {
        "module": Source(package.module),
        "owner": Source(plan.owner),
        "bits": statement(f"BITS: Final{'' if plan.members else '[dict[int, int]]'} = ", bits),
        "aliases": statement(f"ALIASES: Final{'' if aliases.items else '[tuple[str, ...]]'} = ", aliases),
        "legacy": Source(legacy.upper().replace("0X", "0x")),
    }
