"""A thread in an mbox becomes its patches in order: one version, each once, without cover letter and replies."""

from email.utils import make_msgid

import pytest
from patches.memory_tree import file_diff, lamps, patched

from specgen.diagnostics import SpecgenError
from specgen.patches import read_patches

ONE, TWO, THREE = "one\n", "one\ntwo\n", "one\ntwo\nthree\n"
FIRST, SECOND = file_diff("count.tex", ONE, TWO), file_diff("count.tex", TWO, THREE)


def mail(subject: str, diff: str = "", *, body: str = "Text.\n", identity: str = "", answers: str = "") -> str:
    references = f"In-Reply-To: {answers}\nReferences: {answers}\n" if answers else ""
    return (
        "From mboxrd@z Thu Jan  1 00:00:00 1970\n"
        f"From: Ada Example <ada@example.org>\nMessage-ID: {identity or make_msgid()}\n{references}"
        f"Subject: {subject}\n\n"
        f"{body}{'---' if diff else ''}\n{diff}\n"
    )


def titles(*mails: str) -> list[str]:
    return [patch.title for patch in read_patches("".join(mails).encode(), "series.mbox")]


def left_out(*mails: str) -> list[str]:
    return [note.message for note in read_patches("".join(mails).encode(), "series.mbox")[0].notes]


COVER = mail("[PATCH 0/2] count: Go on", body=" count.tex | 2 ++\n")
PATCH1 = mail("[PATCH 1/2] count: Add two", FIRST, identity="<v1-1@x>")
PATCH2 = mail("[PATCH 2/2] count: Add three", SECOND)


def test_a_series_is_sorted_and_its_cover_letter_skipped() -> None:
    assert titles(PATCH2, COVER, PATCH1) == ["[1/2] count: Add two", "[2/2] count: Add three"]
    assert left_out(PATCH2, COVER, PATCH1) == []


def test_a_series_is_looked_at_patch_by_patch() -> None:
    tree = patched(PATCH2 + COVER + PATCH1, lamps(count=ONE))
    assert [step.read("count.tex").decode() for step in tree.steps] == [TWO, THREE]
    assert tree.read("count.tex").decode() == THREE
    assert [patch.number for patch in tree.patches] == [1, 2]
    assert tree.touched_lines("count.tex") == (2, 3)
    assert tree.steps[0].touched_lines("count.tex") == (2,)
    lines = (PATCH2 + COVER + PATCH1).split("\n")
    for line, text in ((2, "+two"), (3, "+three")):
        origin = tree.origin("count.tex", line)
        assert origin
        assert lines[origin.line - 1] == text


@pytest.mark.parametrize(
    "tag",
    ["PATCH {}/2", "RFC PATCH v1 {}/2", "PATCH RFC {}/2", "virtio-dev] [PATCH {}/02", "RFC {} / 2", "PATCH 0{}/2]["],
)
def test_tags_of_all_kinds(tag: str) -> None:
    mails = [mail(f"[{tag.format(2)}] b", SECOND), mail(f"[{tag.format(1)}] a", FIRST)]
    assert titles(*mails) == ["[1/2] a", "[2/2] b"]


def test_ten_patches_are_sorted_by_number() -> None:
    diffs = [file_diff("count.tex", str(number), str(number + 1)) for number in range(12)]
    mails = [mail(f"[PATCH {number}/12] n", diff) for number, diff in enumerate(diffs, 1)]
    assert [title.split("]")[0] for title in titles(*reversed(mails))] == [f"[{n}/12" for n in range(1, 13)]


def test_replies_are_left_out() -> None:
    quoted = "".join(f"> {line}\n" for line in FIRST.splitlines())
    thread = [PATCH1, mail("Re: [PATCH 1/2] count: Add two", body=f"On Monday Ada wrote:\n{quoted}\nFine.\n"), PATCH2]
    thread += [mail("Re: [PATCH 2/2] count: Add three", SECOND.replace("three", "four"))]
    assert titles(*thread) == ["[1/2] count: Add two", "[2/2] count: Add three"]
    said = left_out(*thread)
    assert len(said) == 2
    assert "only quotes a patch" in said[0]
    assert "is a reply" in said[1]


