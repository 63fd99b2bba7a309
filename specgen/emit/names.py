"""Names as the text writes them -> Python identifiers: the only way a name of the text reaches generated code."""

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence

_LONGEST = 100
_LONGEST_MEMBER = 60
_LONGEST_FLAG = 50
_LONGEST_PREFIX = 26
_HASH = 8
_WORD = re.compile(r"[A-Za-z0-9]+")
_CAMEL_STEP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FEATURE_MARK = "_F_"
_QUEUE_EXPLANATION = re.compile(r"\s+(?:-{1,3}|\u2013|\u2014|:)\s.*", re.DOTALL)

# One letter that reads as a digit is no name (E741).
_AMBIGUOUS = frozenset({"l", "O", "I"})


def words(text: str) -> tuple[str, ...]:
    """The runs of ASCII letters and digits in `text`, accents taken off, everything else taken as a gap."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(_WORD.findall(text))


def snake(text: str, *, fallback: str = "unnamed", longest: int = _LONGEST_MEMBER) -> str:
    """`command-specific-data` -> `command_specific_data`; a valid identifier for any text, never private."""
    parts = [step.lower() for word in words(text) for step in _CAMEL_STEP.split(word)]
    return _safe("_".join(parts), fallback, digit_prefix="n_", longest=longest)


def upper(text: str, *, fallback: str = "UNNAMED", longest: int = _LONGEST) -> str:
    """`Stats-vq` -> `STATS_VQ`; a valid identifier for any text."""
    return _safe("_".join(words(text)).upper(), fallback, digit_prefix="N_", longest=longest)


def constant(text: str) -> str:
    """A constant's name as the text writes it, `VIRTIO_NET_OK`; one that begins in lower case becomes snake case."""
    name = "_".join(words(text))
    return snake(text, fallback="UNNAMED") if name[:1].islower() else _safe(name, "UNNAMED", digit_prefix="N_")


def camel(text: str, *, fallback: str = "Unnamed", longest: int = _LONGEST) -> str:
    """`virtio_net_ctrl_mac` -> `VirtioNetCtrlMac`; a valid identifier without underscores for any text."""
    parts = [word.capitalize() if word.isupper() else word[:1].upper() + word[1:] for word in words(text)]
    name = _safe("".join(parts), fallback, digit_prefix="N", longest=longest)
    return name.replace("_", "X")


def package_name(slug: str) -> str:
    """A slug of the text -> the name of a package and of a directory: lower case, one path component."""
    return snake(slug, fallback="device_type", longest=_LONGEST_PREFIX).lower()


def class_prefix(slug: str) -> str:
    """A slug of the text -> what the names of a device type's classes begin with: balloon -> Balloon."""
    return camel(slug, longest=_LONGEST_PREFIX)


def register(name: str) -> str:
    """The name of a register as a member of an enumeration: `QueueDescLow`."""
    return camel(name, longest=_LONGEST_FLAG)


def queue_name(name: str) -> str:
    """The name of a virtqueue less what explains it: `controlq - queue for ...` -> `controlq`."""
    return _QUEUE_EXPLANATION.sub("", " ".join(name.split())).rstrip(".,;:")


def feature_prefix(names: Sequence[str]) -> str:
    """The prefix most of one device type's feature names share, up to and with `_F_`; "" where there is none."""
    prefixes = [name[: name.index(_FEATURE_MARK) + len(_FEATURE_MARK)] for name in names if _FEATURE_MARK in name]
    if not prefixes:
        return ""
    return max(dict.fromkeys(prefixes), key=prefixes.count)


def feature_member(name: str, prefix: str) -> str:
    """A feature's name less the device type's prefix: `VIRTIO_BALLOON_F_STATS_VQ` -> `STATS_VQ`."""
    return upper(name.removeprefix(prefix).removeprefix("VIRTIO_") or name, longest=_LONGEST_FLAG)


class Namespace:
    """Names given out once each; a second claim to a name gets `_2`, `_3`, ... in the order of the claims."""

    def __init__(self, reserved: Iterable[str] = (), *, joint: str = "_") -> None:
        self._taken = set(reserved)
        self._joint = joint

    def claim(self, wanted: str) -> str:
        """`wanted`, or the first free name made from it; `wanted` is an identifier from one of the functions above."""
        name = wanted
        number = 2
        while name in self._taken:
            name = f"{wanted.removesuffix('_')}{self._joint}{number}"
            number += 1
        self._taken.add(name)
        return name

    def claim_all(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """A name for each of `wanted`, in order."""
        return tuple(self.claim(name) for name in wanted)


def _safe(name: str, fallback: str, *, digit_prefix: str, longest: int = _LONGEST) -> str:
    """Make `name`, which holds ASCII letters, digits and underscores only, an identifier that is no keyword."""
    if not name:
        return fallback
    if name[0].isdigit():
        name = digit_prefix + name
    if len(name) > longest:
        kept = name[: longest - _HASH - 1].rstrip("_")
        name = f"{kept}_{hashlib.sha256(name.encode()).hexdigest()[:_HASH]}"
    return f"{name}_" if keyword.iskeyword(name) or name in _AMBIGUOUS else name
