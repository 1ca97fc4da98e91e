"""Where the office's own things lie: its database, and beside it the home of all the office keeps besides.

The one place that reads XUSHI_DATABASE and XUSHI_HOME. Two databases never share a home unless XUSHI_HOME says so.
The bytes of files kept there are named by what they are.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from data import places
from data.errors import RecordsError, StorePlaceError
from data.journal import Journal
from data.journal.sqlite import SqliteJournal

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


ROOT = Path(__file__).resolve().parent.parent
DATABASE, HOME = "XUSHI_DATABASE", "XUSHI_HOME"
NAME = "xushi.duckdb"
EARLIER = ROOT / "data" / NAME  # where the first release kept it
OFFICE = ROOT / "office" / NAME
RECORDS, FILES = "office.sqlite", "files"
_IN_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What an office keeps beside its database: its records and every file as it came."""

    folder: Path
    journal: Journal
    files: Files
    passing: tempfile.TemporaryDirectory[str] | None = None  # of a database in memory, and gone with it

    @classmethod
    def of(cls, database: str | Path, now: datetime, environment: Mapping[str, str] = os.environ) -> "Home":
        """Open a database's home, made when it is first needed; StorePlaceError or RecordsError where it cannot be."""
        passing = tempfile.TemporaryDirectory(prefix="xushi-") if str(database) == _IN_MEMORY else None
        place = made(Path(passing.name) if passing else folder(database, environment))
        return cls(
            folder=place,
            journal=SqliteJournal(place / RECORDS, now),
            files=Files(place / FILES),
            passing=passing,
        )


def database(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the database meant where none is named: XUSHI_DATABASE, that in XUSHI_HOME, the first release's, the office's."""
    if named := environment.get(DATABASE):
        return Path(named)
    if named := environment.get(HOME):
        return Path(named) / NAME
    return EARLIER if EARLIER.exists() else OFFICE


def inherited(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether that is the first release's only because it is there, which is worth a word."""
    return not environment.get(DATABASE) and not environment.get(HOME) and EARLIER.exists()


def folder(database: str | Path, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the home of a database file: XUSHI_HOME where the file lies in it, else a folder of its own beside it.

    StorePlaceError where no database can lie at the path.
    """
    place = places.of_database(database)
    if (named := environment.get(HOME)) and place.is_relative_to(home := Path(named).resolve()):
        return home
    if place in (EARLIER, OFFICE):
        return place.parent if place == OFFICE else place.parent / "office"
    return place.with_name(f"{place.stem}.office" if place.suffix == ".duckdb" else f"{place.name}-office")


def holds(database: str | Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a database keeps anything beside it yet."""
    return str(database) != _IN_MEMORY and (folder(database, environment) / RECORDS).exists()


def prepare(database: str | Path, environment: Mapping[str, str] = os.environ) -> None:
    """Make the home of a database that is to lie in it, before anybody else makes that folder for all to look into."""
    if str(database) != _IN_MEMORY and folder(database, environment) == places.of_database(database).parent:
        made(folder(database, environment))


def made(home: Path) -> Path:
    """Return the folder, made where there is none, for nobody else to look into; StorePlaceError where it cannot be."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        raise StorePlaceError(
            "文件夹 {path} 不能新建（{reason}）。请检查上级文件夹的写入权限和磁盘空间，或用 XUSHI_HOME 指定另一个位置。",
            path=home,
            reason=fault.strerror or "",
        ) from fault
    return home
