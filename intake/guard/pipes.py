"""Messages through a child's pipes, a step at a time: nobody waits for the other to read or to write.

Owns the server's side of a message (intake/guard/inside.py has its shape and the child's side): a large one lies in a file,
and never more is taken in than a message may hold.
"""

import os
import selectors
from collections import deque
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import IO

from intake.guard.inside import HEAD, MESSAGE_LIMIT
from intake.guard.nursery import Born

KEPT = 1024 * 1024  # bytes of a message that are kept in memory; a larger one lies in a file
CHUNK = 256 * 1024
COMPLAINT = 64 * 1024  # bytes of what a child complains of that are kept: the last ones


class Incoming:
    """A message on its way in."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._inside = bytearray()
        self._file: IO[bytes] | None = None
        self._left = HEAD

    @property
    def complete(self) -> bool:
        """Whether all of it is here."""
        return self._left == 0

    @property
    def too_large(self) -> bool:
        """Whether it says of itself that it is larger than a message may be."""
        return self._left > MESSAGE_LIMIT

    def take(self, stream: IO[bytes]) -> bool:
        """Take what the stream has, at most what is missing; False at its end."""
        chunk = os.read(stream.fileno(), min(self._left, CHUNK))
        self._left -= len(chunk)
        if len(self._head) < HEAD:
            self._head += chunk
            if self._left == 0:
                self._begin(int.from_bytes(self._head))
        elif self._file is not None:
            self._file.write(chunk)
        else:
            self._inside += chunk
        return bool(chunk)

    def _begin(self, size: int) -> None:
        self._left = size
        if KEPT < size <= MESSAGE_LIMIT:
            self._file = TemporaryFile()  # noqa: SIM115  # closed by content() or drop()

    def content(self) -> bytes | mmap:
        """Return the message: bytes, or a map of the file it lies in, which goes with the map."""
        if self._file is None:
            return bytes(self._inside)
        with self._file as file:
            file.flush()
            return mmap(file.fileno(), 0, access=ACCESS_READ)

    def drop(self) -> None:
        """Let go of the file of a message that nobody will read."""
        if self._file is not None:
            self._file.close()


class Pipes:
    """The pipes of one child: what goes in, what comes out, what it complains of."""

    def __init__(self, process: Born) -> None:
        self._into, self._out, self._complaints = process.stdin, process.stdout, process.stderr
        self._going = deque[memoryview]()
        self._said = bytearray()
        self._ready = selectors.DefaultSelector()
        self.coming = Incoming()
        self.ended = False  # whether the child has stopped talking
        for pipe in (self._into, self._out, self._complaints):
            os.set_blocking(pipe.fileno(), False)
        self._ready.register(self._out, selectors.EVENT_READ, self._receive)
        self._ready.register(self._complaints, selectors.EVENT_READ, self._listen)

    @property
    def said(self) -> str:
        """What the child complained of."""
        return self._said.decode("utf-8", "replace").strip()

    def send(self, *messages: bytes) -> None:
        """Put messages on their way, and expect one in return."""
        parts = [part for message in messages for part in (len(message).to_bytes(HEAD), message) if part]
        self._going.extend(map(memoryview, parts))
        if self._going and self._into not in self._ready.get_map():
            self._ready.register(self._into, selectors.EVENT_WRITE, self._give)
        self.coming = Incoming()

    def step(self, seconds: float) -> None:
        """Move what can be moved now; wait at most so long until something can."""
        for key, _ in self._ready.select(seconds):
            key.data()

    def close(self) -> None:
        """Take in the last complaints of a child that has ended, and let go."""
        while self._listen():
            pass
        self._ready.close()
        self.coming.drop()

    def _receive(self) -> None:
        if not self.coming.take(self._out):
            self.ended = True
            self._ready.unregister(self._out)

    def _give(self) -> None:
        try:
            given = os.write(self._into.fileno(), self._going[0][:CHUNK])
        except BrokenPipeError:  # the child has ended, as its other pipes will tell
            self._going.clear()
        else:
            rest = self._going.popleft()[given:]
            self._going.extendleft([rest] if rest else [])
        if not self._going:
            self._ready.unregister(self._into)

    def _listen(self) -> bool:
        chunk = os.read(self._complaints.fileno(), CHUNK)
        self._said += chunk
        del self._said[:-COMPLAINT]
        if not chunk and self._complaints in self._ready.get_map():
            self._ready.unregister(self._complaints)
        return bool(chunk)
