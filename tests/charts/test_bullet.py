"""Bullet rows: the texts are the formats, the colours are the statuses, data is never markup."""

import re

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from charts import style as styles
from charts.bullet import bullet_chart
from charts.rows import bullet_rows, shared_mark, span, worst_first
from tests.charts.conftest import progress_frame
from wording.formats import percent_beside, points

ALL_STYLES = [styles.SCREEN, styles.SCREEN_DARK, styles.PHONE, styles.PAPER, styles.WALL]


def draw(frame: pd.DataFrame, style: styles.Style = styles.SCREEN) -> Figure:
    return bullet_chart(frame, title="八项", style=style, source_note="数据来源：示例数据")


def texts(figure: Figure, name: str) -> list[str]:
    """The texts of a column, or of the annotations of that name."""
    axis = next(
        (trace.yaxis.replace("y", "yaxis") for trace in figure.data if trace.name == name and trace.yaxis), ""
    )
    if axis:
        return list(figure.layout[axis].ticktext)
    return [note.text for note in figure.layout.annotations if note.name == name]


def bare(shown: list[str]) -> list[str]:
    """The texts without their markup."""
    return [re.sub("<[^>]+>", "", text) for text in shown]


def test_the_columns_show_the_formats(progress: pd.DataFrame) -> None:
    figure = draw(progress)
    expected = [
        f"<b>{percent_beside(c, e)}</b>"
        for c, e in zip(progress["completion"], progress["expected"], strict=True)
    ]
    assert texts(figure, "completion") == expected
    assert bare(texts(figure, "lag")) == [points(lag) for lag in progress["lag_pp"]]
    assert texts(figure, "completion")[3] == "<b>49.998%</b>"  # never 50.0% beside an expected 50.0%
    assert bare(texts(figure, "status"))[0] == "■ 严重滞后"


def test_the_value_of_an_increment_is_what_was_added(progress: pd.DataFrame) -> None:
    # from 40 to 52 of 20 to be added; 8 places to 6 of 3 to be gained
    one = progress.head(2).assign(basis="increment", measure=["stock", "rank"], better=["higher", "lower"],
                                  baseline=[40.0, 8.0], actual=[52.0, 6.0], target=[20.0, 3.0])  # fmt: skip
    assert [row.value for row in bullet_rows(one)] == ["12 / 20", "2 / 3"]


def test_a_bar_a_little_over_the_target_is_not_cut(progress: pd.DataFrame) -> None:
    (over,) = bullet_rows(progress.head(1).assign(completion=1.2))
    assert (over.bar, over.clipped) == (1.2, 0)


def test_the_mark_they_share_is_said_with_the_decimals_the_closest_asks_for(progress: pd.DataFrame) -> None:
    # 49.998% beside 50% takes three decimals, 18% takes one
    rows = bullet_rows(progress.iloc[[0, 3]])
    assert shared_mark(rows) == (0.5, "50.000%")
    assert shared_mark(bullet_rows(progress.head(2).assign(expected=[0.5, 0.75]))) is None


def test_bars_are_coloured_by_status_and_keep_the_order(progress: pd.DataFrame) -> None:
    track, bar, *_rest = draw(progress).data
    assert list(bar.marker.color) == [
        styles.fill(status, styles.SCREEN) for status in progress["official_status"]
    ]
    assert list(bar.customdata) == list(progress["target_id"])
    assert list(track.x) == [1] * len(progress)


def test_values_beyond_the_plot_end_in_an_arrow_and_keep_their_number(progress: pd.DataFrame) -> None:
    figure = draw(progress)
    arrows = next(trace for trace in figure.data if trace.name == "beyond")
    assert list(arrows.marker.symbol) == ["triangle-right", "triangle-left"]
    assert "<b>1,300%</b>" in texts(figure, "completion")
    assert "<b>−60.0%</b>" in texts(figure, "completion")


def test_text_from_data_is_escaped(progress: pd.DataFrame) -> None:
    figure = draw(progress)
    shown = "".join(texts(figure, "label")) + "".join(figure.data[0].hovertext)
    assert "&lt;b&gt;多晶硅&lt;/b&gt; &amp; 产能" in shown
    assert "<b>多晶硅</b>" not in shown


def test_the_axis_widens_only_as_far_as_needed() -> None:
    ordinary = bullet_rows(progress_frame().head(3))
    assert span(ordinary) == (0.0, 1.0)
    assert span(bullet_rows(progress_frame()))[1] == pytest.approx(1.25)


def test_the_worst_come_first(progress: pd.DataFrame) -> None:
    ordered = worst_first(progress)
    assert list(ordered["official_status"])[:2] == ["far_behind", "far_behind"]
    assert ordered["lag_pp"].iloc[0] == pytest.approx(-110)


@pytest.mark.parametrize("style", ALL_STYLES)
def test_nothing_and_everything_missing_give_a_figure(style: styles.Style, progress: pd.DataFrame) -> None:
    empty = draw(progress.head(0), style)
    assert texts(empty, "empty")
    missing = progress.assign(
        completion=np.nan, expected=np.nan, lag_pp=np.nan, actual=np.nan, target=np.nan, required_per_month=np.nan,
        lead_units=np.nan, official_status="not_assessable",
    )  # fmt: skip
    assert set(texts(draw(missing, style), "completion")) == {"<b>—</b>"}


@pytest.mark.parametrize("style", ALL_STYLES)
def test_sixty_rows_never_overlap(style: styles.Style) -> None:
    figure = draw(progress_frame(8), style)
    rows = len(figure.data[0].y)
    assert rows == 60
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    most = max(text.count("<br>") + 1 for text in texts(figure, "label"))
    assert plot / rows >= most * style.font * 1.25


def test_the_paper_has_no_title_and_the_screen_has_one(progress: pd.DataFrame) -> None:
    assert texts(draw(progress, styles.PAPER), "title") == []
    assert texts(draw(progress), "title") == ["<b>八项</b>"]
    assert draw(progress, styles.PAPER).layout.width == 605


def test_the_alternative_text_has_the_numbers(progress: pd.DataFrame) -> None:
    alt = draw(progress).layout.meta["alt"]
    assert "8项目标" in alt
    assert "组件产能 完成率18.0%" in alt
