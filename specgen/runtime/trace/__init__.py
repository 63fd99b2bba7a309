"""What happens between a driver and its device, recorded as events on either side of any transport."""

from specgen.runtime.trace.event import Event, Kind, Side
from specgen.runtime.trace.log import Trace, read_trace, write_trace
from specgen.runtime.trace.recorder import Cover, Recorder, Watcher

__all__ = ["Cover", "Event", "Kind", "Recorder", "Side", "Trace", "Watcher", "read_trace", "write_trace"]
