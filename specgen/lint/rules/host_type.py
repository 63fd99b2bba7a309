"""VS305."""

import re
from collections.abc import Iterator

from specgen.lint.fields import members
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Struct

_HOST = re.compile(r"(?:u|s|__u|__s)(?:16|32|64)|u?int(?:8|16|32|64)_t|(?:unsigned )?(?:char|short|int|long)|unsigned")
_BIG = re.compile(r"be(?:16|32|64)")
_WIDE = re.compile(r"[bl]e(?:16|32|64)")


class HostType(WholeRule):
    r"""A member of a structure whose byte order the text leaves to the machine, or turns round.

    Both sides of a device may run on different machines; only the legacy interface leaves the order to the guest.

    Bad::

        struct lamp { u32 brightness; };

    Good::

        struct lamp { le32 brightness; };
    """

    code = "VS305"
    name = "host-type"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Members of host types outside the legacy interface, and big-endian ones beside little-endian ones."""
        for owner in whole.owners:
            for struct in owner.structs:
                if not struct.legacy:
                    yield from self._struct(struct)

    def _struct(self, struct: Struct) -> Iterator[Finding]:
        fields = list(members(struct.fields))
        big = [field for field in fields if _BIG.fullmatch(field.type)]
        wide = [field for field in fields if _WIDE.fullmatch(field.type)]
        odd = big if 0 < len(big) < len(wide) else []
        for field in fields:
            if _HOST.fullmatch(field.type):
                what = f"{field.type!r} is a type of the machine, without a byte order of its own"
            elif field in odd:
                what = f"{field.type!r} is big-endian beside little-endian members"
            else:
                continue
            yield self.finding(
                field.span,
                f"{field.name!r} of {struct.name}: {what}",
                subject=f"{struct.name}.{field.name}",
                help=_right(field.type),
            )


def _right(kind: str) -> str:
    width = re.sub(r"\D", "", kind)
    return "u8?" if width == "8" or "char" in kind else f"le{width or 32}?"
