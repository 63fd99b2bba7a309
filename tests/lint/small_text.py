"""A text -> the codes of all findings in a small specification that holds it."""

from pathlib import Path

from specgen.lint.engine import lint_tree
from specgen.trees import DirectoryTree


def codes_in(text: str, directory: Path) -> list[str]:
    """The codes in the order of the text; `directory` is made and holds nothing else."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "content.tex").write_text(text, encoding="utf-8")
    linted = lint_tree(DirectoryTree(directory), jobs=1, cache=False)
    return [finding.diagnostic.code for finding in linted.findings]
