"""A specification -> findings: rules are found by scan, each judges a file, the whole text, or a change."""
