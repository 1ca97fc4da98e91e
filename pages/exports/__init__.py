"""The parts of the export screen as they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.places import file_name
from data.scope import Scope
from pages.frame import places, view
from pages.shared import exports, load, marks
from pages.shared.exports import Product
from wording.formats import MISSING, number
from wording.labels import outlook_word, reason_said, status_word
from wording.translate import N_, _, language, ngettext

IMAGES: tuple[str, ...] = ("png", "svg", "pdf")
FEW = 8  # rows a table shows whole
SECONDS = 0.4  # one image on two cores, measured with other work beside it

_COLUMNS = {
    "region": N_("地区"),
    "top_sector": N_("行业"),
    "indicator": N_("指标"),
    "target": N_("目标值"),
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
    parts = int(shown["is_handed_down"].sum())
    parts = 0 if parts == len(shown) else parts  # a region's parts are its targets where it has no others
    own = len(shown) - parts
    what = ngettext("{n}项目标", "{n}项目标", own).format(n=number(own))
    if parts:
        what = _("{n}项目标，另有{parts}项分解任务").format(n=number(own), parts=number(parts))
    said = _("{region} · {month} · {what}。换月份、地区或行业请用上方筛选。").format(
        region=seen.words("region"), month=seen.words("month"), what=what
    )
    sample = f" :yellow-badge[{_('示例数据')}]" if shown["is_sample"].any() else ""
    st.markdown(marks.muted(marks.plain(said)) + sample)


def gaps(seen: Scope) -> None:
    """What is missing before one should export: of the machine, asked anew each time, and of the figures."""
    ahead = _ahead(load.edition(), seen, language())
    found = [*exports.verbs().unable(ahead.names), *ahead.gaps]
    if found:
        st.warning("\n".join(f"- {marks.plain(sentence)}" for sentence in found), title=_("导出前请核对"))


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Scope: hash})
def _ahead(edition: load.Edition, seen: Scope, speech: str) -> exports.Ahead:
    return exports.verbs().ahead(load.desk(), seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One kind of material on the screen: the room for its choices and its file, and what was clicked."""

    product: Product
    choices: DeltaGenerator
    below: DeltaGenerator
    wanted: bool
    previewed: bool


def materials() -> list[Box]:
    """One box a kind: what it holds, a button to make it and one to preview it."""
    with st.grid(2, min_column_width=320, gap="small"):
        return [_box(product) for product in exports.verbs().products]


def _box(product: Product) -> Box:
    with st.container(border=True, gap="small", height="stretch"):
        st.markdown(f"**{_(product.name)}** :small[{marks.muted('.' + product.ending)}]")
        st.markdown(f":small[{marks.muted(_(product.contents))}]")
        choices = st.container(gap="xsmall")
        with st.container(horizontal=True):
            wanted = st.button(_("生成"), key=f"make_{product.code}", icon=":material/build:")
            previewed = st.button(_("预览"), key=f"look_{product.code}", icon=":material/visibility:")
        return Box(product=product, choices=choices, below=st.container(), wanted=wanted, previewed=previewed)


def carry_out(boxes: list[Box], seen: Scope) -> None:
    """Say how many charts are made and in what time, then make or preview what was clicked."""
    sizes = _ahead(load.edition(), seen, language()).parts
    part, formats = sizes[0][0], IMAGES
    for box in boxes:
        with box.choices:
            if box.product.code == "charts":
                part, formats = _choices(sizes)
            elif box.product.code == "pack":
                st.caption(_said(sizes[0][2], len(IMAGES)))
    for box in boxes:
        with box.below:
            if box.previewed:
                _outline(box.product, seen)
            if box.wanted:
                every = box.product.code != "charts"
                _file(box.product, seen, sizes[0][0] if every else part, IMAGES if every else formats)


def _choices(sizes: Sequence[tuple[str, str, int]]) -> tuple[str, tuple[str, ...]]:
    """Which charts and which formats; and what that comes to."""
    counted = {code: _("{part}（{n}张）").format(part=_(name), n=number(n)) for code, name, n in sizes}
    with st.container(horizontal=True, gap="small"):
        part = st.selectbox(
            _("图表范围"),
            list(counted),
            format_func=marks.words_of(counted),
            key="charts_part",
            label_visibility="collapsed",
            width=250,
        )
        formats = st.segmented_control(
            _("图片格式"),
            IMAGES,
            default=IMAGES[:1],
            format_func=str.upper,
            selection_mode="multi",
            key="charts_formats",
            label_visibility="collapsed",
        )
    chosen = tuple(formats) or IMAGES[:1]
    count = next(n for code, _name, n in sizes if code == part)
    st.caption(_said(count, len(chosen)))
    return part, chosen


def _said(count: int, formats: int) -> str:
    """How many charts and files, and about how long they take."""
    minutes = max(1, round(count * formats * SECONDS / 60))
    if formats == 1:
        return _("将画{n}张图，约需{minutes}分钟。").format(n=number(count), minutes=number(minutes))
    return _("将画{n}张图、每张{formats}种格式，约需{minutes}分钟。").format(
        n=number(count), formats=number(formats), minutes=number(minutes)
    )


def _outline(product: Product, seen: Scope) -> None:
    """What the file will say, line by line."""
    with st.container(height=240):
        for said in exports.verbs().outline(product.code, load.desk(), seen):
            st.text(said)


def _file(product: Product, seen: Scope, part: str, formats: tuple[str, ...]) -> None:
    """Make the file with a progress bar, then offer it."""
    now, name = view.current(), _(product.name)
    bar = st.progress(0.0, text=_("正在生成{name}").format(name=name))
    told = partial(_advance, bar, name)
    made = exports.verbs().make(product.code, load.desk(), seen, told=told, part=part, formats=formats)
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


def _advance(bar: DeltaGenerator, name: str, done: int, of: int) -> None:
    said = _("正在生成{name}：{done}/{of}").format(name=name, done=number(done), of=number(of))
    bar.progress(done / max(of, 1), text=said)


def table(shown: pd.DataFrame) -> None:
    """The progress table itself, numbers as they were computed."""
    st.subheader(_("进度明细表"), anchor=False)
    named = shown[list(_COLUMNS)].assign(
        official_status=[status_word(status) for status in shown["official_status"]],
        outlook_status=[outlook_word(outlook) for outlook in shown["outlook_status"]],
        reason=[reason_said(row) for row in shown.to_dict("records")],
        actual_period=shown["actual_period"].dt.date,
    )
    named = named.rename(columns={column: _(name) for column, name in _COLUMNS.items()})
    st.dataframe(
        named,
        hide_index=True,
        height="auto" if len(named) < FEW else 300,
        placeholder=MISSING,
        alt=_("进度明细表"),
    )
    month = view.current().chosen["month"]
    exports.table_download(named, _("进度明细_{month}").format(month=month), key="progress_excel")


def wall() -> None:
    """The way to the presentation mode."""
    st.subheader(_("会议投屏"), anchor=False)
    st.markdown(_("投屏模式字号更大、没有筛选栏，逐个地区翻页；按 F11 全屏。"))
    places.link(places.OVERVIEW, _("进入投屏模式"), query=places.address(**{marks.PRESENT: "1"}))
