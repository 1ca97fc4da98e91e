"""What an office is asked when it starts, and what it is told when it has."""

from collections.abc import Sequence

import streamlit as st

import tracker
from data import reference
from data.office import Start
from data.reference import Organisation, Region
from data.viewer import Verb
from intake.reporting import DUE_DAY
from pages.frame import places
from pages.shared import load, marks
from wording.formats import number
from wording.problems import message, remedy
from wording.translate import _, language


def may_start() -> bool:
    """Whether who looks can start the office here; says who can where it is not they."""
    if load.desk().store.read_only:
        st.info(_("还没有建账。这里打开的是供查阅的副本，请在办公室的数据库上建账。"))
        return False
    if not load.may(Verb.MAINTAIN):
        st.info(_("还没有建账。请系统的维护人员先建账。"))
        return False
    return True


def form() -> bool:
    """What is asked, and whether the office is now started."""
    st.markdown(
        _(
            "这里还没有台账。先选本单位的地区，勾选要报送的部门和下级地区；通用的行业、指标和计量单位会一并备好。"
        )
    )
    region = st.selectbox(
        _("本单位的地区"),
        list(_regions()),
        index=None,
        format_func=lambda code: _regions()[code],
        placeholder=_("输入名称、简称、拼音或代码，如 株洲、zhuzhou、430200"),
        key="start_region",
        width=520,
    )
    if region is None:
        st.caption(_("省、市、州、县、区、旗都可以。"))
        return False
    return _details(reference.regions()[region])


@st.cache_resource(show_spinner=False)
def _regions() -> dict[str, str]:
    """Every region an office may be of, by its code, with all that it may be searched by."""
    every = reference.regions()
    return {
        code: _searchable(region) for code, region in every.items() if region.kind in reference.OFFICE_KINDS
    }


def _searchable(region: Region) -> str:
    above = " ".join(one.short_name for one in reference.above(region.code))
    return " · ".join(filter(None, (f"{region.name} {region.pinyin}", above, region.code)))


def _details(region: Region) -> bool:
    departments = reference.departments(region.code)
    below = [one for one in reference.children(region.code) if one.kind in reference.OFFICE_KINDS]
    chosen = _ticks(
        _("报送的部门"), [(one.code, _called(one)) for one in departments], f"departments_{region.code}"
    )
    reporting = (
        _ticks(_("报送的下级地区"), [(one.code, _called(one)) for one in below], f"below_{region.code}")
        if below
        else []
    )
    zones = st.text_area(
        _("开发区（每行一个全称，没有可不填）"),
        key="start_zones",
        placeholder=_("例如：株洲高新技术产业开发区"),
        height=68,
        width=520,
        help=_("开发区没有行政区划代码，按上级代码自动编号，如 4302Z1。"),
    )
    day, who = st.columns([1, 2], width=520, vertical_alignment="bottom")
    due_day = day.number_input(
        _("次月几日前报送"), min_value=1, max_value=31, value=DUE_DAY, key="start_due_day"
    )
    by = who.text_input(_("建账人"), key="start_by", placeholder=_("姓名，随台账保存"), max_chars=30)
    if not by.strip():
        st.caption(_("请先填写建账人。"))
    if not st.button(_("建账"), type="primary", disabled=not by.strip(), key="start_office"):
        return False
    names = tuple(line.strip() for line in zones.splitlines() if line.strip())
    names_of = {one.code: one.name for one in departments}
    asked = Start(
        region=region.code,
        below=tuple(reporting),
        departments=tuple(names_of[code] for code in chosen),
        zones=names,
    )
    return _started(asked, int(due_day), by.strip())


def _started(asked: Start, due_day: int, by: str) -> bool:
    started = tracker.start_office(load.desk(), asked, by=by, due_day=due_day)
    for problem in started.problems:
        st.error(marks.plain(_("；").join(filter(None, (message(problem), remedy(problem))))))
    return not started.problems


def _ticks(label: str, choices: Sequence[tuple[str, str]], key: str) -> list[str]:
    """Of several, all of them chosen at first, those that stay chosen."""
    words = dict(choices)
    return st.pills(
        _("{label}（点一下取消或选上）").format(label=label),
        list(words),
        selection_mode="multi",
        default=list(words),
        format_func=marks.words_of(words),
        key=key,
    )


def _called(one: Organisation | Region) -> str:
    return one.name_en if language() == "en" else one.short_name


def begun() -> None:
    """What the ledger of this database began with."""
    own = tracker.office_region(load.desk())
    if own is None:
        st.info(_("这个数据库里已有台账，不是在这里建的。"))
        return
    regions, organisations = load.spoken("regions"), load.named("organisations")
    name = regions.set_index("region_code")["name_en" if language() == "en" else "name"][own]
    st.markdown(_("**{name}的台账已建好。**").format(name=marks.plain(name)))
    below = regions[regions["parent_code"] == own]
    said = _(
        "{departments}个部门、{regions}个下级地区报送；{indicators}个通用指标备选；报送截止日为次月{day}日。"
    )
    st.markdown(
        said.format(
            departments=number(int((organisations["region_code"] == own).sum())),
            regions=number(len(below)),
            indicators=number(len(load.named("indicators"))),
            day=tracker.due_day(load.desk()),
        )
    )


def next_steps() -> None:
    """The first document, as it can be entered today."""
    if not load.targets().empty:
        places.link(places.OVERVIEW, _("看总览"), query=places.address())
        return
    st.subheader(_("下一步：录入第一份文件"), anchor=False)
    st.markdown(
        _("目标要从文件里录入。屏幕上的录入表单还没有做好，现在用表格：文件夹里放 `documents.csv`（文件）和 `targets/文件代号.csv`（这份文件的目标），表头照 `data/catalogue` 里的同名表，用 Excel 存成 CSV；停下看板后执行下面的命令，再重新打开。")
    )  # fmt: skip
    st.code(_("python cli.py build --catalogue 文件夹"), language=None)
    places.link(places.DOCUMENTS, _("去文件台账"), query=places.address())