def test_only_the_last_version_is_taken() -> None:
    newer = [mail(f"[PATCH v2 {n}/2] count: {t}", d) for n, t, d in ((1, "Add 2", SECOND), (2, "Add three", FIRST))]
    thread = [PATCH1, PATCH2, *newer]
    assert titles(*thread) == ["[1/2] count: Add 2", "[2/2] count: Add three"]
    assert read_patches("".join(thread).encode(), "x")[0].version == 2
    assert [message.count("version 2") for message in left_out(*thread)] == [1, 1]


def test_a_single_patch_sent_anew_replaces_its_older_self() -> None:
    anew = mail("[PATCH v2 1/2] count: Add a two", FIRST + "\n", answers="<v1-1@x>")
    assert titles(PATCH1, PATCH2, anew) == ["[1/2] count: Add a two", "[2/2] count: Add three"]


def test_an_unrelated_series_of_another_version_is_no_older_self() -> None:
    other = [mail(f"[PATCH v3 {n}/2] bulb: {n}", file_diff("bulb.tex", f"{n}\n", f"{n + 1}\n")) for n in (2, 1)]
    assert titles(*other, PATCH2, PATCH1)[:2] == ["[1/2] bulb: 1", "[2/2] bulb: 2"]
    assert len(titles(*other, PATCH2, PATCH1)) == 4


def test_unnumbered_patches_keep_their_order_and_numbered_ones_theirs() -> None:
    alone = mail("[PATCH] bulb: Change", file_diff("bulb.tex", "1\n", "2\n"))
    last = mail("bulb: Change it again", file_diff("bulb.tex", "2\n", "3\n"))
    assert titles(alone, PATCH2, PATCH1, last) == [
        "bulb: Change",
        "[1/2] count: Add two",
        "[2/2] count: Add three",
        "bulb: Change it again",
    ]


def test_two_series_one_after_the_other() -> None:
    again = [mail(f"[PATCH {n}/2] bulb: {n}", file_diff("bulb.tex", f"{n}\n", f"{n + 1}\n")) for n in (2, 1)]
    expected = ["[1/2] count: Add two", "[2/2] count: Add three", "[1/2] bulb: 1", "[2/2] bulb: 2"]
    assert titles(PATCH1, PATCH2, *again) == expected


def test_a_mail_that_two_lists_delivered_counts_once() -> None:
    assert titles(PATCH1, PATCH2, PATCH1) == ["[1/2] count: Add two", "[2/2] count: Add three"]
    assert "arrived twice" in left_out(PATCH1, PATCH2, PATCH1)[0]


def test_a_gap_is_told() -> None:
    third = mail("[PATCH 3/3] count: c", SECOND)
    assert left_out(mail("[PATCH 1/3] count: a", FIRST), third) == ["the series of 3 lacks 2/3"]
    assert left_out(third) == []


def test_a_reply_alone_is_refused() -> None:
    quoted = "".join(f"> {line}\n" for line in FIRST.splitlines())
    with pytest.raises(SpecgenError, match="only quotes a patch"):
        read_patches(mail("Re: [PATCH] count: Add two", body=quoted).encode(), "x")


def test_a_cover_letter_alone_is_refused() -> None:
    with pytest.raises(SpecgenError, match="cover letter without a patch"):
        read_patches(COVER.encode(), "x")


def test_a_patch_below_scissors_in_a_reply_is_its_own() -> None:
    body = "I would do it so:\n\n-- 8< --\nSubject: [PATCH] count: Add two\n\nMuch better.\n"
    (patch,) = read_patches(mail("Re: [PATCH v7 3/9] other", FIRST, body=body).encode(), "x")
    assert (patch.subject, patch.number, patch.message) == ("count: Add two", 0, "Much better.\n")
