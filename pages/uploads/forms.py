"""Getting an empty form: which kind, for whom and for which months, and one button.

Only what would ask anything is offered. The month is chosen here, not in the filter, which ends with the last report.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from io import BytesIO

import streamlit as st

import tracker
from data.periods import month_end
from pages.frame.view import View
from pages.shared import exports, load, marks
from wording.formats import number, period
from wording.translate import N_, _

MONTHLY, REGION, BACKFILL, DECOMPOSITION, PLAN = "monthly", "region", "backfill", "decomposition", "plan"
EVERY = "every"
YEARS_BACK = 10
ZIP = "application/zip"
_KINDS: Mapping[str, tuple[str, str]] = {
    MONTHLY: (N_("月报表"), N_("每月用：一个单位一张，或全部单位打包")),
    REGION: (N_("全地区一张表"), N_("一个地区的全部目标，不分牵头单位")),
    BACKFILL: (N_("历史数据补录表"), N_("补以前各月的数：一行一个指标，一列一个月")),
    DECOMPOSITION: (N_("目标分解表"), N_("每年一次：把目标分到下级地区")),
    PLAN: (N_("分月计划表"), N_("每年一次：各月计划到多少")),
}


def download(seen: View) -> None:
    """The fold in which one kind of form is chosen on the left and got on the right."""
    with st.expander(_("下载填报表格"), icon=":material/download:"):
        months = load.form_months()
        if not months:
            st.caption(_("台账里还没有要按月报送的目标。"))
            return
        left, right = st.columns([2, 3], gap="large")
        kind = left.radio(
            _("哪种表"),
            list(_KINDS),
            format_func=lambda code: _(_KINDS[code][0]),
            captions=[_(caption) for _name, caption in _KINDS.values()],
            key="form_kind",
        )
        with right:
            _fields(kind, months, seen)


def _fields(kind: str, months: list[date], seen: View) -> None:
    """What the kind needs to know, its button and how it is filled in."""
    if kind in (MONTHLY, REGION, BACKFILL):
        until = st.selectbox(
            _("到哪个月") if kind == BACKFILL else _("月份"),
            months,
            index=months.index(_usual(months, seen.now.date())),
            format_func=period,
            key="form_month",
        )
    else:
        until = _year_end(kind, months, seen.now.date())
    since = _since(until) if kind == BACKFILL else None
    takers = load.form_takers(kind, until, seen.scope.region)
    if not takers:
        st.info(_("筛选的地区没有要填这种表的。请在上方换一个地区。"))
        return
    _button(kind, _taker(kind, takers, seen), takers, until, since)
    _advice(kind, until, seen)


def _usual(months: list[date], today: date) -> date:
    """The month a form is most likely wanted for: the last ended, but not beyond the one after the last report."""
    ended = today.replace(day=1) - timedelta(days=1)
    reported = load.months()
    following = max(reported) + timedelta(days=1) if reported else ended
    wanted = min(ended, month_end(following.year, following.month))
    return next((end for end in months if end <= wanted), months[-1])


def _year_end(kind: str, months: list[date], today: date) -> date:
    """The last of the year's months that is offered; a decomposition belongs to its targets, not to a year."""
    usual = _usual(months, today)
    if kind == DECOMPOSITION:
        return usual
    years = sorted({end.year for end in months} | {today.year}, reverse=True)
    year = st.selectbox(_("年份"), years, index=years.index(usual.year), format_func=str, key="form_year")
    return date(year, 12, 31)


def _since(until: date) -> date:
    """The January a back-fill begins with."""
    years = list(range(until.year, until.year - YEARS_BACK - 1, -1))
    year = st.selectbox(_("从哪一年1月"), years, index=1, format_func=str, key="form_since")
    return date(year, 1, 31)


def _taker(kind: str, takers: Mapping[str, str], seen: View) -> str:
    """Whom the form is for; the organisation of the filter stands first chosen."""
    names = dict(takers)
    if kind == MONTHLY:
        names = {EVERY: _("全部{n}个单位（打包）").format(n=number(len(takers))), **takers}
    usual = [code for code in (seen.scope.organisation, seen.scope.region) if code in names]
    return str(
        st.selectbox(
            _("填报单位") if kind in (MONTHLY, BACKFILL) else _("地区"),
            list(names),
            index=list(names).index(str(usual[0])) if usual else 0,
            format_func=marks.words_of(names),
            key=f"form_taker_{kind}",
        )
    )


def _button(kind: str, taker: str, takers: Mapping[str, str], until: date, since: date | None) -> None:
    word, name = _(_KINDS[kind][0]), takers.get(taker, _("全部单位"))
    when = "" if kind == DECOMPOSITION else f"{until:%Y}" if kind == PLAN else f"{until:%Y-%m}"
    ending, mime = ("zip", ZIP) if taker == EVERY else ("xlsx", exports.XLSX)
    st.download_button(
        _("下载{form}").format(form=word),
        partial(_made, _writer(kind, taker, takers, until, since)),
        file_name="_".join(part for part in (when, name, word if kind != MONTHLY else "") if part)
        + f".{ending}",
        mime=mime,
        icon=":material/table:",
        type="primary",
        on_click="ignore",
        key=f"form_download_{kind}",
    )


def _writer(
    kind: str, taker: str, takers: Mapping[str, str], until: date, since: date | None
) -> Callable[[BytesIO], int]:
    """What writes the form into a file."""
    desk = load.desk()
    if taker == EVERY:
        return partial(tracker.templates, desk, list(takers), until)
    return {
        MONTHLY: lambda out: tracker.template(desk, taker, until, out),
        BACKFILL: lambda out: tracker.template(desk, taker, until, out, since),
        REGION: lambda out: tracker.region_template(desk, taker, until, out),
        DECOMPOSITION: lambda out: tracker.decomposition_template(desk, taker, out),
        PLAN: lambda out: tracker.plan_template(desk, taker, until.year, out),
    }[kind]


def _made(write: Callable[[BytesIO], int]) -> bytes:
    out = BytesIO()
    write(out)
    return out.getvalue()


def _advice(kind: str, until: date, seen: View) -> None:
    """How the form is filled in, and what nobody's form asks."""
    st.caption(_("灰格锁定，只填黄格。没有的数据请留空，不要填 0。填好后在下面导入。"))
    if kind != MONTHLY:
        return
    orphans = load.spoken("leaderless", period=until, region=seen.scope.region)
    if len(orphans):
        names = _("、").join(marks.plain(name) for name in orphans["indicator"].head(3))
        st.caption(
            _("{n}项目标没有牵头单位，不在任何单位的表里（如{names}），请用“全地区一张表”报。").format(
                n=number(len(orphans)), names=names
            )
        )
