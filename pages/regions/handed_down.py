"""What a region handed down to its parts: whether the parts add up to the whole, and who makes up a gap."""

from typing import Any

import pandas as pd
import streamlit as st

from charts.contribution import contribution_chart
from pages.frame import places
from pages.regions import frames
from pages.shared import exports, looks, marks
from wording.formats import MISSING, is_missing, number, percent, quantity
from wording.labels import status_label
from wording.translate import _

_KEY = "handed_down"


def show(handed: pd.DataFrame, inside: pd.DataFrame, wanted: str | None) -> None:
    """The gap of one indicator by part, and the table of everything handed down."""
    if handed.empty:
        return
    indicator = frames.widest_gap(handed, wanted)
    _gap(
        frames.gap(inside, indicator),
        frames.indicator_name(handed, indicator),
        bool(inside["is_sample"].any()),
    )
    st.subheader(_("目标分解"), anchor=False)
    st.markdown(marks.plain(_finding(handed)))
    _table(handed.reset_index(drop=True))


def _gap(table: pd.DataFrame, indicator: str, is_sample: bool) -> None:
    st.subheader(_("缺口在哪里"), anchor=False)
    figure = contribution_chart(
        table,
        title=_gap_title(table, indicator),
        style=looks.current(),
        source_note=looks.note(is_sample=is_sample),
    )
    clicked = looks.clickable(figure, _("缺口构成"), key="gap")
    if clicked:
        st.switch_page(places.TARGETS.path, query_params=places.address(target=clicked[0]))


def _gap_title(table: pd.DataFrame, indicator: str) -> str:
    behind = table[table["gap_share"] > 0].head(2).to_dict("records")
    if not behind:
        return _("{indicator}：已报送的地区都达到序时").format(indicator=indicator)
    said = [
        _("{region}占{share}").format(region=row["region"], share=percent(row["gap_share"], 0))
        for row in behind
    ]
    return _("{indicator}的缺口，{regions}").format(indicator=indicator, regions=_("、").join(said))


def _finding(handed: pd.DataFrame) -> str:
    found = frames.loads(handed)
    said = _("{n}项目标已分解到下级。").format(n=number(found["n"]))
    if found["loaded"]:
        said += _("{loaded}项分解合计高于本级目标（加码），加码系数最高{most}（{whose}）。").format(
            loaded=number(found["loaded"]), most=number(found["most"], 2), whose=found["whose"]
        )
    if found["open"]:
        said += _("{open}项没有分解完。").format(open=number(found["open"]))
    return said


def _table(handed: pd.DataFrame) -> None:
    table = _columns(handed)
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(handed) < 13 else 460,
        on_select="rerun",
        selection_mode="single-row",
        key=_KEY,
        column_config={"status": marks.light_column(), **_heads()},
        alt=_("目标分解"),
    )
    st.caption(
        _(
            "差额＝目标－分解合计，负数为分解超出；加码系数＝分解合计÷目标；下级未报齐时不求和。点一行打开目标。"
        )
    )
    heads = {name: str(column["label"]) for name, column in _heads().items()} | {"status": _("状态")}
    plain = table.assign(status=table["status"].str[0]).rename(columns=heads)
    exports.table_download(plain, _("目标分解"), key="handed_excel")
    if event.selection.rows:
        wanted = str(handed["target_id"].iloc[event.selection.rows[0]])
        st.switch_page(places.TARGETS.path, query_params=places.address(target=wanted))


def _columns(handed: pd.DataFrame) -> pd.DataFrame:
    records = handed.to_dict("records")
    return pd.DataFrame(
        {
            "indicator": handed["indicator"],
            "status": [[status_label(status)] for status in handed["official_status"]],
            "target": [quantity(row["target"], row["unit"]) for row in records],
            "allocated": [number(row["allocated"]) for row in records],
            "remainder": [number(row["remainder"]) for row in records],
            "loading": [number(row["loading_ratio"], 2) for row in records],
            "reported": [f"{number(row['reported'])} / {number(row['districts'])}" for row in records],
            "actual": [number(row["actual"]) for row in records],
            "summed": [
                MISSING if is_missing(row["actual_allocated"]) else number(row["actual_allocated"])
                for row in records
            ],
        }
    )


def _heads() -> dict[str, Any]:
    column = st.column_config.TextColumn
    return {
        "indicator": column(_("指标"), pinned=True),
        "target": column(_("目标值"), alignment="right"),
        "allocated": column(_("分解合计"), alignment="right"),
        "remainder": column(_("差额"), alignment="right"),
        "loading": column(_("加码系数"), alignment="right"),
        "reported": column(_("已报下级"), alignment="right"),
        "actual": column(_("本级完成"), alignment="right"),
        "summed": column(_("下级合计"), alignment="right"),
    }
