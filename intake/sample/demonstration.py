"""Plays the demonstration into a store: the sample workbooks, one after the other, through the real import.

Each workbook is imported as of the day its schedule line says, so that lateness, corrections and what was known
when can be seen. Workbooks already imported are left alone.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from data.sample import FOLDER
from data.store import Store
from intake import door
from intake.previews import Expectation, ImportResult


def play(store: Store, folder: Path = FOLDER) -> Iterator[ImportResult]:
    """Import the scheduled workbooks in order, one result each; warnings are confirmed, as their sender would."""
    for line in schedule(folder):
        when = datetime.fromisoformat(line["imported_at"])
        content = (folder / line["file"]).read_bytes()
        preview = door.check(store, content, line["file"], expect=Expectation(today=when.date()))
        yield door.commit(store, preview, by=line["imported_by"], now=when, confirm_warnings=True)


def schedule(folder: Path = FOLDER) -> list[dict[str, str]]:
    """The workbooks in the order of their import: file, imported_at, imported_by."""
    with (folder / "schedule.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
