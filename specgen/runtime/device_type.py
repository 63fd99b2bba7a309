"""The facts of a device type, which its generated device and driver share -> feature rules and numbered queues."""

from collections.abc import Mapping
from enum import IntFlag
from typing import ClassVar

from specgen.runtime.features import SUPPORTED, RingFeature
from specgen.runtime.negotiation import FeatureTable, Requires
from specgen.runtime.queues import NumberedQueue, QueueNumbering, QueueSpec, number_queues


class DeviceType:
    """What the text says of a device type, as class variables; `bindings` adds to `default_bindings`."""

    device_id: ClassVar[int]
    """The device ID."""
    features: ClassVar[type[IntFlag] | None] = None
    """The device type's own feature bits."""
    legacy_features: ClassVar[int] = 0
    """Those of them that only legacy devices have."""
    reserved_features: ClassVar[int] = SUPPORTED
    """The reserved feature bits of the specification the package was built from."""
    requires: ClassVar[Requires] = {}
    """What each feature requires."""
    queues: ClassVar[tuple[QueueSpec, ...]] = ()
    """The virtqueues, in the order of the text."""
    default_bindings: ClassVar[Mapping[str, int]] = {}
    """Values of the symbols in queue numbers."""
    queue_size: ClassVar[int] = 256
    """The largest queue size this side wants, in entries."""

    def __init__(
        self,
        bindings: Mapping[str, int] | None = None,
        numbering: QueueNumbering = QueueNumbering.SPECIFIED,
    ) -> None:
        self.table = FeatureTable(self.features, self.requires, self.legacy_features)
        self.supported = int(self.table.own | (self.reserved_features & SUPPORTED) | RingFeature.VERSION_1)
        self.bindings = {**self.default_bindings, **(bindings or {})}
        self.numbering = numbering

    def numbered_queues(self, features: int) -> tuple[NumberedQueue, ...]:
        """The virtqueues that exist once `features` are negotiated, with their numbers.

        A subclass may override it to bind symbols to what configuration space says. Raises `ValueError`.
        """
        return number_queues(self.queues, features, self.bindings, self.numbering)
