"""A specification and the kernel's headers -> where they agree and where they do not."""
