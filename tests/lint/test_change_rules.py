"""A change -> what is found of it as such: requirements whose checks go stale."""

from dataclasses import replace

from lamp_model import SPEC

from specgen.lint.change import Change
from specgen.lint.rules.stale_check import StaleCheck
from specgen.model import Kind, Requirement, Specification


def with_requirements(*requirements: Requirement) -> Specification:
    return replace(SPEC, requirements=requirements)


FIRST, SECOND = (
    replace(SPEC.requirements[0], id=f"lamp-drv-000{number}", fingerprint=f"{number}" * 12) for number in (1, 2)
)


class FixedChange(Change):
    """A change whose requirements after it have the IDs they need already."""

    @property
    def identified(self) -> Specification:  # type: ignore[override]
        return self.after


def subjects(before: Specification, after: Specification) -> list[str]:
    return [finding.subject for finding in StaleCheck().check(FixedChange(before, after))]


def test_a_reworded_requirement_is_found() -> None:
    reworded = replace(FIRST, fingerprint="a" * 12)
    assert subjects(with_requirements(FIRST, SECOND), with_requirements(reworded, SECOND)) == ["lamp-drv-0001"]


def test_a_withdrawn_requirement_is_found_at_its_section() -> None:
    assert subjects(with_requirements(FIRST, SECOND), with_requirements(SECOND)) == ["lamp-drv-0001 withdrawn"]


def test_a_new_or_moved_requirement_is_none() -> None:
    new = replace(FIRST, id="lamp-drv-new-3fa9c1")
    assert subjects(with_requirements(FIRST, SECOND), with_requirements(SECOND, FIRST, new)) == []


def test_a_conformance_clause_with_one_entry_more_is_none() -> None:
    clause = replace(FIRST, kind=Kind.CONFORMANCE)
    longer = replace(clause, fingerprint="a" * 12)
    assert subjects(with_requirements(clause, SECOND), with_requirements(longer, SECOND)) == []
