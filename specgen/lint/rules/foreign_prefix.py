"""VS207."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class ForeignPrefix(WholeRule):
    r"""A feature bit whose name begins like those of another device type.

    It was copied with its item, and code that is written after it clashes with the other device's.

    Bad::

        \section{Lamp Device} ... \item[VIRTIO_FAN_F_DIM (0)]

    Good::

        \section{Lamp Device} ... \item[VIRTIO_LAMP_F_DIM (0)]
    """

    code = "VS207"
    name = "foreign-prefix"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Names whose prefix most features of another device type have, and most of their own have not."""
        prefixes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for device in whole.specification.device_types:
            prefixes[device.slug].update(feature.name.partition("_F_")[0] for feature in device.features)
        for device in whole.specification.device_types:
            own = prefixes[device.slug]
            for feature in device.features:
                prefix = feature.name.partition("_F_")[0]
                others = [
                    slug for slug, found in prefixes.items() if slug != device.slug and found[prefix] > own[prefix]
                ]
                if others and own.most_common(1)[0][0] != prefix:
                    yield self.finding(
                        feature.span,
                        f"{feature.name} is a name of {others[0]}, but a feature of {device.name}",
                        subject=feature.name,
                    )
