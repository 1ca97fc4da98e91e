"""Ranks by hand: ties, n, change since last month, the missing at the end."""

import math

import pandas as pd

from metrics.aggregate import rank

NOW = pd.Series({"甲": 0.9, "乙": 1.1, "丙": 0.9, "丁": math.nan, "戊": 0.5})
BEFORE = pd.Series({"甲": 0.5, "乙": 0.9, "丙": 0.8, "丁": 0.7})


def test_ties_share_a_place_and_the_next_is_skipped():
    table = rank(NOW)
    assert table["rank"].dropna().to_dict() == {"乙": 1, "甲": 2, "丙": 2, "戊": 4}
    assert table["tied"].to_dict() == {"乙": False, "甲": True, "丙": True, "戊": False, "丁": False}


def test_the_missing_are_listed_last_and_not_counted():
    table = rank(NOW)
    assert list(table.index) == ["乙", "甲", "丙", "戊", "丁"]
    assert set(table["n"]) == {4}
    assert table["is_missing"].to_dict()["丁"]


def test_change_counts_places_gained():
    # last month 乙 1, 丙 2, 丁 3, 甲 4: 甲 gains 2, 乙 and 丙 stay, 戊 was not ranked, 丁 is missing now
    change = rank(NOW, BEFORE)["change"]
    assert change.dropna().to_dict() == {"乙": 0, "甲": 2, "丙": 0}


def test_equal_rationals_are_ties():
    assert rank(pd.Series({"甲": 0.1 + 0.2, "乙": 0.3}))["rank"].tolist() == [1, 1]


def test_nobody_to_rank():
    assert rank(pd.Series([], dtype=float)).empty
