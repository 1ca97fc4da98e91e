"""Matrix, tile grid and status strip: shape and number in every cell, colour by the worst judged light."""

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from charts import style as styles
from charts.cells import cell, tile_chart, worst_status
from charts.heat import heat_chart
from charts.text import width
from tests.charts.conftest import progress_frame

ALL_STYLES = [styles.SCREEN, styles.SCREEN_DARK, styles.PHONE, styles.PAPER]
TILES = pd.DataFrame(
    [("150203", "昆都仑区", "昆都仑区", 2, 1), ("150204", "青山区", "青山区", 2, 2), ("150222", "固阳县", "固阳县", 1, 2),
     ("150223", "达尔罕茂明安联合旗", "达茂旗", 0, 1)],
    columns=["region_code", "name", "short_name", "tile_row", "tile_column"],
)  # fmt: skip


def heat(frame: pd.DataFrame, style: styles.Style = styles.SCREEN) -> Figure:
    return heat_chart(frame, title="矩阵", style=style, source_note="示例数据")


def cells(figure: Figure) -> dict[tuple[str, ...], tuple[str, str]]:
    trace = figure.data[0]
    return {
        tuple(code): (text, fill)
        for code, text, fill in zip(trace.customdata, trace.text, trace.marker.color, strict=True)
    }


def test_a_cell_shows_its_worst_target(progress: pd.DataFrame) -> None:
    found = cells(heat(progress))
    assert found["150200", "pv"] == ("■ −32.0", styles.tint("far_behind", styles.SCREEN)[0])
    assert found["150222", "rare-earth"] == ("▲ −0.002", styles.tint("behind", styles.SCREEN)[0])


def test_a_name_is_never_markup(progress: pd.DataFrame) -> None:
    named = TILES.assign(name="<b>甲</b>", short_name="<b>甲</b>")
    tiles = tile_chart(progress, named, title="方格", style=styles.SCREEN, source_note="示例数据")
    matrix = heat(progress.assign(region="<b>甲</b>"))
    for figure in (tiles, matrix):
        assert all("&lt;b&gt;甲&lt;/b&gt;" in said for said in figure.data[0].hovertext)
        assert "<b>甲" not in "|".join(figure.data[0].hovertext)
    assert "<b>甲</b>" in matrix.layout.meta["alt"]


def test_no_task_is_a_dash_and_never_zero(progress: pd.DataFrame) -> None:
    dashes = next(trace for trace in heat(progress).data if trace.name == "none")
    assert list(dashes.text) == ["—"] * 4


def test_an_unreported_target_does_not_hide_a_judged_one() -> None:
    assert worst_status(pd.Series(["not_reported", "behind", "on_pace"])) == "behind"
    assert worst_status(pd.Series(["not_reported", "not_assessable", "not_due", "on_pace"])) == "on_pace"
    assert worst_status(pd.Series(["not_reported", "not_due"])) == "not_reported"


def test_a_cell_shows_the_worst_distance_of_its_worst_light() -> None:
    # a cap may be far off and on pace by its ratio: its distance is not that of the light shown
    targets = [("behind", -3.0), ("behind", -9.0), ("on_pace", -12.0), ("behind", float("nan"))]
    found = cell(targets, row=0, column=0, name="甲", codes=["a"])
    assert (found.status, found.lag, found.total) == ("behind", -9.0, 4)


def test_a_tile_counts_what_was_missed_with_what_is_far_behind() -> None:
    lights = ["missed", "far_behind", "behind", "on_pace", "achieved", "not_reported"]
    frame = pd.DataFrame({"official_status": lights, "lag_pp": -1.0, "region_code": "150203"})
    figure = tile_chart(frame, TILES.head(1), title="方格", style=styles.SCREEN, source_note="示例数据")
    assert "■2 ▲1 ●2 ○1" in figure.data[0].text[0].replace("<br>", " ")
    # two of five that were judged: 40%
    assert figure.data[0].marker.color[0] == styles.crowding(2 / 5, 3 / 5, styles.SCREEN)[0]


def test_columns_follow_the_ledgers_position(progress: pd.DataFrame) -> None:
    ordered = progress.assign(top_sector_position=[2, 1] * 4)
    assert list(heat(ordered).layout.xaxis.ticktext) == ["稀土", "晶硅光伏"]


@pytest.mark.parametrize("style", ALL_STYLES)
def test_texts_fit_their_cells(style: styles.Style) -> None:
    frame = progress_frame(2)
    frame["top_sector"] = [f"行业{i}" for i in range(len(frame))]
    frame = frame.drop(columns=["top_sector_code"])
    figure = heat(frame, style)
    room = (style.width - figure.layout.margin.l - figure.layout.margin.r) / len(frame)
    size = figure.data[0].insidetextfont.size
    lines = [line for text in figure.data[0].text for line in text.replace("&lt;", "<").split("<br>")]
    assert max(width(line, size) for line in lines) <= room


@pytest.mark.parametrize("style", ALL_STYLES)
def test_empty_and_all_missing_give_figures(style: styles.Style, progress: pd.DataFrame) -> None:
    missing = progress.assign(official_status="not_assessable", lag_pp=np.nan)
    assert set(heat(missing, style).data[0].text) == {"—"}
    assert heat(progress.head(0), style).layout.annotations
    assert tile_chart(progress.head(0), TILES, title="", style=style, source_note="").data
    assert tile_chart(progress, TILES.head(0), title="", style=style, source_note="").layout.annotations


def test_tiles_count_and_grow_darker_with_the_share_of_far_behind() -> None:
    frame = pd.DataFrame(
        {
            "region_code": ["150203"] * 2 + ["150204"] * 5 + ["150222"] * 2,
            "official_status": [
                "on_pace",
                "achieved",
                "far_behind",
                *["on_pace"] * 4,
                "far_behind",
                "behind",
            ],
            "lag_pp": [1.0] * 9,
        }
    )
    figure = tile_chart(frame, TILES, title="", style=styles.SCREEN, source_note="")
    found = cells(figure)
    assert found["150203",][0] == "<b>昆都仑区</b><br>●2"
    assert found["150204",][0] == "<b>青山区</b><br>■1 ●4"
    assert found["150223",][0] == "<b>达茂旗</b><br>—"
    assert len({found[code,][1] for code in ("150203", "150204", "150222")}) == 3
    assert any("方格按大致方位排列，不表示行政区域界线" in note.text for note in figure.layout.annotations)
    made = TILES.assign(tile_is_made=True)
    figure = tile_chart(frame, made, title="", style=styles.SCREEN, source_note="")
    assert any("方格按代码排列，不表示行政区域界线" in note.text for note in figure.layout.annotations)


def test_a_cell_nothing_was_reported_for_shows_no_lag_of_an_earlier_month() -> None:
    silent = cell([("not_reported", -75.0), ("not_reported", 5.5)], row=0, column=0, name="", codes=[])
    assert np.isnan(silent.lag)
    mixed = cell([("not_reported", -75.0), ("behind", -3.0)], row=0, column=0, name="", codes=[])
    assert (mixed.status, mixed.lag) == ("behind", -3.0)
