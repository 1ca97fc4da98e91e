"""The database a command opens: to read beside whoever writes, or to write alone."""

from pathlib import Path

import click

import tracker
from data import places
from data.errors import StoreBusyError
from data.store import Store
from data.store.copies import copy_of, is_copy, only_for_readers
from wording.translate import _


def to_read(database: Path) -> Store:
    """The store at the path for a command that only reads: several may run at once.

    While another process writes it, its copy for readers, whose moment is said.
    """
    try:
        return _closed_at_the_end(tracker.open_store(database, create=False, read_only=True))
    except StoreBusyError as busy:
        copy = copy_of(places.of_database(database))
        if not copy.exists():
            raise
        store = _closed_at_the_end(tracker.open_store(copy, create=False, read_only=True))
        sentence = _("数据库正被另一个程序占用（进程号 {pid}），以下取自 {moment} 的副本。")
        told = sentence.format(pid=busy.fields["pid"], moment=f"{store.published_at:%Y-%m-%d %H:%M:%S}")
        click.echo(told, err=True)
        return store


def to_write(database: Path, *, create: bool) -> Store:
    """The store at the path for a command that changes it; unless it may be made, it must be there already.

    StoreReadOnlyError, before any work, for a copy for readers.
    """
    if is_copy(places.of_database(database)):
        raise only_for_readers(database)
    return _closed_at_the_end(tracker.open_store(database, create=create))


def _closed_at_the_end(store: Store) -> Store:
    click.get_current_context().call_on_close(store.close)
    return store
