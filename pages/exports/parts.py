"""The parts of the export screen as they are drawn."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from charts.style import file_name
from data.fields import PROGRESS_COLUMNS
from data.scope import Scope
from pages.shared import exports, load, looks, marks, places, view
from pages.shared.exports import Export
from wording.formats import number
from wording.translate import _


def scope_note(shown: pd.DataFrame) -> None:
    """What the material will cover."""
    seen = view.current()
    said = _("{region} · {month} · {n}项目标。换月份、地区或行业请用上方筛选。").format(
        region=seen.words("region"), month=seen.words("month"), n=number(len(shown))
    )
    sample = f" :yellow-badge[{_('示例数据')}]" if shown["is_sample"].any() else ""
    st.markdown(marks.muted(marks.plain(said)) + sample)


def materials(every: Sequence[Export], seen: Scope) -> None:
    """One box a kind: what it holds, a button to make it, then the file."""
    with st.grid(2, min_column_width=320, gap="small"):
        for export in every:
            with st.container(border=True, gap="small", height="stretch"):
                _material(export, seen)


def _material(export: Export, seen: Scope) -> None:
    st.markdown(f"**{_(export.name)}** :small[{marks.muted('.' + export.ending)}]")
    st.markdown(f":small[{marks.muted(_(export.contents))}]")
    if not st.button(_("生成"), key=f"make_{export.code}", icon=":material/build:"):
        return
    with st.spinner(_("正在生成{name}").format(name=_(export.name))):
        made = export.make(load.store(), seen)
    view_now = view.current()
    name = file_name(f"{_(export.name)}_{view_now.words('region')}_{view_now.chosen['month']}")
    st.download_button(
        _("下载{name}").format(name=_(export.name)),
        made,
        file_name=f"{name}.{export.ending}",
        mime=export.mime,
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key=f"take_{export.code}",
    )


def table(shown: pd.DataFrame) -> None:
    """The progress table itself."""
    st.subheader(_("进度明细表"), anchor=False)
    plain = shown[[name for name in PROGRESS_COLUMNS if name in shown]]
    st.dataframe(plain, hide_index=True, height=300, alt=_("进度明细表"))
    exports.table_download(
        plain, _("进度明细_{month}").format(month=view.current().chosen["month"]), key="progress_excel"
    )


def wall() -> None:
    """The way to the presentation mode."""
    st.subheader(_("会议投屏"), anchor=False)
    st.markdown(_("投屏模式字号更大、没有筛选栏，逐个地区翻页；按 F11 全屏。"))
    places.link(places.OVERVIEW, _("进入投屏模式"), query=places.address(**{looks.PRESENT: "1"}))
