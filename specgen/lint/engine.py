"""A tree -> all findings of all rules in it; what is shown of them is chosen later."""

from dataclasses import dataclass

from specgen.cache import Cache, key_of, tree_key
from specgen.extract import Reading
from specgen.lint.file import FileNotes
from specgen.lint.finding import Finding
from specgen.lint.registry import rules_version
from specgen.trees import Sources, Tree

TYPE_CHECKING = False
if TYPE_CHECKING:  # what is cached needs none of these
    from collections.abc import Sequence

    from specgen.extract.view import FileView
    from specgen.patches import Patch


@dataclass(frozen=True, slots=True)
class Linted:
    """A tree with every finding of every rule, in the order of the text, and the notes taken of its files."""

    reading: Reading
    findings: tuple[Finding, ...]
    notes: dict[str, FileNotes]


def lint_tree(tree: Tree, *, jobs: int | None = None, cache: bool = True, keep: bool = True) -> Linted:
    """Read and judge a whole tree; SpecgenError only where its entry cannot be read at all.

    Without `keep` only what was read of each file stays in the cache: nobody asks for a patched tree again.
    """
    text = tree_key(tree) if cache and keep else None
    store = Cache(enabled=text is not None)
    key = key_of("linted", rules_version(), text or "")
    known = store.load(key)
    if isinstance(known, Linted):
        return known
    linted = _lint(tree, jobs, cache=cache)
    store.store(key, linted)
    return linted


def _lint(tree: Tree, jobs: int | None, *, cache: bool) -> Linted:
    from specgen.extract import inspect_specification  # noqa: PLC0415 - a cached result needs no parser
    from specgen.extract.view import Inspection  # noqa: PLC0415
    from specgen.lint.registry import all_rules  # noqa: PLC0415
    from specgen.lint.rule import WholeRule  # noqa: PLC0415
    from specgen.lint.whole import Whole  # noqa: PLC0415

    inspected = inspect_specification(tree, Inspection(rules_version(), look, prepare), jobs=jobs, cache=cache)
    specification = inspected.reading.specification
    notes = {path: seen[0] for path, seen in inspected.files.items()}
    findings = [Finding(diagnostic, diagnostic.message) for diagnostic in inspected.reading.diagnostics]
    findings += [finding for seen in inspected.files.values() for finding in seen[1]]
    whole = Whole(specification, Sources(tree), notes)
    for rule in all_rules():
        if isinstance(rule, WholeRule):
            findings += rule.check(whole)
    order = {path: number for number, path in enumerate(specification.files)}
    findings.sort(key=lambda one: (order.get(one.diagnostic.span.file, len(order)), one.diagnostic.span))
    return Linted(inspected.reading, tuple(findings), notes)


def lint_patches(patches: "Sequence[Patch]") -> list[Finding]:
    """The findings about patches as such: what their messages say."""
    from specgen.lint.registry import all_rules  # noqa: PLC0415 - only where there are patches
    from specgen.lint.rule import PatchRule  # noqa: PLC0415

    rules = [rule for rule in all_rules() if isinstance(rule, PatchRule)]
    return [finding for patch in patches for rule in rules for finding in rule.check(patch)]


def lint_change(before: Tree, old: Linted, new: Linted, *, cache: bool = True) -> list[Finding]:
    """The findings about a change as such, in the order of the text after it; `before` is what `old` was read from."""
    from specgen.ledger import identified  # noqa: PLC0415 - only where there is a change
    from specgen.lint.change import Change  # noqa: PLC0415
    from specgen.lint.registry import all_rules  # noqa: PLC0415
    from specgen.lint.rule import ChangeRule  # noqa: PLC0415

    change = Change(identified(before, old.reading, cache=cache).specification, new.reading.specification)
    rules = [rule for rule in all_rules() if isinstance(rule, ChangeRule)]
    return sorted((finding for rule in rules for finding in rule.check(change)), key=lambda one: one.diagnostic.span)


def prepare() -> None:
    """Load the rules and the lists of words."""
    from specgen.lint.registry import all_rules  # noqa: PLC0415 - a cached result needs no rule
    from specgen.lint.spelling import load_lists  # noqa: PLC0415

    all_rules()
    load_lists()


def look(view: "FileView") -> tuple[FileNotes, list[Finding]]:
    """The notes and the findings of one file."""
    from specgen.lint.file import LintFile  # noqa: PLC0415 - a cached result needs no parser
    from specgen.lint.registry import all_rules  # noqa: PLC0415
    from specgen.lint.rule import FileRule  # noqa: PLC0415

    file = LintFile(view)
    return file.notes, [finding for rule in all_rules() if isinstance(rule, FileRule) for finding in rule.check(file)]
