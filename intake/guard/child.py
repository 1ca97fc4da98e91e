"""Runs a reader of files from outside in a process of its own, so that a hostile file can hurt only that process.

Owns how such a child is started, asked and stopped, and what its end means. Both sides take turns: a question of one
or several messages, one message in answer. At most two children run at once, in turn between persons; usable from any
thread.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from mmap import mmap

from intake.guard.nursery import Born, Nursery
from intake.guard.pipes import Pipes


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A person's wish for a place; `come` is set once the place is theirs."""

    person: str
    come: threading.Event = field(default_factory=threading.Event)


class Turns:
    """A queue before a number of places: while others wait, nobody is given a place more than they have."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._held = Counter[str]()
        self._waiting = dict[str, deque[Turn]]()  # by person, in the order of their turns
        self._lock = threading.Lock()

    def ask(self, person: str) -> Turn:
        """Queue for a place. Whoever asks gives the turn back in the end, whether it came or not."""
        turn = Turn(person)
        with self._lock:
            self._waiting.setdefault(person, deque()).append(turn)
            self._call()
        return turn

    def give_back(self, turn: Turn) -> None:
        """Leave the place, or the queue before it."""
        with self._lock:
            if not turn.come.is_set():
                self._waiting[turn.person].remove(turn)
                self._forget(turn.person)
                return
            self._free += 1
            self._held -= Counter([turn.person])
            self._call()

    def _call(self) -> None:
        """Give free places away: to those who hold fewest, and among them to whose turn was longest ago."""
        while self._free and self._waiting:
            person = min(self._waiting, key=lambda one: self._held[one])
            turn = self._waiting[person].popleft()
            self._waiting[person] = self._waiting.pop(person)
            self._forget(person)
            self._free -= 1
            self._held[person] += 1
            turn.come.set()

    def _forget(self, person: str) -> None:
        if not self._waiting[person]:
            del self._waiting[person]


SECONDS = 90  # that one answer may take
LEAVING = 5  # seconds that a child which has stopped talking may take to end
GLANCE = 0.1  # seconds between two looks at whether the caller is still there
# memory, a Rust reader's abort, a full disk
_AT_A_LIMIT = ("MemoryError", "PanicException", "OSError: [Errno 28]")
_turns = Turns(2)
_nursery = Nursery()


class End(StrEnum):
    """How a question ended: with an answer, at a limit, on a file that made no sense, or because the caller left."""

    ANSWERED = "answered"
    LIMIT = "limit"
    REFUSED = "refused"
    CANCELLED = "cancelled"


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, so that the queue is fair, and whether they have left: then their child is stopped."""

    person: str
    cancelled: Callable[[], bool] = _never


OPERATOR = Caller(person="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a question: how it ended, what was told (if much, as the map of a file), what was complained of."""

    end: End
    content: bytes | mmap = b""
    said: str = ""

    @property
    def last_words(self) -> str:
        """The last line of the complaint: the exception's own."""
        return self.said.rsplit("\n", 1)[-1]


def ask(module: str, *arguments: str, content: bytes, caller: Caller = OPERATOR) -> Answer:
    """Put one question to a child that runs the module's `main(*arguments)` and wait for its answer, at most SECONDS."""
    with conversation(module, *arguments, caller=caller) as talk:
        return talk.ask(content)


class Conversation:
    """Questions to one child and its answers. After the end of one question every later one ends alike."""

    def __init__(self, process: Born | None, caller: Caller) -> None:
        self._process, self._caller = process, caller
        self._pipes = None if process is None else Pipes(process)
        self._last = Answer(end=End.CANCELLED)

    def ask(self, *messages: bytes) -> Answer:
        """Send these messages and wait for the one in return."""
        if self._pipes is not None:
            self._pipes.send(*messages)
            end = self._wait(self._pipes, time.monotonic() + SECONDS)
            if end is End.ANSWERED:
                return Answer(end=end, content=self._pipes.coming.content())
            self.close(end)
        return self._last

    def close(self, end: End = End.CANCELLED) -> None:
        """Stop the child, if there still is one; questions put later end so."""
        if self._process is None or self._pipes is None:
            return
        try:
            code = self._process.wait(LEAVING if end is End.REFUSED else 0)
        except TimeoutError:
            code = self._process.kill()
        self._pipes.close()
        said = self._pipes.said
        limit = end is End.REFUSED and (code < 0 or any(sign in said for sign in _AT_A_LIMIT))
        self._last, self._pipes = Answer(end=End.LIMIT if limit else end, said=said), None

    def _wait(self, pipes: Pipes, until: float) -> End:
        """Tell how the question ended; a child that stopped talking has REFUSED, until its last words are known."""
        while not pipes.coming.complete:
            if pipes.ended:
                return End.REFUSED
            if self._caller.cancelled():
                return End.CANCELLED
            if pipes.coming.too_large or time.monotonic() > until:
                return End.LIMIT
            pipes.step(GLANCE)
        return End.ANSWERED


@contextmanager
def conversation(module: str, *arguments: str, caller: Caller = OPERATOR) -> Iterator[Conversation]:
    """Talk with a child that runs the module's `main(*arguments)` and ends with the block. A caller who has left is given no child."""
    turn = _turns.ask(caller.person)
    try:
        if not _came(turn, caller):
            yield Conversation(None, caller)
            return
        with closing(_nursery.born(module, *arguments)) as process:
            talk = Conversation(process, caller)
            try:
                yield talk
            finally:
                talk.close()
    finally:
        _turns.give_back(turn)


def _came(turn: Turn, caller: Caller) -> bool:
    """Wait for a turn; False when the caller leaves before it comes."""
    while not caller.cancelled():
        if turn.come.wait(GLANCE):
            return True
    return False
