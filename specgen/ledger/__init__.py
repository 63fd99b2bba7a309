"""Requirement IDs that survive rewording: the ledger, and what it makes of a specification."""

from specgen.ledger.reading import identified, read_identified

__all__ = ["identified", "read_identified"]
