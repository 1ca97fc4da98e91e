"""Back-test of 年底预计: replay monthly series as if at each month, against plain run rate.

`python -m tests.proofs.backtest [FOLDER]` prints, for the real series of the folder (train and test apart; it says so
where there are none) and for generated series with seasons: the error after 3, 6 and 9 months, how much of the
time the 80% interval held the year-end value, and how many months before year end a miss is called. The
generator is seeded; the figures are the same on every run.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from metrics.progress import judge
from metrics.status import load_rules
from tests.proofs.series import FLOWS, GROWTH, Years, flows

SERIES = Path("../shared/series")
MONTHS = np.arange(2, 12)  # January is reported with February
SHOWN = (3, 6, 9)
YEAR = 2024
SHORTFALL = 0.9  # the miss replayed: the year ends at nine tenths of the target


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Years to replay: values by month [12, cases] (January empty), their history, base and final value."""

    name: str
    measure: str
    kind: str
    values: np.ndarray
    history: np.ndarray
    base: np.ndarray
    final: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What was projected after each month of `MONTHS`: [months, cases], and plain run rate beside it."""

    landing: np.ndarray
    low: np.ndarray
    high: np.ndarray
    plain: np.ndarray


def generated(name: str, *, years: int, cases: int = 400, seed: int = 11) -> Panel:
    """A family of series: `seasonal` output, `even` output, `lumpy` projects, or `capacity` (a level)."""
    draw = np.random.default_rng(seed)
    season, spread, memory = SHAPES[name]
    month = np.arange(12)
    tilt = draw.uniform(0.5, 1.5, cases)
    shape = 1.0 + season * tilt * (
        np.sin((month[:, None] - 3) / 12 * 2 * np.pi) * -0.4 + (month[:, None] >= 9)
    )
    shape /= shape.mean(axis=0)
    growth = draw.normal(0.08, 0.06, (years + 1, cases)).cumsum(axis=0)
    noise = np.zeros((years + 1) * 12 * cases).reshape((years + 1) * 12, cases)
    for row in range(len(noise)):
        before = noise[row - 1] if row else np.zeros(cases)
        noise[row] = memory * before + draw.normal(0, spread * np.sqrt(1 - memory**2), cases)
    flow = 10 * np.tile(shape, (years + 1, 1)) * np.exp(np.repeat(growth, 12, axis=0) + noise)
    if name == "lumpy":
        flow *= draw.gamma(1.5, 1 / 1.5, flow.shape)
    sums = flow.reshape(years + 1, 12, cases).cumsum(axis=1)
    sums[:, 0] = np.nan
    base = draw.uniform(50, 500, cases)
    level = name == "capacity"
    values = sums[-1] + (base if level else 0.0)
    history = sums[:-1].reshape(-1, cases) if not level else np.empty((0, cases))
    return Panel(
        name=f"{name}, {years} years before" if years else f"{name}, no history",
        measure="stock" if level else "flow", kind="level" if level else "ytd",
        values=values, history=history, base=base, final=values[-1],
    )  # fmt: skip


# season's depth, spread of a month (log), memory of the spread from month to month
SHAPES = {
    "seasonal": (0.3, 0.08, 0.5),
    "even": (0.0, 0.10, 0.3),
    "lumpy": (0.3, 0.10, 0.0),
    "capacity": (0.1, 0.30, 0.3),
}


def generated_growth(*, cases: int = 400, seed: int = 7) -> Panel:
    """Cumulative growth rates of two years and the one replayed: a wandering level, noise, now and then a shock."""
    draw = np.random.default_rng(seed)
    level, monthly = draw.normal(6, 2, cases), np.empty((36, cases))
    for month in range(len(monthly)):
        shock = np.where(draw.uniform(size=cases) < 0.03, draw.normal(0, 4, cases), 0.0)
        level = level + draw.normal(0, 0.35, cases) + shock
        monthly[month] = level + draw.normal(0, 0.9, cases)
    so_far = monthly.reshape(3, 12, cases).cumsum(axis=1) / np.arange(1, 13)[None, :, None]
    so_far[:, 0] = np.nan
    return Panel(
        name="growth, 2 years before", measure="rate", kind="yoy", values=so_far[-1],
        history=so_far[:-1].reshape(-1, cases), base=np.zeros(cases), final=so_far[-1][-1],
    )  # fmt: skip


def real_growth(path: Path) -> Panel:
    """National industrial value added, cumulative growth on a year before: every full year of the file."""
    table = pd.read_csv(path)
    table["period"] = pd.to_datetime(table["period"])
    by_year = table.pivot_table(
        index=table["period"].dt.month, columns=table["period"].dt.year, values="iav_cumulative_yoy_pct",
        dropna=False,
    ).reindex(np.arange(1, 13))  # fmt: skip
    full = [year for year in by_year if not np.isnan(by_year.loc[12, year])]
    values = by_year[full].to_numpy(dtype=float).copy()
    values[0] = np.nan  # 1–2月 are published together
    before = [by_year[[y - 2, y - 1]].to_numpy(dtype=float).T.reshape(-1) if y - 2 in by_year else np.full(24, np.nan)
              for y in full]  # fmt: skip
    return Panel(
        name=f"real: NBS value added growth, {full[0]}–{full[-1]}", measure="rate", kind="yoy", values=values,
        history=np.array(before).T, base=np.zeros(len(full)), final=values[-1],
    )  # fmt: skip


def replay(panel: Panel) -> Replay:
    """Judge the panel after each month of `MONTHS`, knowing only what had been reported by then."""
    targets, rows = _targets(panel), _observations(panel)
    rules = load_rules("default")
    ends = [(pd.Timestamp(YEAR, month, 1) + pd.offsets.MonthEnd(0)).date() for month in MONTHS]
    judged = [judge(targets, rows, end, rules) for end in ends]
    now = panel.values[MONTHS - 1]
    share = (12 / MONTHS)[:, None]
    plain = {"flow": now * share, "stock": panel.base + (now - panel.base) * share, "rate": now}[
        panel.measure
    ]
    landing, low, high = (
        np.array([frame[name].to_numpy() for frame in judged])
        for name in ("landing", "landing_low", "landing_high")
    )
    return Replay(landing=landing, low=low, high=high, plain=plain)


def _targets(panel: Panel) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "target_id": [f"t{case}" for case in range(len(panel.final))],
            "measure": panel.measure, "basis": "growth" if panel.measure == "rate" else "level",
            "comparator": ">=", "value": panel.final / SHORTFALL, "value_high": np.nan, "better": "higher",
            "period_start": pd.Timestamp(YEAR, 1, 1), "deadline": pd.Timestamp(YEAR, 12, 31),
            "strength": "binding", "assessed": "monthly",
            "baseline_value": panel.base if panel.measure == "stock" else np.nan, "baseline_on": pd.NaT,
        }
    )  # fmt: skip


def _observations(panel: Panel) -> pd.DataFrame:
    values = np.vstack([panel.history, panel.values])
    first = pd.Period(f"{YEAR}-01", "M") - len(panel.history)
    ends = pd.period_range(first, periods=len(values), freq="M").to_timestamp(how="end").normalize()
    cases = values.shape[1]
    table = pd.DataFrame(
        {
            "target_id": np.tile([f"t{case}" for case in range(cases)], len(values)),
            "period_end": np.repeat(ends.to_numpy(), cases),
            "kind": panel.kind,
            "value": values.reshape(-1),
            "frequency": "month",
        }
    )
    return table.dropna(subset=["value"])


def errors(panel: Panel, projected: np.ndarray) -> np.ndarray:
    """Distance from the year-end value: per cent of it (of the gain for levels), points for growth."""
    distance = np.abs(projected - panel.final)
    return distance if panel.measure == "rate" else distance / np.abs(panel.final - _origin(panel)) * 100


def _origin(panel: Panel) -> np.ndarray:
    return panel.base if panel.measure == "stock" else np.zeros(len(panel.final))


def _goal(panel: Panel, part: float) -> np.ndarray:
    """The target of which the year's end is this part."""
    origin = _origin(panel)
    return origin + (panel.final - origin) / part


