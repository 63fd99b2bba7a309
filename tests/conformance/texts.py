"""The real texts with their IDs and clauses, and what the suite needs of them, each once a session."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from conftest import shared, specification_root

from specgen.conformance.checks import Check, checks_of
from specgen.conformance.monitors.balloon import Balloon
from specgen.conformance.monitors.facts import Facts, facts_of
from specgen.conformance.monitors.state import State
from specgen.conformance.suite import COMMON
from specgen.extract.clauses import Clauses, read_clauses
from specgen.ledger import read_identified
from specgen.model import Specification
from specgen.patches import apply_patches, read_patches
from specgen.trees import Tree, open_tree


@dataclass(frozen=True)
class Text:
    """A specification that was read."""

    specification: Specification
    clauses: Clauses

    def facts(self, slug: str = "balloon") -> Facts:
        return facts_of(self.specification, slug)

    def checks(self, slug: str = "balloon", *, common: bool = True) -> tuple[Check, ...]:
        return checks_of(self.specification, self.clauses, slug, (slug, *(COMMON if common else ())))

    def state(self) -> State:
        return State(self.facts(), extension=Balloon())


@cache
def text_of(version: str) -> Text:
    """One of the published versions, or seed-base; skips where it is absent."""
    path = specification_root() / version
    if not path.is_dir():
        pytest.skip(f"needs the specification's {version}: set VIRTIO_SPEC or put ../shared beside the checkout")
    return _text(open_tree(str(path)))


@cache
def seed_with_patch() -> Text:
    """The text that page reporting was proposed for, with the proposal."""
    path = shared("patches") / "page-reporting-v2.mail.txt"
    base = specification_root() / "seed-base"
    if not base.is_dir():
        pytest.skip("needs the specification's seed-base beside the published versions")
    return _text(apply_patches(open_tree(str(base)), list(read_patches(path.read_bytes(), path.name))))


@cache
def sample() -> Text:
    """The bundled sample."""
    import specgen

    return _text(open_tree(str(Path(specgen.__file__).parent / "sample")))


def read_tree(spec: str) -> Text:
    """A text that a test made."""
    return _text(open_tree(spec))


def _text(tree: Tree) -> Text:
    specification = read_identified(tree).specification
    return Text(specification, read_clauses(specification))
