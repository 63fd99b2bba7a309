"""VS306."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from specgen.lint.finding import Finding
from specgen.lint.mentions import FEATURE
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_BREAK = re.compile("_")


class UndefinedConstant(WholeRule):
    r"""A constant that the prose uses and no listing, list or table defines.

    Nobody knows its value, or it is a misspelling of one that is defined.

    Bad::

        The device sets the status to VIRTIO_LAMP_S_EROR.  % the listing has VIRTIO_LAMP_S_ERROR

    Good::

        The device sets the status to VIRTIO_LAMP_S_ERROR.
    """

    code = "VS306"
    name = "undefined-constant"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Names in capitals, features aside, that stand in no code of the text."""
        if not whole.constant_names:
            return
        known = whole.constant_names | whole.code_words | whole.feature_names
        choices = sorted(name for name in known if name.startswith("VIRT"))
        starts = {name[: match.start()] for name in choices for match in _BREAK.finditer(name)}
        nearest: dict[str, list[str]] = {}
        for path, mention in whole.names():
            name = mention.name
            if name in known or FEATURE.match(name) or name in starts:
                continue
            if name not in nearest:
                nearest[name] = get_close_matches(name, _like(name, choices), n=1, cutoff=0.85)
            near = nearest[name]
            yield self.finding(
                whole.place(path, mention),
                f"nothing defines {name}",
                subject=name,
                help=f"did you mean {near[0]}?" if near else "define it in a listing, or name one that is defined",
            )


def _like(name: str, choices: list[str]) -> list[str]:
    """Those that begin or end as the name does: all that can be near, and few enough to compare."""
    return [one for one in choices if one[:12] == name[:12] or one[-6:] == name[-6:]]