def months_ahead(panel: Panel, projected: np.ndarray) -> float:
    """Mean months before year end from which on every projection says the target will be missed."""
    goal = _goal(panel, SHORTFALL)
    missed = np.flip(np.logical_and.accumulate(np.flip(projected < goal, axis=0), axis=0), axis=0)
    return float(missed.sum(axis=0).mean())


def line(panel: Panel) -> dict[str, object]:
    """One row of the table."""
    seen = replay(panel)
    held = (seen.low <= panel.final) & (panel.final <= seen.high)
    ours, plain = errors(panel, seen.landing), errors(panel, seen.plain)
    row: dict[str, object] = {"series": panel.name, "years": len(panel.final)}
    for month in SHOWN:
        at = int(np.flatnonzero(month == MONTHS)[0])
        row[f"{month} months"] = f"{np.median(ours[at]):.2f} / {np.median(plain[at]):.2f}"
        row[f"held at {month}"] = f"{held[at].mean():.0%}"
    means = [f"{e[1::3].mean(axis=1)[at]:.1f}" for at in range(3) for e in (ours, plain)]
    row["mean at 3 · 6 · 9"] = " · ".join(f"{a} / {b}" for a, b in zip(means[::2], means[1::2], strict=True))
    row["held"] = f"{held[1:].mean():.1%}"
    row["false alarms"] = f"{(seen.landing[1:] < _goal(panel, 1.05)).mean():.0%}"
    row["miss called"] = f"{months_ahead(panel, seen.landing):.1f} / {months_ahead(panel, seen.plain):.1f}"
    return row


