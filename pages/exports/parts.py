"""The parts of the export screen as they are drawn."""

from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.style import file_name
from data.scope import Scope
from pages.shared import exports, load, looks, marks, places, view
from pages.shared.exports import Product
from wording.formats import MISSING, number
from wording.labels import outlook_word, reason_sentence, status_word
from wording.translate import N_, _, language, ngettext

_COLUMNS = {
    "region": N_("地区"),
    "top_sector": N_("行业"),
    "indicator": N_("指标"),
    "target": N_("目标"),
    "unit": N_("单位"),
    "actual": N_("现值"),
    "actual_period": N_("数据时期"),
    "completion": N_("完成率（小数）"),
    "expected": N_("序时应完成（小数）"),
    "pace": N_("序时比"),
    "lag_pp": N_("较序时（个百分点）"),
    "required_per_month": N_("余下月均须"),
    "landing": N_("年底预计值"),
    "landing_low": N_("预计下限"),
    "landing_high": N_("预计上限"),
    "official_status": N_("状态"),
    "outlook_status": N_("年底预计"),
    "reason": N_("判定说明"),
    "rule_set": N_("判定规则"),
    "clause": N_("条款"),
    "source_file": N_("数据文件"),
    "cell": N_("单元格"),
    "target_id": N_("目标编号"),
}


def scope_note(shown: pd.DataFrame) -> None:
    """What the material will cover."""
    seen = view.current()
    shares = int(shown["is_allocated"].sum())
    shares = 0 if shares == len(shown) else shares  # a region's shares are its targets where it has no others
    own = len(shown) - shares
    what = ngettext("{n}项目标", "{n}项目标", own).format(n=number(own))
    if shares:
        what = _("{n}项目标，另有{shares}项分解任务").format(n=number(own), shares=number(shares))
    said = _("{region} · {month} · {what}。换月份、地区或行业请用上方筛选。").format(
        region=seen.words("region"), month=seen.words("month"), what=what
    )
    sample = f" :yellow-badge[{_('示例数据')}]" if shown["is_sample"].any() else ""
    st.markdown(marks.muted(marks.plain(said)) + sample)


def gaps(seen: Scope) -> None:
    """What is missing before one should export."""
    found = _gaps(load.edition(), seen, language())
    if found:
        st.warning("\n".join(f"- {marks.plain(sentence)}" for sentence in found), title=_("导出前请核对"))


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Scope: hash})
def _gaps(edition: load.Edition, seen: Scope, speech: str) -> tuple[str, ...]:
    return tuple(exports.verbs().gaps(load.store(), seen, view.current().now))


def materials(seen: Scope) -> None:
    """One box a kind: what it holds, a button to make it, then the file."""
    with st.grid(2, min_column_width=320, gap="small"):
        for product in exports.verbs().products:
            with st.container(border=True, gap="small", height="stretch"):
                _material(product, seen)


def _material(product: Product, seen: Scope) -> None:
    st.markdown(f"**{_(product.name)}** :small[{marks.muted('.' + product.ending)}]")
    st.markdown(f":small[{marks.muted(_(product.contents))}]")
    with st.container(horizontal=True):
        wanted = st.button(_("生成"), key=f"make_{product.code}", icon=":material/build:")
        previewed = st.button(_("预览"), key=f"look_{product.code}", icon=":material/visibility:")
    if previewed:
        _outline(product, seen)
    if wanted:
        _file(product, seen)


def _outline(product: Product, seen: Scope) -> None:
    """What the file will say, line by line."""
    with st.container(height=240):
        for said in exports.verbs().outline(product.code, load.store(), seen, view.current().now):
            st.text(said)


def _file(product: Product, seen: Scope) -> None:
    """Make the file with a progress bar, then offer it."""
    now, name = view.current(), _(product.name)
    bar = st.progress(0.0, text=_("正在生成{name}").format(name=name))
    made = exports.verbs().make(product.code, load.store(), seen, now.now, partial(_advance, bar))
    bar.empty()
    st.download_button(
        _("下载{name}").format(name=name),
        made,
        file_name=f"{file_name('_'.join((name, now.words('region'), now.chosen['month'])))}.{product.ending}",
        mime=product.mime,
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key=f"take_{product.code}",
    )


def _advance(bar: DeltaGenerator, done: int, of: int) -> None:
    bar.progress(done / max(of, 1))


def table(shown: pd.DataFrame) -> None:
    """The progress table itself, numbers as they were computed."""
    st.subheader(_("进度明细表"), anchor=False)
    named = shown[list(_COLUMNS)].assign(
        official_status=[status_word(status) for status in shown["official_status"]],
        outlook_status=[outlook_word(outlook) for outlook in shown["outlook_status"]],
        reason=[reason_sentence(reason) for reason in shown["reason"]],
        actual_period=shown["actual_period"].dt.date,
    )
    named = named.rename(columns={column: _(name) for column, name in _COLUMNS.items()})
    st.dataframe(named, hide_index=True, height=300, placeholder=MISSING, alt=_("进度明细表"))
    month = view.current().chosen["month"]
    exports.table_download(named, _("进度明细_{month}").format(month=month), key="progress_excel")


def wall() -> None:
    """The way to the presentation mode."""
    st.subheader(_("会议投屏"), anchor=False)
    st.markdown(_("投屏模式字号更大、没有筛选栏，逐个地区翻页；按 F11 全屏。"))
    places.link(places.OVERVIEW, _("进入投屏模式"), query=places.address(**{looks.PRESENT: "1"}))
