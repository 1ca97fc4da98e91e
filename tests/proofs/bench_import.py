"""Measures the import against the bare read of the same file, in one run, as ratios.

    python -m tests.proofs.bench_import [--rows 5000] [--history-rows 50000]

Monthly form: check and commit, end to end, against openpyxl's bare double read (values, then formulas).
Back-fill (indicator × 12 months): check and commit against python-calamine's bare read. Memory: the highest
resident memory of the importing process above what it held idle, store open and libraries loaded. Each run is a
process of its own; the lowest of three counts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from data import periods
from data.store import Store
from intake import door
from intake.previews import Expectation
from intake.workbooks.template import Form, write_template
from tests.ledger import stated

NOW = datetime(2024, 7, 5, 9, 30)
TODAY = date(2024, 7, 5)
JUNE = date(2024, 6, 30)
MONTHS = [periods.month_end(2023, month) for month in range(1, 13)]
RUNS = 3
GOALS = {"monthly": 2.0, "backfill": 3.0, "memory": 60.0}
INDICATORS = 500


def indicator(number: int) -> tuple[str, str]:
    return f"i{number % INDICATORS:03d}", f"r{number // INDICATORS:03d}"


def ledger(path: Path, rows: int) -> None:
    """Build a store that knows every indicator and region of the files."""
    store = Store.open(path)
    with store.transaction() as write:
        stated(
            write, "unit", [{"unit": "万吨", "name_en": "x", "dimension": "mass", "factor": Decimal(10000)}]
        )
        stated(write, "region", [
            {"region_code": f"r{n:03d}", "name": f"第{n}区", "short_name": f"第{n}区", "name_en": "x", "level": "county",
             "code_standard": "own"} for n in range(rows // INDICATORS + 1)
        ])  # fmt: skip
        stated(write, "sector", [{"sector_code": "x", "name": "x", "name_en": "x", "position": 1}])
        stated(write, "indicator", [
            {"indicator_code": f"i{n:03d}", "name": f"第{n}号产品产量", "name_en": "x", "sector_code": "x",
             "measure": "flow", "unit": "万吨", "additive": True, "better": "higher"} for n in range(INDICATORS)
        ])  # fmt: skip
    store.close()


def monthly_file(path: Path, rows: int) -> None:
    import pandas as pd  # noqa: PLC0415  # the measured processes import it themselves

    records = [
        {"indicator_code": indicator(n)[0], "indicator": f"第{n % INDICATORS}号产品产量", "unit": "万吨", "measure": "flow",
         "region_code": indicator(n)[1], "region": f"第{n // INDICATORS}区", "target": 1000.0, "previous": float("nan"),
         "month": 10.0 + n % 97, "ytd": 60.0 + n % 997 + n % 97 + round(n / 7, 2), "yoy": 5.8}
        for n in range(rows)
    ]  # fmt: skip
    write_template(
        pd.DataFrame(records), Form(organisation_code="u", organisation_name="某局", period_end=JUNE), path
    )


def history_file(path: Path, rows: int) -> None:
    """Write the back-fill layout with the streaming writer: the form's own is for the sizes people fill in."""
    from openpyxl import Workbook  # noqa: PLC0415  # as above

    book = Workbook(write_only=True)
    sheet = book.create_sheet("历史数据")
    heading = ["序号", "指标名称", "地区", "计量单位", "数据类型", *map(periods.title, MONTHS), "行标识"]
    sheet.append(heading)
    for n in range(rows):
        code, region = indicator(n)
        figures = [(n % 89 + 1) * month + 0.25 for month in range(1, 13)]
        sheet.append(
            [
                n + 1,
                f"第{n % INDICATORS}号产品产量",
                f"第{n // INDICATORS}区",
                "万吨",
                "累计",
                *figures,
                f"{code}@{region}",
            ]
        )
    book.save(path)


