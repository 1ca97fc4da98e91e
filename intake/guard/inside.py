"""The inside of a process that reads files from outside: its limits, what it hears and what it tells.

Owns the shape of a message: eight bytes of length, most significant first, then the content (intake/guard/pipes.py is the
other side). A child limits itself before it looks at a file; standard output is for messages alone.
"""

import os
import resource
import sys

HEAD = 8  # bytes that say how long a message is
MESSAGE_LIMIT = 256 * 1024 * 1024  # bytes
MEMORY_LIMIT = 1536 * 1024 * 1024  # bytes of address space
FILE_LIMIT = 256 * 1024 * 1024  # bytes of a file that a library may need on the way
CPU_LIMIT = 60  # seconds of processor time, at most


def limit(seconds: float = CPU_LIMIT) -> None:
    """Bound this process: memory, processor time (as asked, at most CPU_LIMIT), the files it writes, no core left."""
    granted = min(max(int(seconds), 1), CPU_LIMIT)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (granted, CPU_LIMIT + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT, FILE_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout = sys.stderr  # what a library prints is no message


def hear() -> bytes:
    """Return the next message; EOFError where the other side has gone."""
    return _exactly(int.from_bytes(_exactly(HEAD)))


def _exactly(size: int) -> bytes:
    content = sys.stdin.buffer.read(size)
    if len(content) < size:
        raise EOFError
    return content


def tell(*parts: bytes) -> None:
    """Send one message; MemoryError where it is larger than one may be."""
    size = sum(map(len, parts))
    if size > MESSAGE_LIMIT:
        raise MemoryError
    with os.fdopen(1, "wb", closefd=False) as out:
        for part in (size.to_bytes(HEAD), *parts):
            out.write(part)
