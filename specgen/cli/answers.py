"""What a command said once -> what it says again while everything it depends on is the same, without working it out.

An answer is what went to standard output and standard error, and the exit code; it is kept under a hash of the texts,
the patches, the options, the terminal's width and colours, and all of this program's code.
"""

import io
import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TextIO

import specgen
from specgen.cache import Cache, key_of, tree_key
from specgen.cli.spec_argument import Opened
from specgen.cli.terminal import Terminal
from specgen.resources import resource_directory

_LARGEST = 4 << 20
"""Bytes: larger answers are not kept."""


class Answer(NamedTuple):
    """What a command printed, as the bytes of both streams, and its exit code."""

    output: bytes
    messages: bytes
    status: int


def answer(work: Callable[[], int], key: str | None, terminal: Terminal) -> int:
    """The exit code of `work`, which is run only where no answer is kept under `key`; what it prints is printed."""
    if key is None:
        return work()
    store = Cache()
    named = key_of("answer", key, _terminal_key(terminal))
    known = store.load(named)
    if isinstance(known, tuple) and len(known) == 3:
        return _repeat(Answer(*known))
    given = _listen(work)
    if len(given.output) + len(given.messages) <= _LARGEST:
        store.store(named, tuple(given))
    return given.status


def answer_key(opened: tuple[Opened, ...], inputs: tuple[bytes, ...], options: dict[str, object]) -> str | None:
    """What an answer depends on: specifications, other inputs, options; `None` where a text cannot be told by a key."""
    texts = [tree_key(one.tree) for one in opened]
    known = [text for text in texts if text is not None]
    if len(known) < len(texts):
        return None
    names = [f"{one.source}\0{one.is_sample}" for one in opened]
    return key_of(
        _program(), *known, *names, *(sha256(data).hexdigest() for data in inputs), repr(sorted(options.items()))
    )


@cache
def _program() -> str:
    """A hash over all of this program's code and data that may shape an answer."""
    digest = sha256(sys.version.encode())
    package = Path(specgen.__file__).parent
    for root in (package, resource_directory("grammars")):
        for directory, folders, files in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in {"__pycache__", "runtime", "sample"})
            for name in sorted(files):
                digest.update(name.encode() + Path(directory, name).read_bytes())
    return digest.hexdigest()


def _terminal_key(terminal: Terminal) -> str:
    width = shutil.get_terminal_size().columns
    streams = [stream.isatty() for stream in (sys.stdout, sys.stderr)]
    return f"{terminal.colorful} {terminal.paint_error('', 'red')!r} {terminal.quiet} {width} {streams}"


def _repeat(known: Answer) -> int:
    for data, stream in ((known.messages, sys.stderr), (known.output, sys.stdout)):
        if data:
            _write(stream, data)
    return known.status


def _write(stream: TextIO, data: bytes) -> None:
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(data.decode("utf-8", "surrogateescape"))
        return
    stream.flush()
    binary.write(data)


def _listen(work: Callable[[], int]) -> Answer:
    """Run `work` and take down what it prints while it prints it."""
    before = sys.stdout, sys.stderr
    output, messages = _Listener(sys.stdout), _Listener(sys.stderr)
    sys.stdout, sys.stderr = output, messages
    try:
        status = work()
    finally:
        sys.stdout, sys.stderr = before
    return Answer(bytes(output.heard), bytes(messages.heard), status)


class _Listener:
    """A text stream that writes to another one and takes down the bytes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.heard = bytearray()
        self.encoding = stream.encoding
        self.errors = stream.errors
        self.buffer = _Bytes(self, stream) if hasattr(stream, "buffer") else None

    def write(self, text: str) -> int:
        """Write text."""
        self.heard += text.encode(self.encoding or "utf-8", self.errors or "strict")
        return self._stream.write(text)

    def flush(self) -> None:
        """Pass on what is waiting."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether the other stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The other stream's."""
        return self._stream.fileno()


class _Bytes(io.RawIOBase):
    """The binary side of a listener."""

    def __init__(self, listener: _Listener, stream: TextIO) -> None:
        self._listener = listener
        self._binary = stream.buffer

    def write(self, data: "bytes") -> int:  # type: ignore[override]  # only bytes are written here
        """Write bytes."""
        self._listener.heard += data
        return self._binary.write(data)
