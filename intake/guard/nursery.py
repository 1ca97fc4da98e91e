"""Children that are born ready: one clean process imports what a reader needs and forks itself for every file.

An interpreter that imports a workbook library takes longer to start than most files take to read. Owns the nursery's
life and the birth, the end and the last words' status of a child; what is said to a child is for intake/guard/child.py.
The nursery never sees a byte from outside: a child's pipes are handed through to it unread.

A request is a line of JSON (["born", module, arguments] with three descriptors, or ["ended", process]); its answer is
a line with a number: the child's process, or how it ended as `os.waitstatus_to_exitcode` tells it.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, NoReturn

ROOT = Path(__file__).parents[2]
LINE = 64 * 1024  # bytes of a request or an answer
DYING = 30  # seconds that a killed process may take to go
LOST = -signal.SIGKILL  # how a child ended whose nursery went with it
READERS = (  # what children import and what takes long
    "openpyxl", "xlrd", "python_calamine", "defusedxml.ElementTree", "intake.inspection",
)  # fmt: skip


@dataclass(slots=True)
class Born:
    """A child with its pipes, as the server holds it."""

    process: int
    stdin: IO[bytes]
    stdout: IO[bytes]
    stderr: IO[bytes]
    nursery: "Nursery"
    _life: int = field(init=False)
    _code: int | None = None

    def __post_init__(self) -> None:
        self._life = os.pidfd_open(self.process)

    def wait(self, seconds: float) -> int:
        """Return how it ended, negative for a signal; TimeoutError when it has not by then."""
        if self._code is None:
            if not _ends(self._life, seconds):
                raise TimeoutError
            self._code = self.nursery.ended(self.process)
        return self._code

    def kill(self) -> int:
        """Stop it, whatever it does, and return how it ended."""
        if self._code is None:
            signal.pidfd_send_signal(self._life, signal.SIGKILL)
        return self.wait(DYING)

    def close(self) -> None:
        """Stop it where it still runs, and let go of its pipes."""
        self.kill()
        os.close(self._life)
        for pipe in (self.stdin, self.stdout, self.stderr):
            pipe.close()


class Nursery:
    """The process that bears children; started when it is first needed, and anew where it has gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._house: subprocess.Popen[bytes] | None = None
        self._talk: socket.socket | None = None

    def born(self, module: str, *arguments: str) -> Born:
        """Return a new child that runs `main(*arguments)` of the module, its three pipes in hand."""
        (inner_in, stdin), (stdout, inner_out), (stderr, inner_err) = os.pipe(), os.pipe(), os.pipe()
        inner = [inner_in, inner_out, inner_err]
        try:
            process = self._ask(json.dumps(["born", module, arguments]), inner)
        finally:
            for descriptor in inner:
                os.close(descriptor)
        pipes = (os.fdopen(stdin, "wb", 0), os.fdopen(stdout, "rb", 0), os.fdopen(stderr, "rb", 0))
        return Born(process, *pipes, self)

    def ended(self, process: int) -> int:
        """Return how a child that has ended did so."""
        return self._ask(json.dumps(["ended", process]))

    def _ask(self, request: str, descriptors: Sequence[int] = ()) -> int:
        """Put a request; where the nursery has gone, to a new one."""
        with self._lock:
            try:
                return self._answer(request, descriptors)
            except ConnectionError:
                self._close()
                return self._answer(request, descriptors)

    def _answer(self, request: str, descriptors: Sequence[int]) -> int:
        talk = self._open()
        socket.send_fds(talk, [request.encode()], descriptors)
        if not (answer := talk.recv(LINE)):
            raise ConnectionResetError
        return int(answer)

    def _open(self) -> socket.socket:
        if self._talk is None:
            self._talk, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with there:
                self._house = subprocess.Popen(
                    [sys.executable, "-s", "-m", "intake.guard.nursery", str(there.fileno())],
                    stdin=subprocess.DEVNULL,
                    cwd=ROOT,
                    env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
                    pass_fds=[there.fileno()],
                    start_new_session=True,  # an interrupt typed at the server's terminal is not for it
                )
        return self._talk

    def _close(self) -> None:
        if self._talk is not None and self._house is not None:
            self._talk.close()
            self._house.kill()
            self._house.wait()
        self._talk = None


def _ends(life: int, seconds: float) -> bool:
    """Tell whether a process ends within so many seconds."""
    watch = select.poll()
    watch.register(life, select.POLLIN)
    return bool(watch.poll(seconds * 1000))


def main(descriptor: str) -> None:
    """The nursery itself: bear children until the server has gone."""
    for name in READERS:
        _imported(name)
    gc.freeze()  # what is imported lives for ever: no child's collection touches it, and its memory stays shared
    with socket.socket(fileno=int(descriptor)) as talk:
        while True:
            request, descriptors, _, _ = socket.recv_fds(talk, LINE, 3)
            if not request:
                return
            what, *told = json.loads(request)
            answer = _bear(talk, descriptors, *told) if what == "born" else _bury(*told)
            try:
                talk.send(str(answer).encode())
            except BrokenPipeError:  # the server went while it waited
                return


def _imported(name: str) -> ModuleType | None:
    """Import a module beforehand; openpyxl without numpy, for which it only looks, and which takes as long again."""
    hidden = "numpy" not in sys.modules
    if hidden:
        sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        return import_module(name)
    except ImportError:
        return None  # the child will say so
    finally:
        if hidden:
            del sys.modules["numpy"]


def _bear(talk: socket.socket, descriptors: Sequence[int], module: str, arguments: Sequence[str]) -> int:
    process = os.fork()
    if process == 0:
        talk.close()
        _live(descriptors, module, arguments)
    for descriptor in descriptors:
        os.close(descriptor)
    return process


def _live(descriptors: Sequence[int], module: str, arguments: Sequence[str]) -> NoReturn:
    """The child's life: its pipes in place of the nursery's, then the module's main, whatever comes of it."""
    code = 1
    try:
        for standard, descriptor in enumerate(descriptors):
            os.dup2(descriptor, standard)
            os.close(descriptor)
        import_module(module).main(*arguments)
        code = 0
    except BaseException:  # noqa: BLE001 a process of its own ends here, and says why
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _bury(process: int) -> int:
    try:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    except ChildProcessError:
        return LOST


if __name__ == "__main__":
    main(sys.argv[1])
