"""What a store's size costs: the overview, a form's check and the forms, on the demonstration and on the same grown.

    python -m tests.proofs.bench_growth [--six-million]

Grown by a back-fill of 600,000 values of the ledger's own indicators and regions (seventeen years of each). Each figure
is of a process of its own, the lowest of three; memory is the highest resident memory. The overview is measured in
processor seconds. The check is measured on the clock, for most of it is another process: the lowest of nine in a process
that has checked before, as a dashboard has. Aims: the overview's first view and the check at most 1.5 × those of the
demonstration and of the ledger without observations (of which nothing is judged); at most 150 MB more. --six-million
builds 100,000 targets × 5 years besides and prints the same of it, and what single verbs take there.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa

import tracker
from data import periods
from data.scope import Scope
from intake.workbooks.fields import VALUES
from tests.asking import NOW, desk
from tests.ledger import stated
from tests.proofs.bench_import import peak, processor

ROOT = Path(__file__).parents[2]
RUNS, CHECKS, VALUES_GROWN, FORM_ROWS = 3, 9, 600_000, 28
REGIONS, INDICATORS, YEARS = 2_000, 50, (2020, 2024)
SEPTEMBER = date(2024, 9, 30)


def grown(place: Path) -> None:
    """Add the back-fill to the store at the place."""
    store = tracker.open_store(place)
    indicators = [(str(row["indicator_code"]), str(row["measure"])) for row in store.rows("indicators")]
    keys = [(code, str(row["region_code"])) for code, _ in indicators for row in store.rows("regions")]
    months = VALUES_GROWN // len(keys)
    ends = [periods.month_end(2023 - at // 12, 12 - at % 12) for at in range(months)]
    kinds = {code: {"flow": "ytd", "rate": "yoy"}.get(measure, "level") for code, measure in indicators}
    with store.transaction() as write:
        batch = int(str(write.rows("next_batch")[0]["batch_id"]))
        write.append("batch", [_batch(batch, "backfill", ends[0])])
        for end in reversed(ends):
            write.append("observation_log", _values(keys, [kinds[code] for code, _ in keys], end, batch))
        write.execute("seal_batch", batch_id=batch)
    store.checkpoint()
    store.close()


def six_million(place: Path) -> None:
    """Build a store of 100,000 invented targets with a value for each of sixty months."""
    store = tracker.open_store(place)
    tracker.build(desk(store))
    codes = [f"9{at:05}" for at in range(REGIONS)]
    indicators = [f"invented_{at:02}" for at in range(INDICATORS)]
    sectors = [str(row["sector_code"]) for row in store.rows("sectors") if row["parent_code"]]
    keys = [(indicator, region) for indicator in indicators for region in codes]
    with store.transaction() as write:
        stated(write, "region", [_region(code, at) for at, code in enumerate(codes)])
        stated(write, "organisation", [_government(code) for code in codes])
        stated(
            write,
            "indicator",
            [_indicator(code, sectors[at % len(sectors)]) for at, code in enumerate(indicators)],
        )
        stated(write, "target", _targets(keys))
        stated(write, "responsibility", _leads(keys))
        ends = [
            periods.month_end(year, month) for year in range(YEARS[0], YEARS[1] + 1) for month in range(1, 13)
        ]
        for at, end in enumerate(ends, start=1):
            write.append("batch", [_batch(at, "monthly", end)])
            write.append("observation_log", _values(keys, ["ytd"] * len(keys), end, at))
            write.execute("seal_batch", batch_id=at)
    store.checkpoint()
    store.close()


def _batch(number: int, kind: str, end: date) -> dict[str, object]:
    return {
        "batch_id": number, "kind": kind, "period_end": end, "source_file": "虚构.xlsx", "sha256": f"grown-{number}",
        "imported_at": datetime(2024, 1, 1), "imported_by": "虚构", "vintage": "final", "row_count": 0,
        "control_sum": Decimal(0), "is_sample": True, "status": "posted",
    }  # fmt: skip


def _values(keys: list[tuple[str, str]], kinds: list[str], end: date, batch: int) -> pa.Table:
    size = len(keys)
    figures = (np.arange(size) % 7 + 5.0) * end.month
    same = {"raw_unit": "亿元", "vintage": "final", "sheet": "填报表", "cell": "H7", "frequency": "month"}
    columns = {
        "indicator_code": pa.array([one for one, _ in keys]),
        "region_code": pa.array([one for _, one in keys]),
        "kind": pa.array(kinds),
        "period_end": pa.repeat(pa.scalar(end, pa.date32()), size),
        "value": pa.array(figures).cast(pa.decimal128(18, 4)),
        "raw_text": pa.array(figures.astype(str)),
        "batch_id": pa.repeat(pa.scalar(batch, pa.int32()), size),
    }
    return pa.table(columns | {name: pa.repeat(word, size) for name, word in same.items()})


def _region(code: str, at: int) -> dict[str, object]:
    name = f"虚构{at}县"
    return {"region_code": code, "name": name, "short_name": name, "name_en": f"Invented {at}", "level": "county",
            "parent_code": "150000", "code_standard": "own"}  # fmt: skip


def _government(code: str) -> dict[str, object]:
    name = f"{code}人民政府"
    return {"organisation_code": f"{code}-government", "name": name, "short_name": name, "name_en": code,
            "kind": "region_government", "region_code": code}  # fmt: skip


def _indicator(code: str, sector: str) -> dict[str, object]:
    return {"indicator_code": code, "name": f"虚构指标{code[-2:]}", "name_en": code, "sector_code": sector,
            "measure": "flow", "unit": "亿元", "additive": True, "better": "higher"}  # fmt: skip


def _targets(keys: list[tuple[str, str]]) -> list[dict[str, object]]:
    same = {
        "document_id": "baotou-2024-no1", "clause": "虚构", "excerpt": "虚构", "excerpt_offset": 0, "basis": "flow",
        "comparator": ">=", "unit": "亿元", "strength": "binding", "assessed": "monthly", "value": Decimal(120),
        "value_normal": Decimal(120), "period_start": date(2024, 1, 1), "deadline": date(2024, 12, 31),
    }  # fmt: skip
    return [
        same | {"target_id": f"{code}.{region}", "indicator_code": code, "region_code": region}
        for code, region in keys
    ]


def _leads(keys: list[tuple[str, str]]) -> list[dict[str, object]]:
    return [
        {
            "target_id": f"{code}.{region}",
            "organisation_code": f"{region}-government",
            "role": "lead",
            "position": 0,
        }
        for code, region in keys
    ]


def form(place: Path) -> None:
    """Write a filled form of about FORM_ROWS rows, of the organisation whose form comes nearest."""
    store = tracker.open_store(place, read_only=True)
    at, sizes = desk(store), {}
    for organisation in tracker.form_takers(at, "monthly", date(2024, 10, 31)):
        sizes[organisation] = tracker.template(at, organisation, date(2024, 10, 31), BytesIO())
    nearest = min(sizes, key=lambda organisation: abs(sizes[organisation] - FORM_ROWS))
    out = BytesIO()
    tracker.template(at, nearest, date(2024, 10, 31), out)
    store.close()
    book = openpyxl.load_workbook(out)
    sheet = book["填报表"]
    for row in range(5, 5 + sizes[nearest]):
        for column in range(8, 8 + len(VALUES)):
            if sheet.cell(row, column).value is None and sheet.cell(row, 1).value:
                sheet.cell(row, column).value = 50 + row
    book.save(place.with_name("form.xlsx"))
    print(f"form of {sizes[nearest]} rows ({nearest})")


def do(task: str, place: Path) -> dict[str, float]:
    """Do one task here."""
    begun, worked = time.perf_counter(), processor()
    lowest = TASKS[task](place)
    took = time.perf_counter() - begun if lowest is None else lowest
    return {"seconds": took, "processor": processor() - worked, "megabytes": peak()}


def overview(place: Path) -> None:
    """The first view of the overview, in a process that has shown nothing yet."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 only this task shows anything

    os.environ["XUSHI_DATABASE"] = str(place)
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600).run()
    assert not at.exception
    assert not at.error


