"""Sends every small input of ../shared/cases through `import --dry-run` and prints what each gives.

    python -m tests.proofs.cases [WORD…]

One line a file: exit status, status, codes, and how many values were read; then the values of the shortest ones and,
from the notes beside the files, what should come. Whether that came is for people to judge. Held against the notes is
only this: no file ends in a fault of the program, and every hostile one ends with a sentence and nothing imported. Where the folder is
not there, as outside the project's own machine, that is said and nothing is done.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner

import tracker
from cli import main as program
from commands import PROBLEMS
from tests.asking import desk

SHARED = Path(__file__).parents[3] / "shared" / "cases"
FOLDERS = ("import", "hostile")
NOW = datetime(2024, 10, 12, 9, 0)
SHOWN = 8  # values of a file that are printed
EXPECTED = re.compile(r"`([^`]+)`.*\n\s+- expected: (.+)")


def expected(folder: Path) -> dict[str, str]:
    """What should come of the files of a folder, by name, as its notes say."""
    return dict(EXPECTED.findall((folder / "NOTES.md").read_text(encoding="utf-8")))


def workbooks(folder: Path, words: list[str]) -> Iterator[Path]:
    for file in sorted(folder.glob("*.xls*")):
        if not words or any(word in file.name for word in words):
            yield file


def told(database: Path, file: Path) -> tuple[int, dict[str, object]]:
    """The exit status of the command, and the JSON it printed; of a fault what it said instead."""
    done = CliRunner().invoke(
        program, ["--database", str(database), "import", str(file), "--dry-run", "--format", "json"]
    )
    try:
        return done.exit_code, json.loads(done.stdout)
    except json.JSONDecodeError:
        return done.exit_code, {"status": done.output.strip(), "problems": [], "rows": []}


def print_told(file: Path, status: int, result: dict[str, object], wanted: str) -> None:
    codes = " ".join(dict.fromkeys(one["code"] for one in result["problems"]))
    rows = result["rows"]
    print(f"{file.name}: {status} {result['status']} [{codes}] {len(rows)} values", flush=True)
    for one in rows[:SHOWN] if wanted else ():
        where = "/".join(one[name] for name in ("indicator", "region", "kind", "period_end"))
        print(
            f"    {where} = {one['value']} {one['unit']} ({one['state']}, {one['cell']} “{one['raw_text'][:40]}”)"
        )
    if wanted:
        print(f"    expected: {wanted}")


def run(database: Path, folder: Path, words: list[str]) -> list[str]:
    """Send the files of a folder; return the names of those that end as none may."""
    notes, bad = expected(folder), []
    for file in workbooks(folder, words):
        status, result = told(database, file)
        print_told(file, status, result, notes.get(file.name, ""))
        told_so = status == PROBLEMS and result["problems"]
        if status not in (0, PROBLEMS) or (folder.name == "hostile" and not told_so):
            bad.append(file.name)
    return bad


def main(words: list[str]) -> int:
    """Send them all; how many end as none may."""
    if not SHARED.exists():
        print(f"{SHARED} is not there: nothing to send")
        return 0
    with tempfile.TemporaryDirectory() as place:
        database = Path(place) / "xushi.duckdb"
        store = tracker.open_store(database)
        tracker.demo(desk(store, NOW))
        store.close()
        bad = [name for folder in FOLDERS for name in run(database, SHARED / folder, words)]
    print(f"ended as none may: {', '.join(bad) or 'none'}")
    return len(bad)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
