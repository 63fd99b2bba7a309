"""Descriptors that become ready and times that come -> callbacks, one thread, over epoll."""

import contextlib
import os
import select
import time
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

Callback = Callable[[int], None]
"""Takes the events (`select.EPOLLIN`, ..) of its descriptor."""


class Timer:
    """A call that is to come; `cancel` takes it back."""

    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        """The call will not come."""
        self.callback = None


class Loop:
    """Runs until `stop`. `work` is called before each wait; while it returns true nothing is waited for.

    Callbacks run one at a time, on the thread that runs the loop. What they raise comes out of it.
    """

    def __init__(self, work: Callable[[], bool] = lambda: False) -> None:
        self._work = work
        self._epoll = select.epoll()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._callbacks: dict[int, Callback] = {}
        self.watch(self._wake, lambda _: self._awake())
        self._timers: list[tuple[float, int, Timer]] = []
        self._serial = count()
        self._stopping = False

    def watch(self, descriptor: int, callback: Callback, events: int = select.EPOLLIN) -> None:
        """Call `callback` whenever `descriptor` has one of `events`, instead of what was said of it before.

        Raises `OSError` for what cannot be waited for, like a regular file.
        """
        if descriptor in self._callbacks:
            self._epoll.modify(descriptor, events)
        else:
            self._epoll.register(descriptor, events)
        self._callbacks[descriptor] = callback

    def unwatch(self, descriptor: int) -> None:
        """Wait for a descriptor no more; to be said before it is closed."""
        if self._callbacks.pop(descriptor, None) is not None:
            with contextlib.suppress(OSError):
                self._epoll.unregister(descriptor)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` once, in `seconds`; another thread that says so has to `wake` the loop."""
        timer = Timer(callback)
        heappush(self._timers, (time.monotonic() + seconds, next(self._serial), timer))
        return timer

    def stop(self) -> None:
        """Have `run` return, soon; may be called by a signal handler or another thread."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """End the wait that goes on: what was said on another thread is seen."""
        with contextlib.suppress(BlockingIOError):
            os.eventfd_write(self._wake, 1)

    def run(self) -> None:
        """Turn until `stop`."""
        while not self._stopping:
            self.turn()

    def turn(self, timeout: float | None = None) -> None:
        """Do what is to be done now; wait at most `timeout` seconds (`None`: as long as it takes) for more."""
        if self._work():
            timeout = 0
        elif (due := self._next_time()) is not None:
            left = max(0.0, due - time.monotonic())
            timeout = left if timeout is None else min(timeout, left)
        ready = [(fd, events, self._callbacks.get(fd)) for fd, events in self._epoll.poll(timeout)]
        for descriptor, events, callback in ready:
            # A callback may have closed another's descriptor, and its number may be in use again.
            if callback is not None and self._callbacks.get(descriptor) is callback:
                callback(events)
        now = time.monotonic()
        while (due := self._next_time()) is not None and due <= now:
            timer = heappop(self._timers)[2]
            if timer.callback is not None:
                timer.callback()

    def close(self) -> None:
        """Close the loop's own descriptors; what was watched stays open."""
        self._epoll.close()
        os.close(self._wake)

    def _awake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)

    def _next_time(self) -> float | None:
        while self._timers and self._timers[0][2].callback is None:
            heappop(self._timers)
        return self._timers[0][0] if self._timers else None
