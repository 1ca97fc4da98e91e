"""Kills an import at a random moment, over and over, and looks at what is left.

    python -m tests.proofs.kill_import [--trials 100]

A worker process imports one workbook after the other into a file and says so on stdout once `commit` has
returned. It is killed (SIGKILL) at a random moment, half of the time aimed at the commit. The file must then
open, hold every batch that was acknowledged, complete, and no part of any other; the derived values must
equal a rebuild, and the published copy must open.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from data import integrity
from data.store import Store
from intake import posting
from tests.intake.reporting import NOW, check, form, ledger, rows

WORKER = "tests.proofs.kill_import"


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
        result = posting.commit(store, preview, by="worker", now=NOW, confirm_warnings=True)
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
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--work", type=Path)
    told = words.parse_args()
    if told.work:
        work(told.work)
    else:
        sys.exit(min(main(told.trials, told.seed), 1))
