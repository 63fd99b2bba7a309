"""Requirement IDs that survive rewording: the ledger, and what it makes of a specification."""

from specgen.ledger.reading import read_identified

__all__ = ["read_identified"]
