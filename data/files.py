"""Every byte an office keeps as it came, in one folder, named by its sha256: the same bytes lie there once.

It knows no table: who removes a file has made sure that nothing refers to it. Files are complete or not there.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from data.errors import RecordsError

CHUNK = 1 << 20  # bytes in memory at once
_COMING = ".coming"  # how the name of a file ends that is not whole yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Bytes on the disk under a passing name; `Files.keep` makes them stay."""

    path: Path
    sha256: str
    size: int


class Files:
    """The kept files of one office."""

    def __init__(self, folder: Path) -> None:
        """Use the folder, made where there is none, for nobody else to look into."""
        self.folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def received(self, source: BinaryIO) -> Iterator[Received]:
        """Copy what is to be read there, a piece at a time; it goes again unless it is kept. RecordsError where it does not fit."""
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=_COMING)  # mode 0600
        path, told, size = Path(name), hashlib.sha256(), 0
        try:
            with _written(self.folder), os.fdopen(handle, "wb") as out:
                while piece := source.read(CHUNK):
                    told.update(piece)
                    size += out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            yield Received(path=path, sha256=told.hexdigest(), size=size)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, received: Received) -> None:
        """Make what was received stay, in one step, also where the same bytes lie already."""
        with _written(self.folder):
            received.path.replace(self.path(received.sha256))
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def path(self, sha256: str) -> Path:
        """Return where bytes lie if they are kept."""
        return self.folder / sha256

    def read(self, sha256: str) -> bytes | None:
        """Return the bytes; None where they are not kept (any more)."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, sha256: str) -> None:
        """Let bytes go."""
        self.path(sha256).unlink(missing_ok=True)

    def older(self, moment: datetime) -> Iterator[Path]:
        """Yield the files, whole or not, that were written before a moment of this machine's clock."""
        for entry in os.scandir(self.folder):
            if entry.is_file() and entry.stat().st_mtime < moment.timestamp():
                yield Path(entry.path)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise RecordsError(
            "文件夹 {path} 里保存不了文件（{reason}），没有收下。请检查读写权限和磁盘空间后重试。",
            path=folder,
            reason=fault.strerror or "",
        ) from fault
