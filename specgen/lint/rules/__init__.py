"""The rules: one module each, named after the rule."""