def check(place: Path) -> float:
    """The check of the form: the seconds of the quickest, the first left out."""
    store = tracker.open_store(place, read_only=True)
    at, times = desk(store, date(2024, 11, 5)), []
    for _ in range(CHECKS + 1):
        begun = time.perf_counter()
        preview = tracker.check_workbook(at, place.with_name("form.xlsx"))
        times.append(time.perf_counter() - begun)
        assert preview.period is not None
    return min(times[1:])


def verbs(place: Path) -> None:
    """Single verbs, one line each."""
    store = tracker.open_store(place, read_only=True)
    at, region = desk(store), Scope(as_of=SEPTEMBER, region="900007")
    narrow = tracker.of_region(at, "900007")
    asked: dict[str, Callable[[], object]] = {
        "months": lambda: tracker.months(at),
        "months as known in June": lambda: tracker.months(at, datetime(2024, 6, 30)),
        "home_region": lambda: tracker.home_region(at),
        "batches": lambda: tracker.batches(at),
        "batches, one county's": lambda: tracker.batches(narrow),
        "targets": lambda: tracker.targets(at, Scope(as_of=SEPTEMBER)),
        "picked, one county": lambda: tracker.picked(at, region),
        "progress, one county": lambda: tracker.progress(at, region),
        "progress, one county's own": lambda: tracker.progress(narrow, Scope(as_of=SEPTEMBER)),
        "progress, everything": lambda: tracker.progress(at, Scope(as_of=SEPTEMBER)),
        "reporting_status": lambda: tracker.reporting_status(at, [SEPTEMBER]),
        "a county's form": lambda: tracker.template(at, "900007-government", SEPTEMBER, BytesIO()),
        "form_takers": lambda: tracker.form_takers(at, "decomposition", SEPTEMBER),
        "history of one": lambda: tracker.history(at, "invented_00.900007", Scope(as_of=SEPTEMBER)),
    }  # fmt: skip
    for name, ask in asked.items():
        begun, worked = time.perf_counter(), processor()
        ask()
        print(
            f"  {name:<28} {time.perf_counter() - begun:7.2f} s, {processor() - worked:7.2f} s of processor"
        )


