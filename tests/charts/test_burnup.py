"""Burn-up: months in order, the gap where it is, labels that cover nothing."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from charts import style as styles
from charts.burnup import burnup_chart
from charts.burnup_layout import axis_labels, course, key, months, samples, scale
from charts.text import width
from wording.translate import use


def reported(values: list[float], kind: str = "level", year: int = 2024) -> pd.DataFrame:
    ends = [pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0) for month in range(2, 2 + len(values))]
    rows = {"period_end": pd.to_datetime(ends), "kind": kind, "value": values, "frequency": "month"}
    return pd.DataFrame(rows)


def polysilicon(**changes: object) -> dict:
    """Sample figures: 61.5 of 87, from 47.5, in June 2024."""
    return {
        "indicator": "多晶硅产能", "measure": "stock", "basis": "level", "comparator": ">=", "better": "higher",
        "target": 87.0, "value_high": np.nan, "unit": "万吨", "actual": 61.5, "actual_kind": "level",
        "actual_period": pd.Timestamp("2024-06-30"), "period_start": pd.Timestamp("2024-01-01"),
        "deadline": pd.Timestamp("2024-12-31"), "baseline": 47.5, "baseline_on": pd.Timestamp("2023-09-30"),
        "completion": 0.3544, "expected": 0.5, "lag_pp": -14.56, "landing": 77.5, "landing_low": 70.0,
        "landing_high": 85.0, "official_status": "far_behind",
    } | changes  # fmt: skip


def draw(record: dict, values: list[float] | None = None, style: styles.Style = styles.SCREEN) -> Figure:
    series = reported([49, 52, 55.5, 58, 61.5] if values is None else values, str(record["actual_kind"]))
    return burnup_chart(series, record, style=style, source_note="示例数据")


def trace(figure: Figure, name: str) -> object:
    return next((trace for trace in figure.data if trace.name == name), None)


def texts(figure: Figure) -> str:
    return "|".join(note.text for note in figure.layout.annotations)


def test_months_stand_in_order_with_january_and_february_as_one() -> None:
    places = list(draw(polysilicon()).layout.xaxis.categoryarray)
    assert places[:3] == ["base", "2024-02", "2024-03"]
    assert places[-1] == "2024-12"
    assert len(places) == 12
    assert draw(polysilicon()).layout.xaxis.ticktext[:3] == ("基期", "1–2月", "3月")


def test_the_gap_is_a_bracket_from_landing_to_target() -> None:
    figure = draw(polysilicon())
    assert list(trace(figure, "gap").y) == [77.5, 87.0]
    assert "缺口 9.5" in texts(figure)
    assert "预计 77.5" in texts(figure)
    assert "6月 61.5万吨" in texts(figure)
    assert "完成35.4%，落后序时14.6个百分点" in texts(figure)


def test_a_narrow_chart_breaks_the_sentence_without_its_comma() -> None:
    figure = draw(polysilicon(), style=styles.PHONE)
    assert "完成35.4%<br>落后序时" in " ".join(str(one.text) for one in figure.layout.annotations)


def test_a_landing_beyond_the_target_has_no_bracket() -> None:
    figure = draw(polysilicon(landing=90.0))
    assert trace(figure, "gap") is None
    assert "缺口" not in texts(figure)


def test_the_expected_path_runs_from_the_baseline_through_the_expected_value_to_the_target() -> None:
    drawn = trace(draw(polysilicon()), "expected")
    path = dict(zip(drawn.x, drawn.y, strict=True))
    assert path["base"] == 47.5
    assert path["2024-06"] == pytest.approx(47.5 + 0.5 * 39.5)
    assert path["2024-12"] == pytest.approx(87.0)


def test_an_increment_is_drawn_on_top_of_its_baseline() -> None:
    figure = draw(polysilicon(basis="increment", target=39.5))
    assert list(trace(figure, "target").y) == [87.0, 87.0]


def test_an_increment_of_a_level_to_be_lowered_is_drawn_below_its_baseline() -> None:
    # 压减 20 from 50: the line to reach is 30, and 41 in June is 11 above it
    record = polysilicon(basis="increment", better="lower", target=20.0, goal=30.0, baseline=50.0, actual=41.0,
                         landing=34.0, landing_low=32.0, landing_high=36.0)  # fmt: skip
    figure = draw(record, [49, 47, 45, 43, 41])
    assert list(trace(figure, "target").y) == [30.0, 30.0]
    assert list(trace(figure, "gap").y) == [34.0, 30.0]
    assert "超出 4" in texts(figure)
    path = trace(figure, "expected")
    assert dict(zip(path.x, path.y, strict=True))["2024-12"] == pytest.approx(30.0)


def test_a_share_to_be_raised_by_points_is_drawn_on_top_of_its_baseline() -> None:
    record = polysilicon(measure="share", basis="increment", unit="%", target=5.0, baseline=40.0, actual=42.0,
                         landing=np.nan)  # fmt: skip
    assert list(trace(draw(record, [40.5, 41, 41.2, 41.6, 42]), "target").y) == [45.0, 45.0]


def test_the_chart_agrees_with_its_headline_on_what_about_a_number_means() -> None:
    # 2000左右 is met from 1900: a landing of 1930 leaves no gap, and the path runs straight to 1900
    flow = polysilicon(measure="flow", basis="flow", comparator="~", target=2000.0, goal=1900.0, unit="亿元",
                       baseline=np.nan, actual=965.0, actual_kind="ytd", completion=0.4825, expected=0.475,
                       lag_pp=0.75, official_status="on_pace", landing=1930.0, landing_low=1800.0,
                       landing_high=2060.0)  # fmt: skip
    figure = draw(flow, [300, 460, 620, 790, 965])
    assert "可达到2,000亿元左右目标" in texts(figure)
    assert trace(figure, "gap") is None
    assert list(trace(figure, "target").y) == [2000.0, 2000.0]
    path = dict(zip(trace(figure, "expected").x, trace(figure, "expected").y, strict=True))
    assert np.diff([path[f"2024-{month:02d}"] for month in range(3, 13)]) == pytest.approx([1900 / 12] * 9)
    short = draw(flow | {"landing": 1850.0}, [300, 460, 620, 790, 965])
    assert list(trace(short, "gap").y) == [1850.0, 1900.0]
    assert "缺口 50" in texts(short)


def test_a_plan_over_years_is_drawn_as_it_has_accumulated() -> None:
    # 90 in 2023 and 30 by June 2024 are 120 of 300 since the plan began
    record = polysilicon(measure="flow", basis="flow", target=300.0, unit="亿元", baseline=np.nan, actual=120.0,
                         actual_kind="ytd", period_start=pd.Timestamp("2023-01-01"),
                         deadline=pd.Timestamp("2025-12-31"), landing=np.nan)  # fmt: skip
    ends = pd.to_datetime(["2023-06-30", "2023-12-31", "2024-06-30"])
    rows = {"period_end": ends, "kind": "ytd", "value": [40.0, 90.0, 30.0], "frequency": "month"}
    drawn = course(pd.DataFrame(rows), record)
    assert dict(zip(drawn.places, drawn.actual, strict=True))["2024-06"] == 120.0


def test_months_alone_and_sums_of_an_increment_are_drawn_as_they_were_judged() -> None:
    flow = polysilicon(measure="flow", basis="flow", baseline=np.nan, actual_kind="month", landing=np.nan)
    january = pd.DataFrame({"period_end": [pd.Timestamp("2024-01-31")], "kind": "month", "value": [5.0],
                            "frequency": "month"})  # fmt: skip
    months_alone = pd.concat([january, reported([6, 7], "month")])
    assert [value for value in course(months_alone, flow).actual if not np.isnan(value)] == [11, 18]
    # 累计新增 14 on 47.5 stands at 61.5
    added = polysilicon(basis="increment", target=39.5, actual_kind="ytd", landing=np.nan)
    assert course(reported([2, 14], "ytd"), added).actual[:3] == [47.5, 49.5, 61.5]


def test_a_period_begun_within_a_month_is_drawn_from_that_month() -> None:
    drawn = course(reported([55, 58], "level"), polysilicon(period_start=pd.Timestamp("2024-03-15")))
    assert drawn.places[:2] == ["base", "2024-03"]


def test_a_limit_to_hold_has_no_path_and_a_deadline_not_reported_keeps_its_own() -> None:
    held = draw(polysilicon(expected=1.0, expected_path="held"))
    assert all(np.isnan(trace(held, "expected").y))
    late = draw(
        polysilicon(expected=1.0, expected_path="elapsed", official_status="not_reported", landing=np.nan)
    )
    assert trace(late, "expected").y[-1] == pytest.approx(87.0)


def test_the_expected_path_follows_a_plan_and_says_so() -> None:
    # planned 10% by March, 50% by June, 80% by September, all by December: 47.5 + 39.5 × 0.1 = 51.45 in March,
    # 47.5 + 39.5 × 0.3667 = 61.98 in May, two thirds of the way from March to June
    plan = tuple(zip(pd.to_datetime(["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
                     (0.1, 0.5, 0.8, 1.0), strict=True))  # fmt: skip
    figure = draw(polysilicon(expected_points=plan, expected_path="planned"))
    drawn = trace(figure, "expected")
    due = dict(zip(drawn.x, drawn.y, strict=True))
    assert [due[place] for place in ("base", "2024-03", "2024-05", "2024-12")] == pytest.approx(
        [47.5, 51.45, 47.5 + 39.5 * (0.1 + 0.4 * 2 / 3), 87.0]
    )
    assert "点线为序时应完成（按分月计划）" in texts(figure)


def test_a_month_not_reported_does_not_bend_the_path() -> None:
    # the actual is May's; June expects 50%, May still 5/12
    late = polysilicon(actual_period=pd.Timestamp("2024-05-31"), official_status="not_reported")
    drawn = trace(draw(late), "expected")
    assert dict(zip(drawn.x, drawn.y, strict=True))["2024-05"] == pytest.approx(47.5 + 39.5 * 5 / 12)


def test_growth_has_no_expected_path_and_no_projection() -> None:
    record = polysilicon(measure="rate", unit="%", target=8.0, actual=6.1, actual_kind="yoy", baseline=np.nan,
                         completion=np.nan, expected=np.nan, lag_pp=-1.9, landing=np.nan)  # fmt: skip
    figure = draw(record, [6.2, 6.5, 6.3, 6.0, 6.1])
    assert all(np.isnan(trace(figure, "expected").y))
    assert trace(figure, "landing") is None
    assert "低于目标1.9个百分点" in texts(figure)


@pytest.mark.parametrize("style", [styles.SCREEN, styles.SCREEN_DARK, styles.PHONE, styles.PAPER])
def test_without_reports_or_without_a_number_there_is_still_a_figure(style: styles.Style) -> None:
    record = polysilicon(
        actual=np.nan, completion=np.nan, landing=np.nan, actual_period=pd.NaT, lag_pp=np.nan
    )
    assert "尚无报送值" in draw(record, [], style).layout.meta["alt"]
    empty = draw(polysilicon(target=np.nan), style=style)
    assert any(note.name == "empty" for note in empty.layout.annotations)


def test_several_years_name_the_years_ends() -> None:
    places = months("2023-01-01", "2025-12-31", with_base=True)
    assert len(places) == 1 + 3 * 11
    values, labels = axis_labels(places, 500, 14)
    assert values == ["2023-12", "2024-12", "2025-12"]
    assert labels == ["2023年底", "2024年底", "2025年底"]
    assert key("2024-01-31") == "2024-02"


@pytest.mark.parametrize("style", [styles.SCREEN, styles.PHONE, styles.PAPER])
@pytest.mark.parametrize("landing", [62.0, 77.5, 86.8, 95.0])
def test_labels_beside_the_plot_never_overlap(style: styles.Style, landing: float) -> None:
    figure = draw(
        polysilicon(landing=landing, landing_low=landing - 4, landing_high=landing + 4), style=style
    )
    ends = sorted((n for n in figure.layout.annotations if n.name == "end"), key=lambda n: -n.yshift)
    for upper, lower in pairwise(ends):
        heights = [(n.text.count("<br>") + 1) * style.font * 1.3 for n in (upper, lower)]
        assert upper.yshift - lower.yshift >= sum(heights) / 2


def test_it_speaks_english() -> None:
    use("en")
    figure = draw(polysilicon())
    use("zh")
    assert "Jan–Feb" in figure.layout.xaxis.ticktext
    assert "expected by now" in texts(figure).lower()


def test_labels_on_paper_cover_no_line() -> None:
    """A course just above its expected path, on paper, where a long label has little room."""
    record = polysilicon(measure="flow", basis="flow", unit="亿元", target=1000.0, baseline=np.nan, actual=778.7,
                         actual_kind="ytd", actual_period=pd.Timestamp("2024-09-30"), completion=0.779, expected=0.75,
                         lag_pp=2.9, landing=1038.0, landing_low=969.0, landing_high=1107.0)  # fmt: skip
    values = [160, 260, 350, 440, 530, 610, 700, 778.7]
    for style in (styles.SCREEN, styles.PAPER, styles.PHONE):
        figure = draw(record, values, style)
        left, right = figure.layout.margin.l, figure.layout.margin.r
        drawn = course(reported(values, "ytd"), record)
        plot = scale(drawn, list(figure.layout.yaxis.tickvals), style.width - left - right,
                     figure.layout.height - figure.layout.margin.t - figure.layout.margin.b)  # fmt: skip
        path = samples(
            [[(plot.x(at), plot.y(value)) for at, value in enumerate(drawn.actual) if not np.isnan(value)]]
        )
        now = next(note for note in figure.layout.annotations if "778.7" in note.text)
        lines = now.text.replace("<b>", "").replace("</b>", "").split("<br>")
        wide, tall = max(width(line, style.font) for line in lines), len(lines) * style.font * 1.35
        at = plot.x(list(drawn.places).index(now.x)) + now.xshift - (wide if now.xanchor == "right" else 0)
        bottom = plot.y(now.y) + now.yshift - (tall if now.yanchor == "top" else 0)
        inside = (
            (path[:, 0] > at)
            & (path[:, 0] < at + wide)
            & (path[:, 1] > bottom)
            & (path[:, 1] < bottom + tall)
        )
        assert not inside.any(), style.width
