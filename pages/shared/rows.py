"""Targets as native rows: a link, a bullet with the numbers and the light, and what it would take.

Text and small SVG inside it only, four elements a row, so that they stand before plotly has arrived and a changed
filter has little to send; longer lists belong to `bullets`.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from charts.bullet import MOST_ROWS, bullet_chart
from charts.rows import Row, span, strip, strip_text, worst_first
from charts.text import width
from metrics.model import Status
from pages.frame import places, view
from pages.shared import marks
from wording.formats import MISSING, number
from wording.labels import outlook_label, status_label
from wording.translate import _, language

_NAME = 14  # pixels a character of a name takes


def show(rows: Sequence[Row], *, with_sector: bool = False, among: Sequence[Row] = ()) -> None:
    """The targets in their order, one row each; a name opens its target.

    `among` are the rows of the whole screen, where several such lists stand below one another with one measure.
    """
    if not rows:
        return
    style, most = marks.current(), span(among or rows)[1]
    wide = name_width([row.name for row in among or rows])
    several = len({row.region_code for row in rows}) > 1  # then the names carry the region
    with st.container(gap="xsmall"):
        for row in rows:
            bar = marks.picture(strip(row, style, most=most, width=picture_width()), strip_text(row))
            beside = _beside(row, with_sector=with_sector, with_region=not several)
            name = f"**{marks.plain(row.name)}**" if with_sector else marks.plain(row.name)
            with marks.row():
                places.to_target(row.target_id, name, width=wide)
                st.markdown(f"{bar} {_numbers(row)}", width=_numbers_width())
                st.markdown(beside, width="stretch")


def name_width(names: Iterable[str] = ()) -> int:
    """Pixels for the name of a target: in English more, and more where the longest needs it."""
    if marks.is_phone():
        return 340
    least, most = (300, 400) if language() == "en" else (218, 330)
    return min(most, max([least, *(round(width(name, _NAME)) + 24 for name in names)]))


def picture_width() -> int:
    """Pixels for a bullet: its words need more room in English."""
    if marks.is_phone():
        return 110
    return 150 if language() == "en" else 230


def _numbers_width() -> int | Literal["stretch"]:
    return "stretch" if marks.is_phone() else 500


def _numbers(row: Row) -> str:
    """How far, how far off, the light, and the outlook where it says otherwise; the light alone where nothing is known."""
    colour, light = marks.colour(row.status), f"**{status_label(row.status)}**"
    reached = _reached(row)
    if reached == row.lag == MISSING:
        return f":{colour}[{light}]"
    gap = "" if row.lag == MISSING else f"{row.lag} "
    said = f"**{marks.plain(reached)}** :{colour}[{gap}{light}]"
    return f"{said} :blue[{outlook_label(row.outlook)}]" if row.outlook else said


def _reached(row: Row) -> str:
    """The completion; for a rate, which has none, the rate beside its target."""
    rate = row.bar is None and row.expected is not None and row.status != Status.NOT_REPORTED
    return row.value if rate else row.completion


def _beside(row: Row, *, with_sector: bool, with_region: bool) -> str:
    """What it would take, and whose it is; sector and region where the screen does not say them."""
    elsewhere = with_region and row.region_code != view.scope().region and with_sector
    parts = [row.region if elsewhere else "", row.sector if with_sector else "", row.lead]
    whose = " · ".join(part for part in parts if part)
    said = (
        f"{marks.plain(row.needed)} {marks.muted(marks.plain(whose))}" if whose else marks.plain(row.needed)
    )
    return f":small[{said}]" if said else ""


def chart(facts: pd.DataFrame, title: str, *, key: str) -> None:
    """The rows worst first, at most sixty; a click opens a target."""
    rows = worst_first(facts)
    figure = bullet_chart(
        rows,
        title=title,
        style=marks.current(),
        source_note=marks.note(is_sample=bool(facts["is_sample"].any())),
    )
    clicked = marks.clickable(figure, title, key=key)
    if len(rows) > MOST_ROWS:
        places.link(
            places.TARGETS, _("图中为前{n}项，查看全部{all}项").format(n=MOST_ROWS, all=number(len(rows)))
        )
    if clicked:
        st.switch_page(places.TARGETS.path, query_params=places.address(target=clicked[0]))
