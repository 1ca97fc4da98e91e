"""Every combination a target may be stated in, each with values from the wrong side of its start to beyond its goal."""

from collections.abc import Iterator
from itertools import product

import pandas as pd

from metrics.aggregate import gap_contributions
from metrics.measures import MEASURES
from metrics.model import Basis, Better, Comparator
from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import month_end, observation_frame, target_frame

BASELINES = (None, 80.0, 120.0)
# shares of the way from the start to the number: away from it, nothing, a little, half, most, all, more
WAYS = (-0.2, 0.0, 0.2, 0.5, 0.7, 1.0, 1.3)
MONTHS = ("2024-06", "2024-12")
KINDS = ("ytd", "level", "yoy")


def stated(number: float) -> Iterator[dict[str, object]]:
    """Every measure × basis × comparator × direction × baseline, of that number or a change by a tenth of it."""
    for measure, basis, comparator, better, base in product(MEASURES, Basis, Comparator, Better, BASELINES):
        value = number / 10 if basis in (Basis.INCREMENT, Basis.FLOW) else number
        yield {
            "measure": str(measure), "basis": str(basis), "comparator": str(comparator), "better": str(better),
            "value": value, "value_high": value + 5 if comparator == Comparator.RANGE else None,
            "baseline_value": base,
        }  # fmt: skip


def judged_everywhere(as_of: str, rules: str = "default", number: float = 100.0) -> pd.DataFrame:
    """One row per combination and value reported: the progress frame with the gap table's shortfall beside it."""
    cases = list(product(stated(number), WAYS, KINDS))
    targets = target_frame(*(row for row, _way, _kind in cases))
    reported = observation_frame(
        *((f"t{n}", as_of, kind, _value(row, way, kind)) for n, (row, way, kind) in enumerate(cases))
    )
    judged = judge(targets, reported, month_end(as_of), load_rules(rules))
    ledger = targets.rename(columns={"value": "target", "baseline_value": "baseline"})
    frame = ledger.merge(judged, on="target_id", validate="one_to_one")
    frame = frame.assign(
        indicator=frame["target_id"], indicator_code=frame["target_id"], region="市", unit="吨", additive=True,
        part_of=None, way=[way for _row, way, _kind in cases], kind=[kind for _row, _way, kind in cases],
    )  # fmt: skip
    return frame[frame["actual"].notna()].merge(
        gap_contributions(frame)[["target_id", "shortfall"]].rename(columns={"shortfall": "gap_table"}),
        on="target_id",
    )


def _value(row: dict[str, object], way: float, kind: str) -> float:
    """What is reported: so much of the way from the baseline (or nothing) to the number, or of the number itself."""
    number, base = float(str(row["value"])), row["baseline_value"]
    if kind != "level":
        return round(number * way, 4)
    moves = row["basis"] in ("increment", "flow")
    start = 50.0 if base is None else float(str(base))
    falls = row["better"] == "lower" and row["comparator"] != "<="
    end = start + (-number if falls else number) if moves else number
    return round(start + (end - start) * way, 4)
