"""Whose turn it is where few may work at once: first come, first served for one person, and in turn between persons.

Owns the order alone: it starts nothing and knows no process. Usable from any thread.
"""

import threading
from collections import Counter, deque
from dataclasses import dataclass, field


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
