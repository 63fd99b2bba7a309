"""VS203."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from specgen.diagnostics import Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

FEATURE = re.compile(r"VIRT(?:IO[A-Z]{0,2}|Q)_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+\Z")


class UndefinedFeature(WholeRule):
    r"""A feature bit that the text uses and nobody defines.

    Either its definition is missing, or its name is misspelled: what depends on it can never be negotiated.

    Bad::

        If VIRTIO_LAMP_F_DIMM is negotiated ...  % the bit is VIRTIO_LAMP_F_DIM

    Good::

        If VIRTIO_LAMP_F_DIM is negotiated ...
    """

    code = "VS203"
    name = "undefined-feature"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Names of features in prose that no list, table or listing has."""
        features = sorted(feature_names(whole))
        if not features:
            return
        known = {*features, *whole.code_words, *(constant for constant in _constants(whole))}
        by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for feature in features:
            by_letter[feature[:6]].append(feature)
        for mention in whole.names():
            if FEATURE.match(mention.name) and mention.name not in known:
                near = get_close_matches(mention.name, by_letter[mention.name[:6]], n=1, cutoff=0.8)
                yield self.finding(
                    mention.span,
                    f"no list of feature bits has {mention.name}",
                    subject=mention.name,
                    help=f"did you mean {near[0]}?" if near else "define it, or name one that is defined",
                )


def feature_names(whole: Whole) -> set[str]:
    """The names of all feature bits of the text."""
    found = {feature.name for feature in whole.specification.common.features}
    return found.union(feature.name for device in whole.specification.device_types for feature in device.features)


def _constants(whole: Whole) -> Iterator[str]:
    for owner in whole.owners:
        for constant in owner.constants:
            yield constant.name