TASKS: dict[str, Callable[[Path], float | None]] = {"overview": overview, "check": check, "verbs": verbs}


MEASURE = {"overview": "processor", "check": "seconds"}


def measured(task: str, place: Path) -> dict[str, float]:
    """The least of several runs, each in a process of its own."""
    command = [sys.executable, "-m", "tests.proofs.bench_growth", "--task", task, "--place", str(place)]
    runs = []
    for _ in range(1 if task == "verbs" else RUNS):
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        *said, figures = done.stdout.splitlines()
        runs.append(json.loads(figures))
        print("\n".join(said), end="\n" if said else "")
    return min(runs, key=lambda run: run[MEASURE.get(task, "seconds")])


def main(*, largest: bool) -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places = {which: folder / which / "xushi.duckdb" for which in ("ledger", "demo", "grown", "large")}
        for place in places.values():
            place.parent.mkdir()
        for which in ("ledger", "demo"):
            store = tracker.open_store(places[which])
            (tracker.build if which == "ledger" else tracker.demo)(desk(store, NOW))
            store.checkpoint()
            store.close()
        shutil.copy(places["demo"], places["grown"])
        grown(places["grown"])
        form(places["demo"])
        for which in ("ledger", "grown", "large"):
            shutil.copy(places["demo"].with_name("form.xlsx"), places[which].with_name("form.xlsx"))
        _compare("overview", "demo", "grown", places)
        _compare("check", "ledger", "grown", places)
        _compare("check", "demo", "grown", places)
        if largest:
            begun = time.perf_counter()
            six_million(places["large"])
            size = places["large"].stat().st_size / 2**20
            print(f"six million values: built in {time.perf_counter() - begun:.0f} s, {size:.0f} MB")
            for task in TASKS:
                _say(task, "large", measured(task, places["large"]))


def _compare(task: str, small: str, large: str, places: dict[str, Path]) -> None:
    before, after = measured(task, places[small]), measured(task, places[large])
    _say(task, small, before)
    _say(task, large, after)
    ratio, more = after[MEASURE[task]] / before[MEASURE[task]], after["megabytes"] - before["megabytes"]
    print(f"{task}: {ratio:.2f} × ({large} ÷ {small}), aim ≤ 1.5; {more:+.0f} MB, aim ≤ 150")


def _say(task: str, which: str, run: dict[str, float]) -> None:
    print(
        f"{task} on {which}: {run['seconds']:.2f} s, {run['processor']:.2f} s of processor, peak {run['megabytes']:.0f} MB"
    )


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--six-million", action="store_true")
    words.add_argument("--task")
    words.add_argument("--place", type=Path)
    told = words.parse_args()
    if told.task:
        print(json.dumps(do(told.task, told.place)))
    else:
        main(largest=told.six_million)
