"""新年度: what the targets of the year before leave to those of the new one, taken over with a yes; for who keeps the ledger."""

import pandas as pd
import streamlit as st

import tracker
from data.viewer import Verb
from pages.shared import load, marks
from tracker.office import CARRIED, ENDED, PROPOSED, STATED, UNREPORTED
from wording.formats import number, quantity
from wording.problems import message, remedy
from wording.translate import N_, _

_STATES = {
    PROPOSED: N_("可沿用"),
    CARRIED: N_("可沿用责任单位"),
    STATED: N_("已齐全"),
    UNREPORTED: N_("上年终值未报"),
    ENDED: N_("上年到期，新年度没有这一项"),
}
_SAID = "new_year_said"


def begin() -> None:
    """The proposals of a year behind a fold, and the yes that takes those that stay ticked."""
    if not load.may(Verb.MAINTAIN) or load.desk().store.read_only or load.targets().empty:
        return
    if said := st.session_state.pop(_SAID, None):
        st.success(said)
    fold = st.expander(_("新年度"), icon=":material/event_repeat:", key="new_year_fold", on_change="rerun")
    if fold.open:  # what nobody looks at is not worked out
        with fold:
            _year()


def _year() -> None:
    """The year that is begun, and what the year before leaves to it."""
    st.markdown(
        _("责任单位和指标自动沿用；上年目标到期后保留判定。新一年的目标没有写基期的，按库中上年12月的值提出建议，写明出自哪个单元格，由您确认。")
    )  # fmt: skip
    years = _years()
    newest = int(load.targets()["period_start"].dt.year.max())
    at = years.index(newest) if newest in years else 0
    year = st.selectbox(_("年度"), years, index=at, key="new_year", width=160)
    left = load.named("new_year", year=year)
    if left.empty:
        st.info(_("上一年没有到期的目标。"))
        return
    _proposals(left[left["state"].isin([PROPOSED, CARRIED])], year)
    _others(left[~left["state"].isin([PROPOSED, CARRIED])])


def _years() -> list[int]:
    """The years that follow one in which a target ends, the newest first."""
    ends = load.targets()["deadline"].dt.year
    return [int(year) + 1 for year in sorted(ends.unique(), reverse=True)]


def _proposals(rows: pd.DataFrame, year: int) -> None:
    """The proposals, all ticked, and who says yes."""
    if rows.empty:
        st.info(_("{year}年的目标没有可沿用的基期值或责任单位。").format(year=year))
        return
    shown = _table(rows)
    shown.insert(0, _("采用"), True)
    edited = st.data_editor(
        shown, hide_index=True, disabled=list(shown.columns[1:]), key=f"new_year_{year}_{load.edition()[2]}"
    )
    chosen = set(rows["target_id"].to_numpy()[edited[_("采用")].to_numpy(dtype=bool)])
    by = st.text_input(_("操作人"), max_chars=30, key="new_year_by", width=280)
    label = _("采用所选{n}项").format(n=number(len(chosen)))
    if st.button(label, type="primary", disabled=not (chosen and by.strip()), key="new_year_accept"):
        _accept(year, chosen, by.strip())


def _accept(year: int, chosen: set[str], by: str) -> None:
    done = tracker.accept_year(load.desk(), year, chosen, by=by, reason=_("新年度：沿用上年终值和责任单位"))
    for found in done.problems:
        st.error(marks.plain(" → ".join(filter(None, (message(found), remedy(found))))))
    if done.change_id is not None:
        st.session_state[_SAID] = _("已沿用{n}项，记为第 {change} 号改动。").format(
            n=number(len(chosen)), change=done.change_id
        )
        st.rerun()


def _others(rows: pd.DataFrame) -> None:
    if not rows.empty:
        st.caption(_("其余{n}项").format(n=number(len(rows))))
        shown = _table(rows).assign(**{_("情况"): [_(_STATES[state]) for state in rows["state"]]})
        empty = [name for name in shown if not shown[name].astype(str).str.len().any()]
        st.dataframe(shown.drop(columns=empty), hide_index=True, alt=_("新年度其余目标"))


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in words."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            _("地区"): [load.called(str(row["region"])) for row in records],
            _("指标"): [load.called(str(row["indicator"])) for row in records],
            _("上年目标"): rows["before"],
            _("新年度目标"): rows["target_id"].fillna(""),
            _("基期值"): ["" if pd.isna(row["baseline"]) else quantity(row["baseline"], row["unit"]) for row in records],
            _("出自"): rows["source"],
            _("牵头单位"): rows["lead_units"],
        }
    )  # fmt: skip
