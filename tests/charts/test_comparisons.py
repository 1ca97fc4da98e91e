"""Ranking, chain, small multiples and gap: order, numbers, and who is missing."""

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from charts import style as styles
from charts.contribution import contribution_chart
from charts.small_multiples import small_multiples_chart

ALL_STYLES = [styles.SCREEN, styles.SCREEN_DARK, styles.PHONE, styles.PAPER]
NAMES = ["昆都仑区", "青山区", "东河区", "九原区", "白云矿区"]


def texts(figure: Figure, name: str) -> list[str]:
    return [note.text for note in figure.layout.annotations if note.name == name]


def shares() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "target_id": list("abcde"), "region": NAMES, "unit": "亿元",
            "shortfall": [12.3, -2.5, 5.5, 0.0, np.nan], "gap_share": [0.69, 0, 0.31, 0, np.nan],
        }
    )  # fmt: skip


def history() -> pd.DataFrame:
    ends = pd.to_datetime(["2024-02-29", "2024-03-31", "2024-04-30"])
    return pd.DataFrame(
        {
            "target_id": np.repeat(["a", "b"], 3), "indicator": np.repeat(["多晶硅产能", "稀土产值"], 3),
            "as_of": list(ends) * 2, "completion": [0.1, 0.2, 13.0, 0.2, 0.3, -0.5], "expected": [0.17, 0.25, 0.33] * 2,
            "official_status": ["behind"] * 3 + ["far_behind"] * 3,
        }
    )  # fmt: skip


def test_small_multiples_share_a_scale_and_stay_inside_their_panel() -> None:
    figure = small_multiples_chart(history(), title="", style=styles.SCREEN, source_note="")
    light = next(trace for trace in figure.data if trace.name == "light")
    assert list(light.text) == ["▲ 滞后 1,300%", "■ 严重滞后 −50.0%"]
    last = next(trace for trace in figure.data if trace.name == "last")
    assert max(last.y) <= 1.2
    assert min(last.y) >= -0.1
    assert len(figure.data) <= 9


def test_the_gap_is_shared_out_largest_first() -> None:
    figure = contribution_chart(shares(), title="", style=styles.SCREEN, source_note="")
    assert texts(figure, "label") == ["昆都仑区", "东河区", "九原区", "青山区"]
    assert texts(figure, "amount") == ["12.3（69%）", "5.5（31%）", "0", "+2.5"]
    assert "无数据未计入：白云矿区" in texts(figure, "source")[0]
    short, ahead = (styles.fill(status, styles.SCREEN) for status in ("far_behind", "on_pace"))
    assert list(figure.data[0].marker.color) == [short, short, ahead, ahead]


@pytest.mark.parametrize("style", ALL_STYLES)
def test_nothing_to_compare_is_a_figure_with_a_sentence(style: styles.Style) -> None:
    common = {"title": "", "style": style, "source_note": ""}
    for figure in (
        small_multiples_chart(history().head(0), **common),
        contribution_chart(shares().head(0), **common),
    ):
        assert texts(figure, "empty")
        assert figure.layout.meta["alt"]
