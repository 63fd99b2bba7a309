"""Sentences with BCP 14 keywords -> clauses, and clauses -> plain sentences of our own."""
