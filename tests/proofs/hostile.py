"""Measures what files built to hurt cost the server that is sent them: `python -m tests.proofs.hostile [WORD…]`.

One line a file of ../shared/cases/hostile and of those the tests rebuild, with the median of three runs: seconds until
its sentence, the server's processor time for it, memory left behind, the longest a viewer waited meanwhile (a small
question to the store and a judgement of every target), and what was told. Then a good clerk's wait behind ten bombs of
another person. Aims: ≤ 3 s, ≤ 0.3 s, nothing left, ≤ 1 s, ≤ 10 s. Nothing is asserted: a busy machine is slower.
"""

import ctypes
import gc
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import tracker
from data.scope import Scope
from data.store import Store
from intake.guard.child import Caller
from intake.previews import Preview
from tests.asking import desk
from tests.intake.hostile_cases import CASES
from tests.intake.hostile_files import workbook

SHARED = Path(__file__).parents[3] / "shared" / "cases" / "hostile"
NOW, MONTH = datetime(2024, 10, 12, 9, 0), date(2024, 9, 30)
RUNS, BOMBS = 3, 10
AIMS = "aims: ≤ 3 s, ≤ 0.3 s of the server's processor, nothing left, a viewer waits ≤ 1 s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one file cost in one run."""

    seconds: float
    processor: float
    left: float  # megabytes
    waited: float
    told: str


@dataclass(slots=True)
class Viewer:
    """Somebody who looks at the overview again and again; `longest` is the longest wait in seconds."""

    store: Store
    longest: float = 0.0
    gone: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        while not self.gone.is_set():
            begun = time.perf_counter()
            tracker.batches(desk(self.store, NOW))
            tracker.progress(desk(self.store, NOW), Scope(as_of=MONTH))
            self.longest = max(self.longest, time.perf_counter() - begun)


def resident() -> float:
    """Resident memory in megabytes once all that is free has been given back."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def check(store: Store, content: bytes, name: str, person: str = "") -> Preview:
    return tracker.check_workbook(desk(store, NOW), content, name, caller=Caller(person=person))


def cost(store: Store, content: bytes, name: str) -> Cost:
    before, viewer = resident(), Viewer(store)
    looking = threading.Thread(target=viewer.look)
    looking.start()
    begun, worked = time.perf_counter(), time.thread_time()
    preview = check(store, content, name)
    seconds, processor = time.perf_counter() - begun, time.thread_time() - worked
    viewer.gone.set()
    looking.join()
    told = " ".join(dict.fromkeys(one.code for one in preview.problems))
    return Cost(
        seconds=seconds, processor=processor, left=resident() - before, waited=viewer.longest, told=told
    )


def print_costs(store: Store, files: Iterable[tuple[str, str, bytes]]) -> None:
    for title, name, content in files:
        runs = [cost(store, content, name) for _ in range(RUNS)]
        seconds, processor, left, waited = (
            statistics.median(getattr(run, figure) for run in runs)
            for figure in ("seconds", "processor", "left", "waited")
        )
        size = f"{len(content) / 1024:.0f} KB"
        print(
            f"{title[:48]:48} {size:>8} {seconds:6.2f} s {processor:6.3f} s {left:6.1f} MB {waited:6.2f} s  {runs[-1].told}",
            flush=True,
        )


def behind_bombs(store: Store, bomb: bytes, good: bytes) -> float:
    """Seconds until a clerk's good file is read that comes right behind ten bombs of somebody else."""
    with ThreadPoolExecutor(BOMBS) as crowd:
        sent = threading.Barrier(BOMBS + 1)

        def send() -> None:
            sent.wait()
            check(store, bomb, "炸弹.xlsx", "甲")

        bombs = [crowd.submit(send) for _ in range(BOMBS)]
        sent.wait()
        begun = time.perf_counter()
        check(store, good, "好表.xlsx", "乙")
        waited = time.perf_counter() - begun
        for one in bombs:
            one.result()
    return waited


def files(words: list[str]) -> Iterable[tuple[str, str, bytes]]:
    if not SHARED.exists():
        print(f"{SHARED} is not there: only what the tests rebuild")
    given = sorted(SHARED.glob("*.xl*")) if SHARED.exists() else []
    every = [(path.stem, path.name, path.read_bytes()) for path in given]
    every += [(title, case.name, case.content) for title, case in CASES.items()]
    return [one for one in every if not words or any(word in one[0] for word in words)]


def main(words: list[str]) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        store = tracker.open_store(Path(folder) / "xushi.duckdb")
        tracker.demo(desk(store, NOW))
        cost(store, workbook(), "warm.xlsx")
        print(AIMS)
        print_costs(store, [("a good file", "好表.xlsx", workbook()), *files(words)])
        bomb = CASES["a formula carried down"].content  # the slowest there is
        waits = [behind_bombs(store, bomb, workbook()) for _ in range(RUNS)]
        print(f"a good clerk behind {BOMBS} bombs of another: {statistics.median(waits):.2f} s (aim ≤ 10 s)")
        store.close()


if __name__ == "__main__":
    main(sys.argv[1:])
