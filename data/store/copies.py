"""Copies of a database file: the one readers look into, renewed in one step, and how a file is copied at all.

A copy is made by another process: opening the live file in this one would drop its lock.
"""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from data.errors import PublishError, StoreBusyError, StoreReadOnlyError, TrackerError

FOLDER = "published"
BIG = 10**9  # bytes; a file of that size takes seconds to copy
SELDOM = 60.0  # seconds between two copies of a big file
RETRY = 2.0  # seconds until the next try after readers were in the way

log = logging.getLogger("xushi")


def copy_of(place: str | Path) -> Path:
    """Where the readers' copy of a database file stands."""
    return Path(place).parent / FOLDER / Path(place).name


def is_copy(place: str | Path) -> bool:
    """Tell whether a file is a readers' copy, by where it lies."""
    return Path(place).parent.name == FOLDER


def only_for_readers(place: str | Path) -> StoreReadOnlyError:
    """The fault of writing to a readers' copy, or to what was opened to be read."""
    return StoreReadOnlyError(
        "{path} 只供查阅，没有写入。要写入，请打开原数据库（不在 published 文件夹里的那一个）。", path=place
    )


def moment(place: str | Path) -> datetime:
    """When a file was last written, so a copy when it was made, on the machine's own clock."""
    return datetime.fromtimestamp(Path(place).stat().st_mtime, UTC).astimezone().replace(tzinfo=None)


def copy_file(place: Path, copy: Path) -> None:
    """Put a whole copy of a file in its place in one step; OSError, with nothing half made left behind.

    What a process killed on the way left is removed: a file has one process that copies it.
    """
    for left in copy.parent.glob(f"{copy.name}.*.fresh"):
        left.unlink()
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}.fresh")
    try:
        _copied(place, fresh)
        fresh.replace(copy)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _copied(place: Path, fresh: Path) -> None:
    done = subprocess.run(["cp", "--", str(place), str(fresh)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip())
    with fresh.open("rb") as written:
        os.fsync(written.fileno())


class ReadersCopy:
    """The copy for readers of one database file, renewed by the process that writes the file."""

    def __init__(self, place: Path, lock: threading.RLock, complete: Callable[[], None]) -> None:
        """Copy the file at the place, under the lock of its writers, once `complete` has completed the file."""
        self.big, self.seldom = BIG, SELDOM
        self._place, self._lock, self._complete = place, lock, complete
        self._renewed_at = float("-inf")
        self._due, self._timer = False, threading.Timer(0, self._late)

    def renew(self) -> Path:
        """Renew it now; PublishError when it cannot be."""
        copy = copy_of(self._place)
        with self._lock:  # until it is replaced: a second one would write into the same fresh file
            self._due = True
            try:
                copy.parent.mkdir(exist_ok=True)
                self._complete()
                copy_file(self._place, copy)
            except (OSError, TrackerError) as fault:
                reason = fault.fields.get("reason", fault) if isinstance(fault, TrackerError) else fault
                raise PublishError("数据已经入库，但供查阅的副本没有更新：{reason}", reason=reason) from fault
            self._due, self._renewed_at = False, time.monotonic()
        return copy

    def changed(self) -> None:
        """Renew it after a change: at once, but later where that is too often for a big file, or readers are in the way."""
        with self._lock:
            wait = self._renewed_at + self.seldom - time.monotonic()
            if wait <= 0 or self._place.stat().st_size < self.big:
                self._renew_or_retry()
            else:
                self._put_off(wait)

    def finish(self) -> None:
        """Renew it where that was put off, and put nothing off any more."""
        with self._lock:
            self._timer.cancel()
            if self._due:
                self.renew()

    def _renew_or_retry(self) -> None:
        try:
            self.renew()
        except PublishError as fault:
            if not isinstance(fault.__cause__, StoreBusyError):
                raise
            self._put_off(RETRY)

    def _put_off(self, wait: float) -> None:
        self._due = True
        if not self._timer.is_alive() or self._timer is threading.current_thread():
            self._timer = threading.Timer(wait, self._late)
            self._timer.daemon = True
            self._timer.start()

    def _late(self) -> None:
        with self._lock:
            try:
                if self._due:
                    self._renew_or_retry()
            except PublishError:
                log.exception("the copy for readers was not renewed")
