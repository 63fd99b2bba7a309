"""A text whose device can be made, but not run, is refused with the reason before anything is run."""

import shutil
from pathlib import Path

import pytest
from conformance.judged import SAMPLE

from specgen.conformance.suite import judge
from specgen.diagnostics import SpecgenError
from specgen.ledger import read_identified
from specgen.trees import open_tree


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("le32 num_pages;", "le32 num_pages[5000];", "the configuration space of balloon has 200"),
        ("MUST_TELL_HOST", "SHALL_TELL_HOST", "its inflating does not fit"),
    ],
)
def test_a_device_that_cannot_be_run_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(SAMPLE, tree)
    file = tree / "device-types" / "balloon" / "description.tex"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    specification = read_identified(open_tree(str(tree)), jobs=1, cache=False).specification
    with pytest.raises(SpecgenError, match=said):
        judge("balloon", "pair", specification, "sample")