def measured(task: str, folder: Path) -> dict[str, float]:
    """Run one task in a process of its own and return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs.bench_import", "--task", task, "--folder", str(folder)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def do(task: str, folder: Path) -> dict[str, float]:
    """Do one task here: a bare read, or an import into a fresh copy of the store."""
    kind, work = task.split("-")
    file = folder / f"{kind}.xlsx"
    if work == "bare":
        worked = processor()
        seconds = bare(kind, file)
        return {"seconds": seconds, "processor": processor() - worked}
    copy = folder / f"{task}-{time.monotonic_ns()}.duckdb"
    copy.write_bytes((folder / "ledger.duckdb").read_bytes())
    store = Store.open(copy)
    warm(store)
    idle = resident()
    begun, worked = time.perf_counter(), processor()
    preview = door.check(store, file.read_bytes(), file.name, expect=Expectation(today=TODAY))
    result = door.commit(store, preview, by="bench", now=NOW, confirm_warnings=True)
    seconds, worked = time.perf_counter() - begun, processor() - worked
    assert result.status == "imported", preview.problems[:3]
    return {"seconds": seconds, "processor": worked, "megabytes": peak() - idle, "rows": result.rows_new}


def processor() -> float:
    """Processor seconds of this process so far, which a busy machine does not blur.

    Of an import they are what the server itself spends: workbooks are read by children of the nursery, which is no child
    that this process waits for.
    """
    spent = os.times()
    return spent.user + spent.system


def warm(store: Store) -> None:
    """Bring the process to the state of a dashboard that has checked a file before: libraries loaded."""
    import pandas as pd  # noqa: PLC0415  # as above

    rows = pd.DataFrame({"indicator_code": ["i000"], "indicator": ["第0号产品产量"], "unit": ["万吨"], "measure": ["flow"],
        "region_code": ["r000"], "region": ["第0区"], "target": [1.0], "previous": [1.0], "ytd": [2.0]})  # fmt: skip
    out = BytesIO()
    write_template(rows, Form(organisation_code="u", organisation_name="某局", period_end=JUNE), out)
    door.check(store, out.getvalue(), "warm.xlsx", expect=Expectation(today=TODAY))


def bare(kind: str, file: Path) -> float:
    """Read the file with the library alone."""
    content = file.read_bytes()
    if kind == "monthly":
        from openpyxl import load_workbook  # noqa: PLC0415  # import time is not the measured thing

        begun = time.perf_counter()
        load_workbook(BytesIO(content), data_only=True)
        load_workbook(BytesIO(content))
        return time.perf_counter() - begun
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  # as above

    begun = time.perf_counter()
    CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return time.perf_counter() - begun


def resident() -> float:
    """Resident memory now, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def peak() -> float:
    """Highest resident memory of this program so far, in megabytes; what its parent held before is none of it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(rows: int, history_rows: int) -> None:
    """Build the files, measure, print figures and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger(folder / "ledger.duckdb", max(rows, history_rows))
        monthly_file(folder / "monthly.xlsx", rows)
        history_file(folder / "backfill.xlsx", history_rows)
        for kind, size, reader in (
            ("monthly", rows, "openpyxl twice"),
            ("backfill", history_rows, "calamine"),
        ):
            reads = [measured(f"{kind}-bare", folder) for _ in range(RUNS)]
            runs = [measured(f"{kind}-import", folder) for _ in range(RUNS)]
            alone, ours = (min(run["seconds"] for run in group) for group in (reads, runs))
            spent = min(run["processor"] for run in runs) / min(run["processor"] for run in reads)
            memory = max(run["megabytes"] for run in runs)
            print(
                f"{kind}: {size} rows, {runs[0]['rows']:.0f} values: {reader} {alone:.2f} s, import {ours:.2f} s, "
                f"ratio {ours / alone:.2f} (goal {GOALS[kind]:.0f}; of the server's own processor {spent:.2f}); peak {memory:.0f} MB above idle (goal {GOALS['memory']:.0f})"
            )


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--rows", type=int, default=5000)
    words.add_argument("--history-rows", type=int, default=50_000)
    words.add_argument("--task")
    words.add_argument("--folder", type=Path)
    told = words.parse_args()
    if told.task:
        print(json.dumps(do(told.task, told.folder)))
    else:
        main(told.rows, told.history_rows)
