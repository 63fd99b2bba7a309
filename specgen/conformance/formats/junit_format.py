"""JUnit's XML, which most build servers show: a requirement is a test case, its section the class."""

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from specgen.conformance.formats.plain import plain
from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.standing import Mutant, Verdict


def render(judgement: Judgement) -> str:
    """A suite with a case for each requirement, and one with a case for each mutant where mutants were run.

    What is violated, and a mutant that nobody noticed, is a failure; what could not be judged was skipped.
    """
    about = f"{judgement.device} against {judgement.peer}"
    suites = [_suite(about, judgement, [_case(row) for row in judgement.rows])]
    if judgement.mutants:
        cases = [_mutant_case(requirement, mutant) for requirement, mutant in judgement.mutants]
        suites.append(_suite(f"{about}: mutants", judgement, cases))
    document = JUnitXml(plain(f"specgen check {about}"))
    for suite in suites:
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]  # the library has no annotation here
    text: bytes = document.tostring()  # type: ignore[no-untyped-call]  # nor here
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text.decode()}\n'


def _suite(name: str, judgement: Judgement, cases: list[TestCase]) -> TestSuite:
    suite = TestSuite(plain(name))
    values = {"text": judgement.source, "version": judgement.version, "workloads": ", ".join(judgement.workloads)}
    for key, value in values.items():  # before the cases: readers want them first
        suite.add_property(key, plain(value))
    suite.add_testcases(cases)
    return suite


def _case(row: Row) -> TestCase:
    requirement = row.requirement
    section = requirement.label or " / ".join(requirement.section)
    # A dot parts a package from a class for those who read this.
    case = TestCase(plain(requirement.id), plain(f"{requirement.scope}.{section.replace('.', ' ')}"))
    if row.verdict is Verdict.VIOLATED:
        failure = Failure(plain(row.message), "violated")
        failure.text = plain("\n".join((*([row.clause] if row.clause else []), *row.excerpt)))
        case.result = [failure]
    elif row.verdict is not Verdict.HOLDS:
        case.result = [Skipped(plain(f"{row.verdict}: {row.reason}" if row.reason else row.verdict))]
    return case


def _mutant_case(requirement: str, mutant: Mutant) -> TestCase:
    case = TestCase(plain(mutant.name), plain(f"mutants.{requirement}"))
    if not mutant.killed:
        case.result = [Failure(plain(f"no check noticed it: {mutant.about}"), "survived")]
    return case
