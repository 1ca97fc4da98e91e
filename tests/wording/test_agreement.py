"""Light, numbers, outlook and every sentence of random ledgers, in both languages, held against one another."""

import math
import os
import re

import numpy as np
import pandas as pd
import pytest

from metrics.explanation import explain
from metrics.goals import demand
from metrics.measures import MEASURES
from metrics.model import Basis, Better, Comparator
from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import month_end, target_frame
from wording import amounts, reasons, sentences
from wording.translate import speaking

SEEDS = range(int(os.environ.get("LEDGERS", "1")))
SIZE = 120
MONTHS = ("2024-02", "2024-06", "2024-09", "2024-12", "2025-01", "2025-03")
GOOD, BAD = ("achieved", "on_pace"), ("behind", "far_behind", "missed")
LIT = (*GOOD, *BAD)
WORST = re.compile("落后序时|快于序时|未守住|突破限额，|short of|behind|over the limit")
BEST = re.compile("超序时|低于序时|^守住|未突破|与序时持平|与目标持平")
MET = re.compile("可达到|可控制在|达到目标|完成目标|，控制在")
SHORT = re.compile("差[0-9]|超出|接近")


def ledger(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Random targets and what was reported of them to March 2025: every wording, gaps, standstills, near misses."""
    draw = np.random.default_rng(seed)
    stated, reported = [], []
    for n in range(SIZE):
        measure, basis = str(draw.choice(list(MEASURES))), str(draw.choice(list(Basis)))
        comparator, better = str(draw.choice(list(Comparator))), str(draw.choice(list(Better)))
        number = float(
            draw.choice(
                [1.5, 8.0, 20.0, 67.0, 100.0, 300.0, 0.35, 0.0, -50.0], p=[0.15] * 6 + [0.05, 0.03, 0.02]
            )
        )
        base = float(round(number * draw.choice([0.6, 0.97, 1.0, 1.2]), 4)) if draw.random() < 0.6 else None
        start, end = draw.choice(
            [("2024-01-01", "2024-12-31"), ("2024-07-01", "2024-12-31"), ("2024-03-15", "2024-11-10")]
        )
        stated.append(
            {
                "measure": measure, "basis": basis, "comparator": comparator, "better": better, "value": number,
                "value_high": number + 5 if comparator == "range" else None, "baseline_value": base,
                "period_start": start, "deadline": end, "assessed": str(draw.choice(["monthly", "monthly", "annual"])),
            }
        )  # fmt: skip
        way = draw.choice([0.5, 0.9, 0.9999, 1.0, 1.00001, 1.3, -0.4])
        for month in range(2, 16):
            if draw.random() < 0.15:
                continue
            part = min(month, 12) / 12
            begun = 0.0 if base is None else base
            rise = (begun + (number - begun) * way * part, number * way * part, number * way)
            period = f"{2024 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"
            for kind, value in zip(("level", "ytd", "yoy"), rise, strict=True):
                if kind != "ytd" or month <= 12:
                    reported.append((f"t{n}", period, kind, round(float(value), 4)))
    frame = pd.DataFrame(reported, columns=["target_id", "period", "kind", "value"])
    ends = pd.PeriodIndex(frame.pop("period"), freq="M").to_timestamp(how="end").normalize()
    return target_frame(*stated), frame.assign(period_end=ends.as_unit("us"), frequency="month")


def rows(seed: int, month: str, rules: str) -> list[dict]:
    targets, reported = ledger(seed)
    seen = reported[reported["period_end"] <= pd.Timestamp(month_end(month))]
    judged = judge(targets, seen, month_end(month), load_rules(rules))
    frame = targets.rename(columns={"value": "target", "baseline_value": "baseline"}).merge(
        judged, on="target_id"
    )
    return frame.assign(indicator="指标", indicator_en="Indicator", unit="亿元").to_dict("records")


@pytest.mark.parametrize("seed", SEEDS)
def test_light_numbers_outlook_and_sentences_agree(seed):
    for month in MONTHS:
        for row in rows(seed, month, "default"):
            light_and_numbers(row)
            outlook_and_landing(row)
            headline_and_light(row)
            pace_and_light(row)
            explained(row)


def light_and_numbers(row: dict) -> None:
    status, lag = row["official_status"], row["lag_pp"]
    distances = [row[name] for name in ("pace", "lag_pp", "shortfall")]
    assert status in LIT or all(map(math.isnan, distances)), row
    if status in GOOD:
        assert not lag < 0 or status == "achieved", row
        assert not row["shortfall"] > 0 or status == "achieved", row
    if status in ("behind", "far_behind"):
        assert not lag >= 0, row
        assert not row["shortfall"] <= 0, row
    if status in ("achieved", "missed"):
        assert (demand(row).short(row["actual"]) <= 0) == (status == "achieved"), row
    carried = status not in LIT and pd.notna(row["actual_period"])
    assert not (carried and status == "not_reported") or math.isnan(row["completion"]), row


def outlook_and_landing(row: dict) -> None:
    view, landing = row["outlook_status"], row["landing"]
    if view == "none":
        return
    assert row["official_status"] != "not_assessable", row
    assert (view == "on_track") == (demand(row).short(landing) <= 0), row
    assert row["landing_low"] <= landing <= row["landing_high"], row
    fine, lands = row["official_status"] in GOOD, view == "on_track"
    slips = row["official_status"] in ("behind", "far_behind")
    assert row["disagrees"] == ((fine and not lands) or (slips and lands)), row


def headline_and_light(row: dict) -> None:
    said = sentences.target_headline(row)
    with speaking("en"):
        english = sentences.target_headline(row)
    assert not re.search("[一-鿿]", english.replace("亿元", "")), english
    for words in (said, english, amounts.goal(row)):
        assert "nan" not in words, (said, row)
    if row["official_status"] == "achieved":
        assert not SHORT.search(said), (said, row)
    if row["official_status"] == "missed":
        assert SHORT.search(said), (said, row)
        assert not MET.search(said), (said, row)
    if row["official_status"] == "not_assessable":
        assert not MET.search(said), (said, row)
    assert not re.search("差0(?!\\.\\d*[1-9])|超出0(?!\\.\\d*[1-9])| 0 (short|over)", said + english), (
        said,
        english,
        row,
    )


def pace_and_light(row: dict) -> None:
    said = reasons.pace_sentence(row)
    with speaking("en"):
        assert "nan" not in reasons.pace_sentence(row)
    worse = "高于目标" if demand(row).lower else "低于目标"
    if row["official_status"] in GOOD:
        assert not WORST.search(said), (said, row)
        assert worse not in said, (said, row)
    if row["official_status"] in BAD:
        assert not BEST.search(said), (said, row)
    if row["official_status"] == "missed":
        assert "100.0%" not in said or row["reason"], (said, row)
    if row["official_status"] not in LIT:
        assert not (WORST.search(said) or BEST.search(said)), (said, row)


def explained(row: dict) -> None:
    why = explain(row, load_rules("default"))
    for language in ("zh", "en"):
        with speaking(language):
            assert all("nan" not in said for said in reasons.sentences(why, row)), row
            reasons.required_effort(row)
    for check in why.checks:
        assert check is not why.decided_by or check.band.status == row["official_status"], row
