"""The demonstration: synthetic monthly workbooks of Baotou for 2024, played into a store through the real import.

The targets are real; every reported figure is invented, reproducibly (synthesis.py), written into our own forms
(forms.py) and marked 示例数据 wherever it shows. Each workbook is imported as of the day its schedule line says, so
that lateness, corrections and what was known when can be seen. Workbooks already imported are left alone.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from data.store import Store
from intake import door
from intake.previews import Expectation, ImportResult

FOLDER = Path(__file__).parents[2] / "data" / "sample"


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
