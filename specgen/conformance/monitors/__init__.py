"""Requirements -> monitors that judge traces: derived from clauses by patterns, or written by hand and bound by ID."""
