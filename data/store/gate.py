"""A gate: many threads at once use what is shared, and one alone replaces it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Lets threads in side by side, and one by itself when all have left."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._threads: dict[int, int] = {}  # who is inside, how many times over
        self._taken = False

    def holds(self) -> bool:
        """Tell whether this thread is inside."""
        return threading.get_ident() in self._threads

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be inside; a thread that is goes in again at once, any other waits for the one that is alone."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: me in self._threads or not self._taken)
            self._threads[me] = self._threads.get(me, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._threads[me] -= 1
                if not self._threads[me]:
                    del self._threads[me]
                self._changed.notify_all()

    @contextmanager
    def alone(self, patience: float) -> Iterator[None]:
        """Be the only one inside; TimeoutError when the others have not left after so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._taken, patience):
                raise TimeoutError
            self._taken = True
        try:
            with self._changed:
                if not self._changed.wait_for(lambda: not self._threads, patience):
                    raise TimeoutError
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
