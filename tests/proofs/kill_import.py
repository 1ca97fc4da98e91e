"""Kills an import at a random moment, over and over, and looks at what is left.

    python -m tests.proofs.kill_import [--trials 100] [--backfills 20]

A worker process imports one workbook after the other into a file and says so on stdout once `commit` has
returned. It is killed (SIGKILL) at a random moment, half of the time aimed at the commit. The file must then
open, hold every batch that was acknowledged, complete, and no part of any other; the derived values must
equal a rebuild, and the published copy must open.

Then the same with a long back-fill that was handed in and is confirmed, each time on a fresh ledger: it is in whole or
not at all, the next start settles its submission by what the ledger holds, and what waits can be confirmed after all.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from data import integrity
from data.home import Home
from data.store import Store
from intake import door, submissions
from intake.states import State
from tests.intake.reporting import NOW, check, form, ledger, rows
from tests.proofs import bench_import

WORKER = "tests.proofs.kill_import"
LONG = 20_000  # rows of a long back-fill, twelve figures each
MONTHS = len(bench_import.MONTHS)


def content(number: int) -> bytes:
    """A form whose figures are all its own number."""
    return form(rows(month=[None] * 8, ytd=[50 + number / 1000] * 8, yoy=[None] * 8))


def work(path: Path) -> None:
    """Import forms one after the other, telling each step on stdout, until killed."""
    store = Store.open(path)
    done = len(store.rows("batches"))
    for number in range(done + 1, done + 200):
        preview = check(store, content(number), f"{number}.xlsx")
        print("ready", number, flush=True)
        result = door.commit(store, preview, by="worker", now=NOW, confirm_warnings=True)
        print("done", result.batch_id, result.rows_new + result.rows_changed, flush=True)


def trial(path: Path, chance: random.Random) -> int:
    """Start a worker, kill it, and return how many batches it acknowledged."""
    worker = subprocess.Popen(
        [sys.executable, "-m", WORKER, "--work", str(path)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    aimed, said = chance.random() < 0.5, []
    for line in worker.stdout:
        said.append(line.split())
        if aimed and line.startswith("ready") and chance.random() < 0.5:
            time.sleep(chance.uniform(0.0, 0.06))
            break
        if not aimed and len(said) == 1:
            threading.Timer(chance.uniform(0.0, 2.0), worker.kill).start()
    worker.kill()
    said.extend(line.split() for line in worker.stdout if line.endswith("\n"))
    worker.wait()
    return max((int(words[1]) for words in said if words[0] == "done"), default=0)


def verdict(path: Path, acknowledged: int) -> tuple[int, list[str]]:
    """Open what is left: how many batches it holds, and what is wrong with it."""
    store = Store.open(path)
    found = len(store.rows("batches"))
    faults = [] if found >= acknowledged else [f"{acknowledged} acknowledged, {found} found"]
    faults += [f"{fault.check}: {fault.found}" for fault in integrity.faults(store)]
    store.close()
    copy = path.parent / "published" / path.name
    if copy.exists():
        Store.open(copy, read_only=True).close()
    return found, faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """A long back-fill and the ledger that knows its names, in a folder of their own."""

    folder: Path
    rows: int

    @classmethod
    def made(cls, folder: Path, rows: int) -> "Backfill":
        """Write both."""
        bench_import.ledger(folder / "ledger.duckdb", rows)
        bench_import.history_file(folder / "补录.xlsx", rows)
        return cls(folder=folder, rows=rows)

    def fresh(self, name: str) -> Path:
        """A copy of the ledger in a folder of its own."""
        place = self.folder / name / "kill.duckdb"
        place.parent.mkdir()
        return Path(shutil.copy(self.folder / "ledger.duckdb", place))


def work_long(path: Path, file: Path) -> None:
    """Hand a back-fill in, look at it and confirm it, telling each step on stdout, until killed."""
    store, home = Store.open(path), Home.of(path, NOW, {})
    with file.open("rb") as source:
        one = submissions.hand_in(store, home, source, file.name, by="worker", now=NOW).submission_id
    print("handed in", flush=True)
    confirm(store, home, one)


def confirm(store: Store, home: Home, one: str) -> None:
    seen = submissions.look(store, home, one, now=NOW, check=checker(store)).submission.compared
    print("ready", flush=True)
    done = submissions.confirm(
        store, home, one, seen=seen, by="worker", now=NOW, check=checker(store), confirm_warnings=True
    )
    print(f"done {done.status if done else None}", flush=True)


def checker(store: Store) -> submissions.Check:
    return lambda content, name: check(store, content, name)


def killed(path: Path, file: Path, word: str, seconds: float) -> list[str]:
    """Start a worker, kill it so long after it has said a word, and return all that it said."""
    worker = subprocess.Popen(
        [sys.executable, "-m", WORKER, "--work", str(path), "--file", str(file)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    said = []
    for line in worker.stdout:
        said.append(line.strip())
        if said[-1] == word:
            threading.Timer(seconds, worker.kill).start()
    worker.wait()
    return said


def verdict_long(path: Path, said: list[str], values: int) -> tuple[bool, list[str]]:
    """Open what is left as a start does: whether the back-fill was in, and what is wrong; then confirm what waits."""
    store, home = Store.open(path), Home.of(path, NOW, {})
    submissions.settle(store, home, now=NOW)
    found, (one,) = (
        [int(str(row["row_count"])) for row in store.rows("batches")],
        submissions.newest(home, waiting=False),
    )
    was_in = one.state is State.COMMITTED
    faults = [] if found == [values] * was_in else [f"{one.state}, and batches of {found} rows"]
    if "done imported" in said and not was_in:
        faults.append("acknowledged, and not there")
    if not was_in:
        confirm(store, home, one.submission_id)
    faults += [f"{fault.check}: {fault.found}" for fault in integrity.faults(store)]
    if [int(str(row["row_count"])) for row in store.rows("batches")] != [values]:
        faults.append("what waited could not be confirmed whole")
    store.close()
    return was_in, faults


def kill_backfills(trials: int, seed: int) -> int:
    """Kill the import of a long back-fill, over and over; return how many trials found a fault."""
    chance, broken, whole = random.Random(seed), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        long = Backfill.made(Path(folder), LONG)
        for number in range(trials):
            path = long.fresh(str(number))
            word, most = ("ready", 2.5) if number % 4 else ("handed in", 6.0)
            said = killed(path, long.folder / "补录.xlsx", word, chance.uniform(0.0, most))
            was_in, faults = verdict_long(path, said, LONG * MONTHS)
            whole += was_in
            broken += bool(faults)
            print("".join(f"back-fill {number}: {fault}\n" for fault in faults), end="", flush=True)
            shutil.rmtree(path.parent)
    print(
        f"kill -9 during a back-fill of {LONG * MONTHS} values: {trials} trials, {whole} in whole, the rest not at all, {broken} faults"
    )
    return broken


def main(trials: int, seed: int) -> int:
    """Run the trials; return how many found a fault."""
    chance, broken, batches, untold = random.Random(seed), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kill.duckdb"
        ledger(path).close()
        for number in range(trials):
            acknowledged = max(batches, trial(path, chance))
            batches, faults = verdict(path, acknowledged)
            untold += batches - acknowledged
            broken += bool(faults)
            print("".join(f"trial {number}: {fault}\n" for fault in faults), end="", flush=True)
    print(
        f"kill -9 during import: {trials} trials, {batches} batches, {untold} committed but not yet told, {broken} faults"
    )
    return broken


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--trials", type=int, default=100)
    words.add_argument("--backfills", type=int, default=20)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--work", type=Path)
    words.add_argument("--file", type=Path)
    told = words.parse_args()
    if told.file:
        work_long(told.work, told.file)
    elif told.work:
        work(told.work)
    else:
        sys.exit(min(main(told.trials, told.seed) + kill_backfills(told.backfills, told.seed), 1))
