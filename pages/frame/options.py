"""What can be chosen in each filter: codes in order, and the words for them.

Only what the ledger holds targets for is offered; the code travels in links, the words are the viewer's.
"""

import calendar
from collections.abc import Mapping
from datetime import date
from itertools import takewhile

import pandas as pd
import streamlit as st

from data import regions as tree_of_regions
from data.regions import NATION
from metrics.status import rule_sets
from pages.frame.places import EVERYTHING
from pages.shared import load
from wording.formats import day, period
from wording.labels import STATUS, status_label
from wording.translate import _, language


def months(today: date) -> dict[str, str]:
    """`2024-06` → 2024年6月, newest first: every month from the first report to the last; today's without any."""
    known = load.months() or [today]
    first, last = min(known), max(known)
    codes = []
    year, month = last.year, last.month
    while (year, month) >= (first.year, first.month):
        codes.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return {code: period(month_end(code)) for code in codes}


def month_end(code: str) -> date:
    """The last day of the month `2024-06`."""
    year, month = int(code[:4]), int(code[5:7])
    return date(year, month, calendar.monthrange(year, month)[1])


def regions() -> dict[str, str]:
    """Every region that has targets and those above it, by code, so that parts follow their whole."""
    known = load.named("regions").set_index("region_code")
    wanted = set(load.targets()["region_code"])
    tree = tree_of_regions.parents(known.reset_index().to_dict("records"))
    for code in list(wanted):
        wanted |= set(takewhile(_may_be_chosen, tree_of_regions.upwards(code, tree)))
    names = known[_name_column()]
    found = {code: str(names[code]) for code in names.index if code in wanted}
    return {EVERYTHING: _("全部地区"), **load.told_apart("regions", found)}


def _may_be_chosen(region: str) -> bool:
    """Whether a region can stand in the filter: seen, and not the nation, which is what no filter means."""
    return region != NATION and load.sees(region)


def sectors() -> dict[str, str]:
    """The sectors that have targets: each top sector followed by its parts."""
    tree = load.named("sectors")
    wanted = load.targets()
    codes = {*wanted["sector_code"], *wanted["top_sector_code"]}
    names = tree.set_index("sector_code")[_name_column()]
    tops = tree[tree["parent_code"].isna()].sort_values("position")["sector_code"]
    found = {EVERYTHING: _("全部行业")}
    for top in tops:
        if top in codes:
            found[top] = str(names[top])
            parts = tree[(tree["parent_code"] == top) & tree["sector_code"].isin(codes)].sort_values(
                "position"
            )
            found |= {code: f"{names[top]} › {names[code]}" for code in parts["sector_code"]}
    return found


def organisations() -> dict[str, str]:
    """The organisations that lead or support a target."""
    known = load.named("organisations")
    wanted = load.targets()
    known = known[known["organisation_code"].isin(wanted["unit_codes"].explode())]
    column = "name_en" if language() == "en" else "short_name"
    found = dict(zip(known["organisation_code"], known[column], strict=True))
    return {EVERYTHING: _("全部单位"), **load.told_apart("organisations", found)}


def statuses() -> dict[str, str]:
    """The lights, worst first."""
    return {EVERYTHING: _("全部状态"), **{str(status): status_label(status) for status in STATUS}}


def rules() -> dict[str, str]:
    """The rule sets that ship, the default first."""
    return {held.code: held.name_en if language() == "en" else held.name for held in rule_sets()}


def known_days() -> dict[str, str]:
    """Now, and every past day on which something was imported or voided, newest first: `2024-07-09`."""
    every = load.named("batches")
    stamps = pd.concat([every["imported_at"], every["voided_at"].dropna()])
    days = sorted({stamp.date() for stamp in stamps}, reverse=True)
    return {EVERYTHING: _("现在"), **dict(known_day(at) for at in days[1:])}


def known_day(at: date) -> tuple[str, str]:
    """One past day to look back to, by its code in a link, and its words."""
    return at.isoformat(), _("{day}时").format(day=day(at))


def choices(today: date) -> dict[str, Mapping[str, str]]:
    """Every filter's choices by its name in a link; computed once per version of the store and language."""
    return _choices(load.edition(), language(), today)


@st.cache_resource(max_entries=8, show_spinner=False)
def _choices(edition: load.Edition, speech: str, today: date) -> dict[str, Mapping[str, str]]:
    return {
        "month": months(today),
        "region": regions(),
        "sector": sectors(),
        "organisation": organisations(),
        "status": statuses(),
        "rules": rules(),
        "known": known_days(),
    }


def _name_column() -> str:
    return "name_en" if language() == "en" else "name"
