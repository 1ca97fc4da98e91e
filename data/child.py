"""Runs a reader of files from outside in a process of its own, so that a hostile file can hurt only that process.

Owns how the child is started and what its end means. At most two children run at once; usable from any thread.
"""

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 90
# memory, a Rust reader's abort, an answer too large, a full disk
_AT_A_LIMIT = ("MemoryError", "PanicException", "OSError: [Errno 27]", "OSError: [Errno 28]")
_slots = threading.BoundedSemaphore(2)


class End(StrEnum):
    """How a child ended: with an answer, at a limit, or on a file that it could not make sense of."""

    ANSWERED = "answered"
    LIMIT = "limit"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a child left: how it ended, what it wrote, and what it complained of."""

    end: End
    content: bytes = b""
    said: str = ""

    @property
    def last_words(self) -> str:
        """The last line of its complaint: the exception's own."""
        return self.said.rsplit("\n", 1)[-1]


def ask(module: str, *arguments: str, content: bytes) -> Answer:
    """Hand the bytes to `python -m module arguments` and wait for its answer, at most SECONDS."""
    with tempfile.TemporaryFile() as answer, _slots:
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-m", module, *arguments],
                input=content,
                stdout=answer,
                stderr=subprocess.PIPE,
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Answer(end=End.LIMIT)
        said = done.stderr.decode("utf-8", "replace").strip()
        if done.returncode:
            limit = done.returncode < 0 or any(sign in said for sign in _AT_A_LIMIT)
            return Answer(end=End.LIMIT if limit else End.REFUSED, said=said)
        answer.seek(0)
        return Answer(end=End.ANSWERED, content=answer.read())
