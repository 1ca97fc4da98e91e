"""A store in one DuckDB file: one writing process, a cursor per query, a copy beside it for whoever only reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from data import places
from data.errors import StoreInterruptedError, StoreMissingError
from data.store import engine
from data.store.copies import is_copy, moment, only_for_readers
from data.store.engine import DuckWriter
from data.store.open_file import Cursor, OpenFile, no_place
from data.store.protocol import MEMORY, Store, Writer
from data.viewer import OPERATOR, Viewer

Found = TypeVar("Found")


class FileStore(Store):
    """What a viewer sees of one open file."""

    def __init__(self, file: OpenFile, viewer: Viewer = OPERATOR) -> None:
        self.path, self.read_only = file.place, file.read_only
        self._file, self._viewer = file, viewer

    @classmethod
    def at(cls, path: str | Path, *, create: bool, read_only: bool, schema: Path) -> "FileStore":
        """Open the file as `Store.open` says, and renew a copy for readers that is behind it."""
        place = MEMORY if str(path) == MEMORY else str(places.of_database(path))
        read_only = read_only or is_copy(place)
        if place != MEMORY and not create and not Path(place).exists():
            raise StoreMissingError(
                "没有找到数据库文件 {path}。请先执行 python cli.py build 生成台账。", path=place
            )
        if place != MEMORY and create and not read_only:
            _make_folder(Path(place))
        file = OpenFile(place, read_only=read_only, schema=schema)
        file.catch_up()
        return cls(file)

    def seen_by(self, viewer: Viewer) -> "FileStore":
        """The same file as a viewer sees it, never more than this one shows; its lock stays one."""
        return FileStore(self._file, self._viewer.narrowed(viewer))

    @property
    def file(self) -> OpenFile:
        """The open file."""
        return self._file

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        return self._viewer

    @property
    def version(self) -> int:
        """How many changes the database has seen."""
        return self._file.version

    @property
    def published_at(self) -> datetime | None:
        """When the copy was made that this store is; None where it is none."""
        return moment(self.path) if is_copy(self.path) else None

    def published_version(self) -> int | None:
        """The version of the copy beside the file; None where there is none. StoreDamagedError and the like as for a store."""
        return self._file.published_version()

    def close(self) -> None:
        """Close the file and release its lock; a copy for readers that is due is made first."""
        self._file.close()

    def query(self, name: str, **params: object) -> pd.DataFrame:
        """Rows of the named query as a frame: decimals as float64, dates as datetime64."""
        return self._asked(lambda cursor: engine.frame(cursor, name, params, self._viewer.reading))

    def rows(self, name: str, **params: object) -> list[dict[str, object]]:
        """Rows of the named query as dictionaries, decimals exact."""
        return self._asked(lambda cursor: engine.records(cursor, name, params, self._viewer.reading))

    def query_lent(self, name: str, shape: str, rows: pa.Table, **params: object) -> pd.DataFrame:
        """Rows of the named query as `query` gives them, over rows lent in the place of an empty table of that shape."""

        def ask(cursor: Cursor) -> pd.DataFrame:
            cursor.register(shape, rows)
            return engine.frame(cursor, name, params, self._viewer.reading)

        return self._asked(ask)

    @contextmanager
    def transaction(self) -> Iterator[Writer]:
        """One writer at a time; everything inside is committed together, or nothing is, and readers get a new copy."""
        file = self._file
        if self.read_only:
            raise only_for_readers(self.path)
        assert not file.holds(), "a transaction inside another"
        with file.write_lock:
            with file.cursor() as cursor:
                cursor.begin()
                writer = DuckWriter(cursor, self._viewer.reading)
                try:
                    yield writer
                    if writer.wrote:
                        writer.execute("move_edition")
                    version = engine.version(cursor)
                except BaseException:
                    with suppress(duckdb.Error):  # a lost connection has rolled back already
                        cursor.rollback()
                    raise
                cursor.commit()
                file.version = version
            if writer.wrote and file.copy is not None:
                file.copy.changed()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, so that the file alone is a complete copy."""
        self._file.checkpoint()

    def _asked(self, ask: Callable[[Cursor], Found]) -> Found:
        """What a reader asks for; asked again where the file has been lost under it."""
        try:
            with self._file.cursor() as cursor:
                return ask(cursor)
        except StoreInterruptedError:
            if not self._file.is_lost() or self._file.holds():
                raise
        with self._file.cursor() as cursor:
            return ask(cursor)


def _make_folder(place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise no_place(str(place), fault.strerror) from fault
