"""Planned feature bits -> features.py: an `IntFlag`, the legacy bits, and the table of requirements."""

from collections.abc import Mapping

from specgen.emit.features import FeaturePlan, PlannedFeature
from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import Expression, alternatives, mapping, sequence, statement
from specgen.emit.source import WIDTH, Source, docstring


def features_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of features.py."""
    plan = package.features
    imports = {"enum": ["IntFlag"], "typing": ["Final"], "specgen.runtime.negotiation": ["Requires"]}
    for _, clauses in plan.requires:
        for one in (option for clause in clauses for option in clause if option.owner != plan.owner):
            imports["virtio.common.features"] = [one.owner]
    title = package.scope.title
    return {
        "doc": docstring(f"The feature bits of {_whose(title, package)}, and what each of them requires.", indent=0),
        "imports": import_block(imports),
        "owner": Source(plan.owner),
        "class_doc": _class_doc(package),
        "bits": [
            {"name": Source(one.name), "value": _value(one), "doc": feature_doc(package, one)} for one in plan.members
        ],
        "legacy": statement("LEGACY: Final = ", _sum(plan, plan.legacy)),
        "current": statement("CURRENT: Final = ", _sum(plan, _current(plan))),
        "requires": statement("REQUIRES: Final[Requires] = ", _requires(plan)),
    }


def feature_doc(package: PackagePlan, one: PlannedFeature) -> Source:
    """What there is to say of one bit: what it gates, what it requires, which requirements name it."""
    parts = [f"Bit {one.bit}." if one.alias_of is None else f"Bit {one.bit}, the same as {one.alias_of}."]
    gated = {line.title: line.place for line in package.queues.lines if one in line.gates}
    if gated:
        parts.append(f"Gates {', '.join(f'{title} ({place})' for title, place in gated.items())}.")
    for feature, clauses in package.features.requires:
        if feature == one:
            wanted = ", and ".join(" or ".join(option.name for option in clause) for clause in clauses)
            parts.append(f"Requires {wanted}.")
    if one.feature.legacy:
        parts.append("Only legacy devices have it.")
    return tagged(" ".join(parts), package.mentions.of_feature(one.feature.name), indent=4)


def tagged(summary: str, ids: tuple[str, ...], *paragraphs: str, indent: int) -> Source:
    """A docstring with the IDs of requirements: in brackets after the summary where they fit, else as a paragraph."""
    line = f"{summary} [{', '.join(ids)}]" if indent < 8 else f"{summary.rstrip('.')} [{', '.join(ids)}]."
    if ids and indent + len(line) <= WIDTH - 6:
        return docstring(line, *paragraphs, indent=indent)
    return docstring(summary, *paragraphs, f"Requirements: {', '.join(ids)}." if ids else "", indent=indent)


def _class_doc(package: PackagePlan) -> Source:
    whose = _whose(package.scope.title, package)
    summary = f"Feature bits of {whose}." if package.features.members else f"{whose} has no feature bits of its own."
    return docstring(summary[0].upper() + summary[1:], indent=4)


def _whose(title: str, package: PackagePlan) -> str:
    return f"the {title}" if package.scope.device is not None else title


def _value(one: PlannedFeature) -> Source:
    return Source(one.alias_of if one.alias_of is not None else f"1 << {one.bit}")


def _current(plan: FeaturePlan) -> tuple[PlannedFeature, ...]:
    return tuple(one for one in plan.distinct if one not in plan.legacy)


def _sum(plan: FeaturePlan, members: tuple[PlannedFeature, ...]) -> Expression:
    """The members with `|` between them."""
    if not members:  # a flag class without members makes no zero
        return Source(f"{plan.owner}(0)" if plan.members else "0")
    return alternatives([one.reference for one in members])


def _requires(plan: FeaturePlan) -> Expression:
    return mapping(
        (one.reference, sequence(sequence(option.reference for option in clause) for clause in clauses))
        for one, clauses in plan.requires
    )