def flow_line(years: Years) -> dict[str, object]:
    """One row of the table of real flows: mean absolute error in per cent of the year, and what the interval held."""
    cases = years.values.shape[1]
    panel = Panel(
        name=years.name, measure="flow", kind="ytd", values=years.values, history=years.history,
        base=np.zeros(cases), final=years.values[-1],
    )  # fmt: skip
    seen, at = replay(panel), [int(np.flatnonzero(month == MONTHS)[0]) for month in SHOWN]
    held = (seen.low <= panel.final) & (panel.final <= seen.high)
    return {
        "series": years.name,
        "years": cases,
        "mean error at 3 / 6 / 9": " / ".join(f"{errors(panel, seen.landing)[row].mean():.2f}" for row in at),
        "plain run rate": " / ".join(f"{errors(panel, seen.plain)[row].mean():.2f}" for row in at),
        "held at 3 / 6 / 9": " / ".join(f"{held[row].mean():.0%}" for row in at),
        "held": f"{held[at].mean():.1%}",
    }


def main(folder: Path) -> None:
    """Print the tables; the real series only where their folder is present."""
    growth, present = folder / GROWTH, (folder / FLOWS).is_file()
    if present:
        print("mean absolute error in per cent of the year's total; share of totals inside the 80% interval")
        print(pd.DataFrame([flow_line(years) for years in flows(folder)]).to_string(index=False), end="\n\n")
    panels = [real_growth(growth)] if growth.is_file() else []
    panels += [generated(name, years=years) for name in ("seasonal", "even", "lumpy") for years in (0, 1, 3)]
    panels += [generated("capacity", years=0), generated_growth()]
    print("median error ours / plain run rate (% of the year's value or gain; points for growth); share of")
    print(
        "year-end values inside the 80% interval; months before year end a 10% miss is called, ours / plain"
    )
    table = pd.DataFrame([line(panel) for panel in panels])
    print(table.to_string(index=False))
    made = table[~table["series"].str.startswith("real")]["held"].str.rstrip("%").astype(float)
    print(f"80% interval held, mean over generated families: {made.mean():.1f}%")
    if not present:
        print(f"no real series in {folder}: generated series only")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SERIES)
