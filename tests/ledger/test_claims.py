r"""Inline IDs: which sentence a `% specgen: id=...` comment names, and that it changes nothing else."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from specgen.extract import Reading

Read = Callable[..., Reading]
HEAD = "\\section{Lamp Device}\\label{sec:Lamp}\n\\drivernormative{\\subsection}{Lamp}{Lamp}\n\n"
ONE, TWO = "The driver MUST glow.", "The driver MAY blink."


def claims(read_text: Read, body: str) -> list[str]:
    return [one.id for one in read_text(HEAD + body).specification.requirements]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{ONE}\n{TWO}\n", ["", ""]),
        (f"{ONE} % specgen: id=a-drv-0001\n{TWO}\n", ["a-drv-0001", ""]),
        (f"{ONE}\n{TWO} % specgen: id=a-drv-0002\n", ["", "a-drv-0002"]),
        (f"{ONE} {TWO} % specgen: id=a-drv-0002\n", ["", "a-drv-0002"]),
        (f"% specgen: id=a-drv-0001\n{ONE}\n{TWO}\n", ["a-drv-0001", ""]),
        (f"{ONE}\n% specgen: id=a-drv-0002\n{TWO}\n", ["", "a-drv-0002"]),
        (f"{ONE}\n\n% specgen: id=a-drv-0002\n% why\n{TWO}\n", ["", "a-drv-0002"]),
        (f"{ONE}\n% specgen: id=a-drv-0002\n\n{TWO}\n", ["", ""]),
        ("The driver MUST\n% specgen: id=a-drv-0001\nglow.\n", ["a-drv-0001"]),
        ("The driver MUST % specgen: id=a-drv-0001\nglow.\n", ["a-drv-0001"]),
        (f"{ONE} %specgen:id=a-drv-0001\n", ["a-drv-0001"]),
        (f"{ONE} \\\\% specgen: id=a-drv-0001\n", ["a-drv-0001"]),
        (f"{ONE} 5\\% specgen: id=a-drv-0001\n", [""]),
        (f"It glows.\n% specgen: id=a-drv-0001\nIt blinks.\n\n{ONE}\n", [""]),
        (f"{ONE} % specgen: ignore[VS401] loud\n", [""]),
    ],
)
def test_which_sentence_a_comment_names(read_text: Read, body: str, expected: list[str]) -> None:
    assert claims(read_text, body) == expected


def test_items_have_ids_of_their_own(read_text: Read) -> None:
    items = (
        "% specgen: id=a-drv-0007\n\\item the driver MUST glow\n\\item the driver MAY blink % specgen: id=a-drv-0008\n"
    )
    body = f"When it is dark:\n\\begin{{itemize}}\n{items}\\end{{itemize}}\n"
    assert claims(read_text, body) == ["a-drv-0007", "a-drv-0008"]


def test_a_comment_changes_the_id_only(read_text: Read) -> None:
    plain = read_text(f"{HEAD}{ONE}\n{TWO}\n").specification.requirements
    commented = read_text(f"{HEAD}{ONE} % specgen: id=a-drv-0001\n{TWO}\n").specification.requirements
    assert [replace(one, id="") for one in commented] == list(plain)


def test_a_file_full_of_comments_is_read(read_text: Read) -> None:
    assert claims(read_text, f"{'% specgen: id=x' * 50}\n" * 200 + ONE) == ["x"]
