"""What the numbers say, in words: hand-made records with the sentence they must give."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.metrics.factory import judged, target_frame
from wording import amounts, reasons, sentences
from wording.reasons import pace_sentence
from wording.translate import use


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    use("zh")
    yield
    use("zh")


def polysilicon(**changes: object) -> dict:
    """The polysilicon target as of June 2024 (sample figures): 61.5 of 87, from 47.5."""
    return {
        "indicator": "多晶硅产能", "measure": "stock", "comparator": ">=", "better": "higher", "target": 87.0,
        "value_high": np.nan, "unit": "万吨", "actual": 61.5, "actual_period": pd.Timestamp("2024-06-30"),
        "deadline": pd.Timestamp("2024-12-31"), "completion": 0.3544, "expected": 0.5, "lag_pp": -14.56,
        "landing": 77.5, "required_per_month": 4.25, "months_left": 6, "effort_vs_average": 1.82,
        "effort_vs_best": 1.21, "official_status": "far_behind",
    } | changes  # fmt: skip


def frame(*statuses: str) -> pd.DataFrame:
    sectors = [["光伏", "稀土", "人才"][i % 3] for i in range(len(statuses))]
    return pd.DataFrame({"official_status": list(statuses), "top_sector": sectors})


def test_overview_counts_the_slipping_and_says_where() -> None:
    found = frame("far_behind", "on_pace", "behind", "far_behind", "on_pace", "achieved")
    assert sentences.overview_headline(found) == "6项目标中2项严重滞后、1项滞后，短板在光伏与人才"
    use("en")
    assert sentences.overview_headline(found) == "6 targets: 2 far behind, 1 behind; weakest in 光伏 and 人才"


def test_overview_without_slipping_without_reports_and_without_targets() -> None:
    assert (
        sentences.overview_headline(frame("on_pace", "achieved", "not_due"))
        == "3项目标中2项可判定，均达到序时或已完成"
    )
    assert sentences.overview_headline(frame("not_reported", "not_due")) == "2项目标本月均无可判定的报送值"
    assert sentences.overview_headline(frame()) == "所选范围内没有目标"


def test_target_headline_says_the_landing_and_the_gap() -> None:
    assert (
        sentences.target_headline(polysilicon()) == "多晶硅产能：按现速年底约77.5万吨，距87万吨目标差9.5万吨"
    )
    use("en")
    said = sentences.target_headline(polysilicon())
    assert said == "多晶硅产能: heading for about 775K t at year-end, 95K t short of the target of 870K t"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"landing": 90.0}, "多晶硅产能：按现速年底约90万吨，可达到87万吨目标"),
        ({"deadline": pd.Timestamp("2025-12-31")},
         "多晶硅产能：按现速到2025年底约77.5万吨，距87万吨目标差9.5万吨"),
        ({"comparator": "<=", "better": "lower", "landing": 90.0},
         "多晶硅产能：按现速年底约90万吨，将超出87万吨控制目标3万吨"),
        ({"comparator": "<=", "better": "lower", "landing": 80.0},
         "多晶硅产能：按现速年底约80万吨，可控制在87万吨以内"),
        ({"better": "lower", "landing": 90.0}, "多晶硅产能：按现速年底约90万吨，超出87万吨目标3万吨"),
        # 左右 is met from where it was judged to be: 87 − 5%
        ({"comparator": "~", "goal": 82.65, "landing": 83.0}, "多晶硅产能：按现速年底约83万吨，可达到87万吨左右目标"),
        ({"official_status": "missed"}, "多晶硅产能：到期为61.5万吨，距87万吨目标差25.5万吨"),
        ({"official_status": "missed", "comparator": "<=", "actual": 90.0},
         "多晶硅产能：到期为90万吨，超出87万吨控制目标3万吨"),
        ({"official_status": "achieved", "comparator": "<="}, "多晶硅产能：61.5万吨，控制在87万吨以内"),
        ({"reason": "cap_exceeded", "official_status": "far_behind", "comparator": "<=", "measure": "flow",
          "actual": 90.0}, "多晶硅产能：累计已达90万吨，超出87万吨控制目标3万吨"),
        ({"actual": np.nan, "official_status": "not_due", "reason": "not_begun"},
         "多晶硅产能：目标87万吨，尚未到起始时间"),
        # up by 3 places from the 8th, now the 6th: 8 − 6 = 2, and 6 − (8 − 3) = 1 to go
        ({"measure": "rank", "basis": "increment", "better": "lower", "target": 3.0, "baseline": 8.0,
          "actual": 6.0, "landing": np.nan, "unit": "位"}, "多晶硅产能：已前移2位，距目标3位差1位"),
        ({"official_status": "achieved", "actual": 88.0}, "多晶硅产能：已达88万吨，完成目标87万吨"),
        ({"actual": np.nan}, "多晶硅产能：目标87万吨，尚无报送值"),
        ({"actual": np.nan, "comparator": "~"}, "多晶硅产能：目标87万吨左右，尚无报送值"),
        # what may be added at most: 61.5 − 47.5 of 20
        ({"official_status": "achieved", "comparator": "<=", "basis": "increment", "baseline": 47.5, "target": 20.0},
         "多晶硅产能：新增14万吨，控制在20万吨以内"),
        ({"target": np.nan}, "多晶硅产能：文件未给出数值目标"),
        ({"landing": np.nan}, "多晶硅产能：现为61.5万吨，距目标87万吨差25.5万吨"),
        ({"measure": "rate", "unit": "%", "target": 8.0, "actual": 6.1, "landing": np.nan},
         "多晶硅产能：现为6.1%，距目标8%差1.9个百分点"),
    ],
)  # fmt: skip
def test_target_headline_in_every_state(changes: dict, said: str) -> None:
    assert sentences.target_headline(polysilicon(**changes)) == said


def test_the_weakest_sectors_count_far_behind_twice_and_need_another_to_be_weaker_than() -> None:
    slipping = pd.DataFrame({
        "official_status": ["behind", "behind", "behind", "far_behind", "missed", "on_pace"],
        "top_sector": ["稀土", "稀土", "稀土", "光伏", "光伏", "人才"],
    })  # fmt: skip
    assert sentences.weakest_sectors(slipping) == ["光伏", "稀土"]
    assert sentences.weakest_sectors(slipping[slipping["top_sector"] == "稀土"]) == []


def test_required_effort_compares_with_average_and_best() -> None:
    assert (
        reasons.required_effort(polysilicon())
        == "余下6个月须月均新增4.25万吨，为上半年月均的1.8倍、最好月份的1.2倍"
    )
    assert reasons.required_effort(polysilicon(measure="flow", effort_vs_best=np.nan)).endswith(
        "须月均完成4.25万吨，为上半年月均的1.8倍"
    )
    assert reasons.required_effort(polysilicon(required_per_month=0.0)) == ""
    assert reasons.effort_short(polysilicon()) == "4.25万吨（1.8倍）"
    assert reasons.effort_beside(polysilicon()) == "须月均4.25万吨（1.8倍）"


def test_required_effort_where_less_is_better() -> None:
    # a capped sum may still use so much a month; a level must come down; a place must move up
    cap = polysilicon(comparator="<=", measure="flow", required_per_month=5.0, effort_vs_average=0.43,
                      effort_vs_best=np.nan)  # fmt: skip
    assert reasons.required_effort(cap) == "余下6个月须控制在月均5万吨以内，为上半年月均的0.4倍"
    assert reasons.effort_short(cap) == "≤5万吨（0.4倍）"
    assert reasons.required_effort(cap | {"required_per_month": -1.0}) == ""
    down = polysilicon(better="lower", required_per_month=-2.5, effort_vs_best=np.nan)
    assert reasons.required_effort(down) == "余下6个月须月均减少2.5万吨，为上半年月均的1.8倍"
    # of whole things 0.45 a month are 2.7 in six: a cap leaves 2 of them, a goal still asks for 3
    few = polysilicon(measure="flow", unit="家", required_per_month=0.45)
    assert reasons.required_effort(few | {"comparator": "<="}) == "余下6个月合计须控制在2家以内"
    assert reasons.required_effort(few) == "余下6个月还须完成3家"
    # a half a month in six is 3, whatever the last bits say
    assert reasons.required_effort(few | {"required_per_month": 0.5 + 1e-9}) == "余下6个月还须完成3家"
    place = polysilicon(measure="rank", better="lower", unit="位", required_per_month=-1 / 3)
    assert reasons.required_effort(place) == "余下6个月还须前移2位"


def test_the_months_behind_are_counted_from_the_periods_own_start() -> None:
    june = pd.Timestamp("2024-06-30")
    assert reasons.span_so_far(june, pd.Timestamp("2024-01-01")) == "上半年"
    assert reasons.span_so_far(june, pd.Timestamp("2021-01-01")) == "前42个月"
    assert reasons.span_so_far(june, pd.Timestamp("2024-03-15")) == "前3个月"  # counts from April
    assert reasons.span_so_far(pd.Timestamp("2024-09-30"), pd.Timestamp("2024-07-01")) == "前3个月"


def test_pace_sentence_of_caps_limits_and_growth_to_be_kept_low() -> None:
    cap = polysilicon(comparator="<=", measure="flow", completion=0.55, lag_pp=-5.0)
    assert reasons.pace_sentence(cap) == "已用55.0%，快于序时5.0个百分点"
    assert (
        reasons.pace_sentence(cap | {"completion": 0.45, "lag_pp": 5.0}) == "已用45.0%，低于序时5.0个百分点"
    )
    assert reasons.pace_sentence(cap | {"completion": 0.5, "lag_pp": 0.0}) == "已用50.0%，与序时持平"
    held = polysilicon(completion=0.98, lag_pp=-2.0, reason="baseline_meets_target")
    assert reasons.pace_sentence(held) == "未守住目标水平，偏离2.0%"
    # 3.4% where at most 3% is asked for: 0.4 points above it
    assert (
        reasons.pace_sentence(polysilicon(measure="rate", comparator="<=", lag_pp=-0.4))
        == "高于目标0.4个百分点"
    )


def test_pace_sentence() -> None:
    assert reasons.pace_sentence(polysilicon()) == "完成35.4%，落后序时14.6个百分点"
    assert reasons.pace_sentence(polysilicon(completion=0.5, lag_pp=0.0)) == "完成50.0%，与序时持平"
    assert reasons.pace_sentence(polysilicon(completion=0.6, lag_pp=10.0)) == "完成60.0%，超序时10.0个百分点"


def test_whole_things_are_never_said_in_fractions() -> None:
    counted = polysilicon(
        measure="flow", unit="家", target=2.0, actual=1.0, landing=1.96, required_per_month=1 / 6
    )
    assert sentences.target_headline(counted) == "多晶硅产能：按现速年底约2家，接近2家目标"
    assert reasons.required_effort(counted) == "余下6个月还须完成1家"
    assert reasons.effort_short(counted) == "共1家"
    assert reasons.effort_beside(counted) == "余下还须1家"


def test_an_increment_is_said_as_what_was_added() -> None:
    added = polysilicon(basis="increment", target=39.5, baseline=47.5)
    assert sentences.target_headline(added) == "多晶硅产能：按现速年底约新增30万吨，距39.5万吨目标差9.5万吨"


def test_estimates_carry_three_figures() -> None:
    said = sentences.target_headline(polysilicon(landing=81.152))
    assert said == "多晶硅产能：按现速年底约81.2万吨，距87万吨目标差5.8万吨"
    near = sentences.target_headline(polysilicon(target=1.0, actual=0.9, landing=0.9962))
    assert near == "多晶硅产能：按现速年底约1万吨，接近1万吨目标"


def test_a_missing_baseline_is_said_instead_of_a_distance() -> None:
    said = reasons.pace_sentence(polysilicon(reason="baseline_missing"))
    assert said == "完成35.4%（基期缺失，与序时的比较仅供参考）"


def test_growth_is_held_against_its_target() -> None:
    assert reasons.pace_sentence(polysilicon(measure="rate", lag_pp=-1.9)) == "低于目标1.9个百分点"
    assert reasons.pace_sentence(polysilicon(measure="rate", lag_pp=0.0)) == "与目标持平"
    assert reasons.pace_sentence(polysilicon(completion=np.nan)) == ""


def test_a_month_not_reported_is_not_said_to_have_brought_nothing() -> None:
    silent = pd.DataFrame(
        {
            "indicator": ["重卡", "磁材"], "official_status": ["not_reported", "behind"],
            "previous_status": ["behind", "not_reported"], "lag_pp": [-10.0, -3.0], "previous_lag_pp": [-1.7, -8.3],
            "cause": ["time", "value"],
        }
    )  # fmt: skip
    assert sorted(sentences.changes(silent)) == ["由未报送转为滞后：磁材", "由滞后转为未报送：重卡"]


def test_changes_name_the_step_from_light_to_light_the_worsened_first() -> None:
    moved = pd.DataFrame(
        {
            "indicator": ["重卡", "磁材", "稀土", "专利", "平台"],
            "official_status": ["far_behind", "achieved", "behind", "behind", "behind"],
            "previous_status": ["behind", "on_pace", "behind", "far_behind", "on_pace"],
            "lag_pp": [-18.0, 12.0, -2.0, -4.0, -1.0],
            "previous_lag_pp": [-7.2, np.nan, -2.0, -20.0, 1.0],
        }
    )
    assert sentences.changes(moved) == [
        "由滞后转为严重滞后：重卡（较序时由−7.2到−18.0个百分点）",
        "由达到序时转为滞后：平台（较序时由+1.0到−1.0个百分点）",
        "由严重滞后转为滞后：专利（较序时由−20.0到−4.0个百分点）",
        "由达到序时转为已完成：磁材",
    ]


def test_what_is_not_reported_is_not_measured_by_the_month_before() -> None:
    silent = pd.DataFrame(
        {
            "indicator": ["项目"],
            "official_status": ["not_reported"],
            "previous_status": ["on_pace"],
            "lag_pp": [4.0],
            "previous_lag_pp": [12.3],
            "cause": ["time"],
        }
    )
    assert sentences.changes(silent) == ["由达到序时转为未报送：项目"]


def test_source_note_says_sample_data() -> None:
    note = sentences.source_note(date(2024, 6, 30), "序时-1", is_sample=True)
    assert note == "数据来源：各单位月报 · 示例数据（数值为虚构） · 截至2024年6月30日 · 判定规则 序时-1"


def test_goal_in_words() -> None:
    assert amounts.goal_in_full(polysilicon()) == "不低于87万吨"
    assert amounts.goal_in_full(polysilicon(comparator="~")) == "87万吨左右"
    assert (
        amounts.goal_in_full(polysilicon(comparator="range", target=3.0, value_high=5.0, unit="家"))
        == "3–5家"
    )


def judged_row(target: dict, values: dict, kind: str, as_of: str, unit: str = "亿元") -> dict:
    """One judged target as the progress frame has it."""
    row = judged(target, values, kind, as_of).to_dict()
    framed = {"value": "target", "baseline_value": "baseline"}
    stated = {framed.get(name, name): value for name, value in target_frame(target).iloc[0].items()}
    return {**stated, **row, "unit": unit, "indicator": "指标"}


RANK_UP = {"measure": "rank", "basis": "increment", "better": "lower", "value": 5}
# what a light was contradicted by, and what is said instead: target · values · kind · as of · unit → headline, pace
AGREE = [
    ({"comparator": "~"}, {"2024-12": 94}, "ytd", "2024-12", "亿元", "到期为94亿元，距100亿元左右目标差6亿元", "落后序时1.0"),
    ({"value": 300}, {"2024-06": 149.9999}, "ytd", "2024-06", "亿元", "", "落后序时"),
    ({"measure": "rate", "value": 8.0}, {"2024-12": 7.96}, "yoy", "2024-12", "%", "差0.04个百分点", "低于目标0.04个百分点"),
    ({}, {"2024-12": 99.95}, "ytd", "2024-12", "亿元", "到期为99.95亿元", "完成99.95%"),
    ({"value": -50}, {"2024-06": -80}, "ytd", "2024-06", "亿元", "目标−50亿元，目标值为零或负数", ""),
    (RANK_UP, {"2024-06": 6}, "level", "2024-06", "位", "目标前移5位，基期缺失", ""),
    ({"measure": "stock", "comparator": "<=", "value": 10}, {"2024-06": 9}, "level", "2024-06", "%", "", "未突破限额"),
    ({"assessed": "annual"}, {"2024-06": 10}, "ytd", "2024-06", "亿元", "", "完成10.0%，到期考核"),
    ({}, {"2024-05": 45}, "ytd", "2024-06", "亿元", "本月未报送，按2024年5月及以前的数", ""),
    ({"measure": "stock"}, {"2025-01": 97}, "level", "2025-02", "亿元", "到期后2025年1月为97亿元，距100亿元目标差3亿元", ""),
    ({"period_start": "2024-07-01"}, {"2024-03": 20, "2024-09": 50}, "ytd", "2024-09", "亿元", "补报2024年6月累计，没有的填0", ""),
]  # fmt: skip


@pytest.mark.parametrize("case", AGREE)
def test_no_sentence_contradicts_its_light(case):
    target, values, kind, as_of, unit, headline, pace = case
    row = judged_row(target, values, kind, as_of, unit)
    assert headline in sentences.target_headline(row)
    assert pace in pace_sentence(row)


def sectors(**lights: str) -> pd.DataFrame:
    """Targets by sector and light: a for achieved, b behind, n not reported."""
    words = {"a": "achieved", "b": "behind", "n": "not_reported"}
    rows = [(name, words[light]) for name, row in lights.items() for light in row]
    return pd.DataFrame(rows, columns=["top_sector", "official_status"])


def test_the_weakest_sector_is_the_one_with_the_largest_share_behind():
    # 稀土: 4 of 17 behind; 储能: all three; 钢铁: half
    frame = sectors(稀土="b" * 4 + "a" * 13, 储能="bbb", 钢铁="abn")
    assert sentences.weakest_sectors(frame) == ["储能", "钢铁"]
    # two that tie for the second place are both said; where all are alike, none is
    assert sentences.weakest_sectors(sectors(稀土="b", 储能="ab", 钢铁="ab")) == ["稀土", "储能", "钢铁"]
    assert sentences.weakest_sectors(sectors(a="b", b="b", c="b", d="b")) == []


def test_lights_without_a_baseline_are_counted_apart():
    frame = sectors(稀土="aab").assign(is_weak=[False, False, True])
    assert sentences.counts_sentence(frame) == "已完成2项、滞后1项（其中1项基期缺失）"
