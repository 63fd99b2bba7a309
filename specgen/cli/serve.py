"""`specgen serve balloon`: the generated balloon as a vhost-user back end, to watch and to command."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.conformance.balloon.host import Host, State

DESCRIPTION = """\
A guest kernel that
connects to the socket finds a virtio balloon there, and the host gets back the memory that the guest gives up. On a
terminal a live view shows how it goes; in a pipe there is a line of JSON for each change. Commands come on standard
input or the control socket, a line each: target SIZE, statistics, hint start|stop|done, state, quit."""
EXAMPLES = """\
  specgen serve balloon --socket /tmp/balloon
  specgen serve balloon --socket /tmp/balloon --target 256M --without PAGE_POISON
  # a guest for it: linux.uml mem=512M ... virtio_uml.device=/tmp/balloon:5
"""
_MOST_SECONDS = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The device type, where to serve it, and how."""
    parser.add_argument("device", metavar="DEVICE", help="the device type; balloon is the one that has behaviour")
    parser.add_argument("--socket", metavar="PATH", help="the Unix socket to serve at")
    parser.add_argument("--control", metavar="PATH", help="a Unix socket to take commands at, a line each")
    parser.add_argument("--target", metavar="SIZE", default="0", help="how large the balloon should be (default: 0)")
    parser.add_argument(
        "--numbering", choices=("compact", "specified"), default="compact",
        help="number the virtqueues that exist, as Linux and QEMU do, or as the text does (default: compact)",
    )  # fmt: skip
    parser.add_argument(
        "--stats-interval", metavar="SECONDS", type=_seconds, default=1.0,
        help="ask for statistics so often, 0 for never (default: 1)",
    )  # fmt: skip
    parser.add_argument(
        "--without", metavar="FEATURE", action="append", default=[],
        help="do not offer a feature, like PAGE_POISON or RING_PACKED; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--reclaim", choices=("punch", "count"), default="punch",
        help="punch holes into the guest's memory file, or only count (default: punch)",
    )  # fmt: skip


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Serve until SIGINT, SIGTERM or `quit`."""
    if arguments.device != "balloon":
        raise SpecgenError(
            f"{arguments.device[:40]!r} has no behaviour to serve", hint="specgen serve balloon --socket PATH"
        )
    if arguments.socket is None:
        raise SpecgenError("serve needs --socket PATH", hint="specgen serve balloon --socket /tmp/balloon")
    from specgen.conformance.balloon.commands import ControlSocket, Lines, obey, parse_size
    from specgen.conformance.balloon.host import Host
    from specgen.runtime.queues import QueueNumbering
    from specgen.runtime.reclaim import Count, PunchHoles

    watcher = _Watcher(arguments.socket, terminal)
    host = Host(
        Path(arguments.socket),
        offer=_offer(arguments.without),
        numbering=QueueNumbering(arguments.numbering),
        reclaimer=Count() if arguments.reclaim == "count" else PunchHoles(),
        stats_interval=arguments.stats_interval or None,
        ended=watcher.ended,
    )
    with ExitStack() as stack:
        stack.callback(host.server.close)
        try:
            host.set_target(parse_size(arguments.target))
        except ValueError as error:
            raise SpecgenError(f"--target: {error}") from error
        for number in (signal.SIGINT, signal.SIGTERM):
            before = signal.signal(number, lambda *_: host.server.stop())
            stack.callback(signal.signal, number, before)
        if arguments.control is not None:
            try:
                control = ControlSocket(host, Path(arguments.control), json.dumps)
            except OSError as error:
                reason = error.strerror or error
                raise SpecgenError(f"there can be no control socket at {arguments.control}: {reason}") from error
            stack.callback(control.close)
        watcher.start(host, stack)
        if sys.stdin is not None:
            lines = Lines(host.server.loop, sys.stdin.fileno(), lambda line: watcher.answer(obey(host, line)), _nothing)
            stack.callback(lines.close)
        host.run()
        watcher.look()
    return 0


class _Watcher:
    """Shows a host: a live view on a terminal, lines of JSON elsewhere."""

    def __init__(self, path: str, terminal: Terminal) -> None:
        self._path = path
        self._terminal = terminal
        self._live = sys.stdout.isatty() and not terminal.quiet
        self._show: Callable[[State], None] = self._write
        self._host: Host | None = None
        self._last: State | None = None

    def start(self, host: "Host", stack: ExitStack) -> None:
        """Look at it from now on, until `stack` ends."""
        self._host = host
        if self._live:
            from specgen.cli.render import live_page
            from specgen.cli.views.serving import History, serving_page

            history = History()
            update = stack.enter_context(live_page(colorful=self._terminal.colorful))

            def show(state: "State") -> None:
                history.add(time.monotonic(), state)
                update(serving_page(state, history, self._path))

            self._show = show
        else:
            self._say({"event": "listening", "socket": self._path})
        self.look()
        host.every(0.5, self.look)

    def look(self) -> None:
        """Show how it is, in a pipe only what changed."""
        assert self._host is not None
        state = self._host.state()
        if self._live or state != self._last:
            self._show(state)
        self._last = state

    def ended(self, reason: str | None) -> None:
        """A front end went."""
        if not self._live:
            self._say({"event": "disconnected", "reason": reason})
        elif reason is not None:
            self._terminal.note(f"the front end was cut off: {reason}")

    def answer(self, answer: dict[str, object]) -> None:
        """Say what became of a command."""
        if not self._live:
            self._say({"event": "answer", **answer})
        elif "error" in answer:
            self._terminal.note(str(answer["error"]))

    def _write(self, state: "State") -> None:
        self._say({"event": "state", "time": round(time.time(), 3), **asdict(state)})

    def _say(self, event: dict[str, object]) -> None:
        print(json.dumps(event), flush=True)


def _offer(without: list[str]) -> int | None:
    """What to offer; `None` for everything."""
    if not without:
        return None
    from specgen.runtime.features import SUPPORTED, RingFeature
    from virtio.balloon import BalloonFeature

    offer = int(SUPPORTED)
    names = {
        **BalloonFeature.__members__,
        **{name: bit for name, bit in RingFeature.__members__.items() if bit & SUPPORTED},
    }
    for bit in BalloonFeature:
        offer |= int(bit)
    for name in without:
        if name.upper() not in names or name.upper() == RingFeature.VERSION_1.name:
            raise SpecgenError(
                f"--without: {name[:40]!r} is no feature to leave out", hint=f"there are {', '.join(names)}"
            )
        offer &= ~int(names[name.upper()])
    return offer


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= _MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds up to {_MOST_SECONDS:.0f}")
    return value


def _nothing() -> None:
    """The end of standard input ends nothing."""
