"""VS311."""

import re
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_SILENT = re.compile(r"(?:reserved|padding|pad|unused|rsvd)\d*|", re.IGNORECASE)


class UndescribedField(WholeRule):
    r"""A field of a structure that no word of the prose describes.

    Its type is known, but what it means, and who writes it, is not.

    Bad::

        struct lamp { le32 brightness; le32 hue; };  \field{brightness} counts in percent.

    Good::

        struct lamp { le32 brightness; le32 hue; };  \field{brightness} and \field{hue} count in percent.
    """

    code = "VS311"
    name = "undescribed-field"
    default = False

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Fields of device types that stand neither in the prose of their files nor behind the macro for fields."""
        marked = {word for _, mention in whole.fields() for word in re.findall(r"\w+", mention.name)}
        for device in whole.specification.device_types:
            for struct in device.structs:
                said = whole.notes[struct.span.file].words if struct.span.file in whole.notes else {}
                for field in struct.fields:
                    if _SILENT.fullmatch(field.name) or field.name in marked or field.name.lower() in said:
                        continue
                    message = f"nothing describes {field.name!r} of {struct.name}"
                    yield self.finding(field.span, message, subject=f"{struct.name}.{field.name}")
