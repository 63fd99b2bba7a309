"""VS203."""

from collections.abc import Iterator
from difflib import get_close_matches

from specgen.diagnostics import Severity
from specgen.lint.finding import Finding
from specgen.lint.mentions import FEATURE
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


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
        features = sorted(whole.feature_names)
        if not features:
            return
        known = whole.feature_names | whole.constant_names | whole.code_words
        for path, mention in whole.names():
            if FEATURE.match(mention.name) and mention.name not in known:
                near = get_close_matches(mention.name, features, n=1, cutoff=0.8)
                yield self.finding(
                    whole.place(path, mention),
                    f"no list of feature bits has {mention.name}",
                    subject=mention.name,
                    help=f"did you mean {near[0]}?" if near else "define it, or name one that is defined",
                )
