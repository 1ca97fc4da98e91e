"""Bench of judgement: 100,000 targets × 12 months judged in one pass, against the bare SQL that fetches them.

`python -m tests.proofs.bench_judge` fills a database in memory, then fetches and judges in turns and prints
the medians and their ratio. Aim: at most 1 s on two cores and at most three times the bare fetch.
"""

import time
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from metrics.progress import judge
from metrics.status import load_rules

TARGETS = 100_000
TURNS = 5
FILL = """
create table target as
select 'document.clause.' || i as target_id,
    case when i % 10 < 6 then 'flow' when i % 10 < 8 then 'stock' when i % 10 = 8 then 'rate' else 'share' end
        as measure,
    case when i % 10 = 8 then 'growth' else 'level' end as basis,
    '>=' as comparator, (100 + i % 900)::decimal(18, 4) as value, null::decimal(18, 4) as value_high,
    'higher' as better, date '2024-01-01' as period_start, date '2024-12-31' as deadline,
    'binding' as strength, 'monthly' as assessed,
    case when i % 10 in (6, 9) then (10 + i % 50)::decimal(18, 4) end as baseline_value,
    date '2023-12-31' as baseline_on
from range($targets) as t(i);
create table observation as
select target_id, last_day(make_date(2024, m::int, 1)) as period_end,
    case measure when 'flow' then 'ytd' when 'rate' then 'yoy' else 'level' end as kind,
    (case measure when 'rate' then 5 + random() else value::double * m / 12 * (0.8 + 0.4 * random()) end)
        ::decimal(18, 4) as value,
    'month' as frequency
from target cross join range(1, 13) as months(m);
"""
FETCH_TARGETS = "select * replace (value::double as value, value_high::double as value_high, " \
    "baseline_value::double as baseline_value) from target"  # fmt: skip
FETCH_OBSERVATIONS = "select * replace (value::double as value) from observation"


def seconds(act) -> tuple[float, object]:
    """How long it took, and what came out."""
    begun = time.perf_counter()
    made = act()
    return time.perf_counter() - begun, made


def main() -> None:
    """Fill, take turns, print."""
    store = duckdb.connect()
    store.execute("set threads to 2")
    for statement in FILL.replace("$targets", str(TARGETS)).split(";")[:2]:
        store.execute(statement)
    rules, fetched, judged = load_rules("default"), [], []
    for _ in range(TURNS):
        fetch, frames = seconds(lambda: (store.sql(FETCH_TARGETS).df(), store.sql(FETCH_OBSERVATIONS).df()))
        targets, rows = frames
        pass_, table = seconds(lambda t=targets, r=rows: judge(t, r, date(2024, 9, 30), rules))
        fetched.append(fetch)
        judged.append(pass_)
    assert isinstance(table, pd.DataFrame)
    print(f"{len(table):,} targets, {len(rows):,} observations, {TURNS} turns, medians")
    print(f"bare SQL fetch {np.median(fetched):.3f} s; judge {np.median(judged):.3f} s (aim ≤ 1 s); "
          f"ratio {np.median(judged) / np.median(fetched):.2f} (aim ≤ 3)")  # fmt: skip
    print(table["official_status"].value_counts().to_dict())


if __name__ == "__main__":
    main()
