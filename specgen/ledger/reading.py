"""A tree -> its specification with IDs, from the cache where this text was read before."""

from collections.abc import Callable

from specgen.cache import Cache, key_of, tree_key
from specgen.extract import Reading, read_specification
from specgen.trees import Tree


def read_identified(tree: Tree, *, jobs: int | None = None, cache: bool = True) -> Reading:
    """As `read_specification`, with the bundled ledger's ID, or a provisional one, on every requirement."""
    return _identified(tree, lambda: read_specification(tree, jobs=jobs, cache=cache), cache=cache)


def identified(tree: Tree, reading: Reading, *, cache: bool = True) -> Reading:
    """What `read_identified` gives for a tree that was read already."""
    return _identified(tree, lambda: reading, cache=cache)


def _identified(tree: Tree, read: Callable[[], Reading], *, cache: bool) -> Reading:
    text = tree_key(tree) if cache else None
    store = Cache(enabled=text is not None)
    key = key_of("identified", text or "")
    known = store.load(key)
    if isinstance(known, Reading):
        return known
    from specgen.ledger.identify import identify  # noqa: PLC0415 - a cached reading needs no ledger

    reading = read()
    found = Reading(identify(reading.specification), reading.diagnostics)
    store.store(key, found)
    store.prune()
    return found
