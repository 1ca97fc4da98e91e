"""What a document states besides targets: actuals and comparisons, projects of companies, policies."""

import pandas as pd
import streamlit as st

from intake.documents.reading import clean
from pages.shared import exports, passages
from wording.formats import is_missing, number, period, quantity
from wording.labels import comparator_sign
from wording.names import Record
from wording.translate import N_, _

_KINDS = {
    "actual": N_("实绩"),
    "estimate": N_("预计"),
    "baseline": N_("基期值"),
    "comparison": N_("对比"),
    "project": N_("企业项目"),
    "policy": N_("政策措施"),
    "published": N_("已公布"),
}


def show(kind: str, found: pd.DataFrame) -> None:
    """The table of one kind; a click on a row shows where the document says so."""
    st.caption(_("共{n}条，点一行看原文。这些数字不是目标，不参与判定。").format(n=number(len(found))))
    table = _table(found)
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(found) < 14 else 460,
        on_select="rerun",
        selection_mode="single-row",
        key=f"facts_{kind}_{found.iloc[0]['document_id']}",
        alt=_(kind),
    )
    if event.selection.rows:
        row = found.iloc[event.selection.rows[0]]
        passages.show(row["fact_id"], row["excerpt"], row["number_text"])
    exports.table_download(table, f"{_(kind)}_{found.iloc[0]['document_id']}", key=f"facts_{kind}_excel")


def _table(found: pd.DataFrame) -> pd.DataFrame:
    records = found.to_dict("records")
    table: dict[str, list[str] | pd.Series] = {
        _("类别"): [kind_word(row["kind"]) for row in records],
        _("条款"): found["clause"],
        _("主体"): found["subject"].fillna(""),
        _("阶段"): found["stage"].fillna(""),
        _("指标"): found["indicator"],
        _("数值"): [amount(row) for row in records],
        _("时期"): [period(row["period_end"]) for row in records],
        _("摘录"): found["excerpt"].map(clean),
    }
    return pd.DataFrame(
        {name: cells for name, cells in table.items() if name not in {_("主体"), _("阶段")} or any(cells)}
    )


def kind_word(kind: str) -> str:
    """What kind of statement a fact is."""
    return _(_KINDS[kind])


def amount(row: Record) -> str:
    """The amount of a fact in its own unit, with the sign of its bound unless the number is bare."""
    unit = str(row["unit"] or "")
    said = quantity(row["value"], unit)
    if not is_missing(row["value_high"]):
        return f"{number(row['value'])}~{quantity(row['value_high'], unit)}"
    sign = "" if is_missing(row["comparator"]) or is_missing(row["value"]) else str(row["comparator"])
    return said if sign in {"", "="} else f"{comparator_sign(sign)} {said}"
