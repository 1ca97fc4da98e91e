"""An open database file: its connection, its lock, its version, its copy; shared by all who look into it.

They come and go side by side through its gate, which lets one alone in to open it anew.
"""

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.errors import (
    PublishError,
    StoreBusyError,
    StoreClosedError,
    StorePlaceError,
    TrackerError,
)
from data.store import engine, migrations
from data.store.copies import ReadersCopy, copy_of, is_copy
from data.store.protocol import MEMORY

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.5.0",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "write_buffer_row_group_count": 1,  # a long import holds rows in memory no longer than a row group takes to fill
}
_PATIENCE = 10.0  # seconds for the others to leave a file that has to be opened anew
_READERS_PATIENCE = 1.0  # seconds for readers of an older state to come to their end
_NO_PLACE = re.compile(
    r"IO Error: (?:Cannot open|Could not \w+(?: from| to)?) file \"[^\"]*\": (?P<reason>.+)"
)
_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")

Cursor = duckdb.DuckDBPyConnection
log = logging.getLogger("xushi")


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


class OpenFile:
    """One open file. Where the engine gives it up, or a reader's file is replaced, the next to ask opens it anew."""

    def __init__(self, place: str, *, read_only: bool, schema: Path) -> None:
        """Open the file; it is there, or may be made."""
        self.place, self.read_only = place, read_only
        self.write_lock = threading.RLock()
        writes = place != MEMORY and not read_only
        self.copy = ReadersCopy(Path(place), self.write_lock, self.checkpoint) if writes else None
        self.closed = False
        self._schema, self._gate = schema, Gate()
        self._connect()

    @property
    def version(self) -> int:
        """How many changes the database has seen: of a reader whose file was replaced, the new one's."""
        if self.read_only:
            self._mend()
        return self._version

    @version.setter
    def version(self, version: int) -> None:
        self._version = version

    @contextmanager
    def cursor(self) -> Iterator[Cursor]:
        """A cursor of one's own, on a file that is there; faults of the machine are TrackerErrors."""
        self._mend()
        with engine.translated(self.place), self._gate.inside():
            try:
                with self._connection.cursor() as cursor:
                    yield cursor
            except engine.LOST:
                self._lost = True
                raise

    def holds(self) -> bool:
        """Tell whether this thread has a cursor in use."""
        return self._gate.holds()

    def is_lost(self) -> bool:
        """Tell whether the engine has given the file up, and nobody has asked since."""
        return self._lost

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, so that the file alone is a complete copy.

        StoreBusyError where somebody has been reading an older state all the while: DuckDB would have everybody wait
        for them (`force checkpoint`), which nobody else should.
        """
        until = time.monotonic() + _READERS_PATIENCE
        with self.write_lock, self.cursor() as cursor:
            while not _checkpointed(cursor):
                if time.monotonic() > until:
                    raise StoreBusyError("数据库 {path} 正在被查阅，请稍后再试。", path=self.place)
                time.sleep(0.01)

    def published_version(self) -> int | None:
        """The version of the copy beside the file, None where there is none; TrackerErrors as for any file."""
        copy = copy_of(self.place)
        if self.place == MEMORY or is_copy(self.place) or not copy.exists():
            return None
        with engine.translated(str(copy)), _connected(str(copy), read_only=True) as connection:
            migrations.require(connection, str(copy), self._schema)
            return engine.version(connection)

    def catch_up(self) -> None:
        """Renew a copy for readers that is behind the file; that it cannot be keeps nobody from working."""
        if self.copy is None or self._version == 0:
            return
        try:
            behind = self.published_version() != self._version
        except TrackerError:
            behind = True
        try:
            if behind:
                self.copy.renew()
        except PublishError:
            log.exception("the copy for readers was not renewed")

    def close(self) -> None:
        """Close the file and release its lock; a copy for readers that is due is made first."""
        try:
            if self.copy is not None and not self.closed:
                self.copy.finish()
        finally:
            self.closed = True
            self._connection.close()

    def _mend(self) -> None:
        """Open the file anew where it was lost or, for a reader, replaced; what is in memory cannot be."""
        if self.closed:
            raise StoreClosedError("数据库 {path} 已经关闭，请重新打开。", path=self.place)
        if not self._stale() or self._gate.holds():
            return
        try:
            with self._gate.alone(_PATIENCE):
                if self._stale():
                    self._connection.close()
                    self._connect()
        except TimeoutError as fault:
            raise StoreBusyError("数据库 {path} 正在重新打开，请稍后重试。", path=self.place) from fault

    def _stale(self) -> bool:
        replaced = self.read_only and _identity(self.place) not in {self._identity, None}
        return self.place != MEMORY and (self._lost or replaced)

    def _connect(self) -> None:
        """Open the file, see to its schema and read its version."""
        self._lost, self._identity = True, _identity(self.place)
        self._connection: Cursor = _connected(self.place, read_only=self.read_only)
        see_to = migrations.require if self.read_only else migrations.upgrade
        try:
            with engine.translated(self.place), self._connection.cursor() as cursor:
                see_to(cursor, self.place, self._schema)
                self._version = engine.version(cursor)
        except (TrackerError, duckdb.Error):
            self._connection.close()
            raise
        self._lost = False


def _checkpointed(cursor: Cursor) -> bool:
    try:
        cursor.execute("checkpoint")
    except duckdb.TransactionException:
        return False
    return True


def _connected(place: str, *, read_only: bool) -> Cursor:
    try:
        return duckdb.connect(place, read_only=read_only, config=_SETTINGS)
    except duckdb.IOException as fault:
        holder = _HOLDER.search(str(fault))
        if holder is None and (nowhere := _NO_PLACE.match(str(fault))):
            raise no_place(place, nowhere["reason"]) from fault
        if holder is None:
            raise migrations.damaged(place) from fault
        raise StoreBusyError(
            "数据库文件 {path} 正被另一个程序占用（{program}，进程号 {pid}）。"
            "请等它结束再试；看板在运行时，导入请在“月报导入”中操作。",
            path=place,
            **holder.groupdict(),
        ) from fault
    except duckdb.Error as fault:
        raise migrations.damaged(place) from fault


def no_place(place: str, reason: str | None) -> StorePlaceError:
    """The fault of a place where no file can be opened."""
    return StorePlaceError(
        "数据库文件 {path} 打不开（{reason}）。请检查文件夹是否存在、有没有读写权限、磁盘是否已满，或换一个路径。",
        path=place,
        reason=reason or "",
    )


def _identity(place: str) -> tuple[int, int] | None:
    """Which file stands at a place now; None when there is none."""
    try:
        stands = Path(place).stat()
    except OSError:
        return None
    return stands.st_dev, stands.st_ino
