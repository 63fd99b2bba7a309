"""What one requirement is: sentence ends, lead-ins, items, conditions, places."""

from collections.abc import Callable

import pytest

from specgen.extract import Reading
from specgen.model import Requirement

Read = Callable[..., Reading]
NORMATIVE = "\\section{A}\n\\drivernormative{\\subsection}{T}{A / T}\n"


def requirements(reading: Reading) -> tuple[Requirement, ...]:
    return reading.specification.requirements


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It MUST x. It MAY y.", 2),
        ("It MUST x (e.g. when y). It MAY z.", 2),
        ("It MUST x, i.e. do y, etc. and z.", 1),
        ("It MUST x vs. y.", 1),
        ("It MUST NOT x; it SHOULD y.", 1),
        ("It MUST read 0.5 of x.", 1),
        ("It \\field{must} x and VIRTIO_A_F_MUST_B.", 0),
        ("It MUST\n\nIt MAY.", 2),
        ("Nothing here. It MUST x?  It MAY!", 2),
    ],
)
def test_sentence_ends(read_text: Read, text: str, count: int) -> None:
    assert len(requirements(read_text(NORMATIVE + text + "\n"))) == count


def test_levels_in_order(read_text: Read) -> None:
    (found,) = requirements(read_text(NORMATIVE + "It MUST\nNOT x, SHOULD y and MAY z, as RECOMMENDED.\n"))
    assert found.levels == ("MUST NOT", "SHOULD", "MAY", "RECOMMENDED")


def test_a_lead_in_with_the_keyword_takes_its_items(read_text: Read) -> None:
    text = "The driver MUST:\n\\begin{itemize}\n\\item do a;\n\\item do b.\n\\end{itemize}\n"
    (found,) = requirements(read_text(NORMATIVE + text))
    assert [item.text for item in found.items] == ["do a;", "do b."]
    assert found.span.line == found.span.end_line == 3


def test_an_item_with_a_keyword_stands_alone(read_text: Read) -> None:
    text = "If X,\n\n\\begin{itemize}\n\\item the driver MUST a. It MAY b.\n\\item nothing.\n\\end{itemize}\n"
    first, second = requirements(read_text(NORMATIVE + text))
    assert first.condition == second.condition == "If X,"
    assert (first.span.line, first.items) == (6, ())


def test_a_sentence_goes_on_after_its_list(read_text: Read) -> None:
    text = "If any is true:\n\\begin{itemize}\n\\item a\n\\item b\n\\end{itemize}\nthe driver MUST c.\n"
    (found,) = requirements(read_text(NORMATIVE + text))
    assert found.text == "the driver MUST c."
    assert found.condition == "If any is true: a; b"


def test_footnotes_and_markup_go(read_text: Read) -> None:
    text = "The \\textbf{driver}\\footnote{Or so.} MUST~set \\field{a_b} to \\texttt{1} (see \\ref{x y}).\n"
    (found,) = requirements(read_text(NORMATIVE + text))
    assert found.text == "The driver MUST set a_b to 1 (see <ref x y>)."


def test_applicability_counts_for_what_follows(read_text: Read) -> None:
    text = "It MAY a.\n\nNormative statements in this section apply if F has been negotiated.\n\nIt MUST b.\n"
    first, second = requirements(read_text(NORMATIVE + text + "\\subsection{B}\nIt MAY c.\n"))[:2]
    assert first.applies_if == ()
    assert second.applies_if == ("Normative statements in this section apply if F has been negotiated.",)


def test_kinds_and_roles(read_text: Read) -> None:
    text = (
        "\\chapter{A}\nIt MAY a.\n\\devicenormative{\\section}{T}{A / T}\nIt MUST b.\n"
        "\\subsection{Legacy Interface: T}\nIt MUST c.\n"
        "\\chapter{Conformance}\nIt MUST d.\n\\conformance{\\section}{Device Conformance}\n"
        "\\ref{devicenormative:A / T}\n"
    )
    found = requirements(read_text(text))
    assert [(r.kind.value, r.role.value) for r in found] == [
        ("informative", "other"),
        ("normative", "device"),
        ("legacy", "other"),
        ("conformance", "other"),
    ]
    assert [r.linked for r in found] == [False, True, False, False]


def test_a_heading_by_hand_with_both_labels(read_text: Read) -> None:
    labels = "\\label{drivernormative:A / T}\n\\label{devicenormative:A /\n T}\n"
    text = f"\\section{{Device Requirements: T}}\n{labels}It MUST x.\n"
    reading = read_text(text)
    (section,) = reading.specification.normative_sections
    assert section.labels == ("drivernormative:A / T", "devicenormative:A / T")
    assert (section.role.value, section.title) == ("device", "T")


def test_rewrapping_changes_no_fingerprint(read_text: Read) -> None:
    one = requirements(read_text(NORMATIVE + "The driver MUST set \\field{a} to 1.\n"))[0]
    two = requirements(read_text(NORMATIVE + "The\n  driver MUST set a\nto 1.\n"))[0]
    assert one.fingerprint == two.fingerprint
    assert one.span != two.span
