"""The specification before and after a change, as rules about changes see it."""

from dataclasses import dataclass
from functools import cached_property

from specgen.model import Specification


@dataclass
class Change:
    """`before` has its IDs; `after` is as read, for most changes touch no requirement that has one."""

    before: Specification
    after: Specification

    @cached_property
    def identified(self) -> Specification:
        """The specification after the change, with IDs."""
        from specgen.ledger.identify import identify  # noqa: PLC0415 - takes as long as a fifth of a lint

        return identify(self.after)
