"""Text of a specification or a trace -> text that any reader takes: control characters and the like as escapes."""

import re

# What XML 1.0 has no way to write, and what steers a terminal.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def plain(text: str) -> str:
    r"""`text` with line ends and tabs as they are, and what is unsafe as `\x1b`, `\u202e`."""
    return _UNSAFE.sub(lambda found: ascii(found[0])[1:-1], text)
