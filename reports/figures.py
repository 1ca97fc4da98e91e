"""Which charts a month's material makes, in the paper layout, each with its computed title.

Owns the list and its order; the drawing is charts', the printing reports.images'. Figures are made one by one as
they are asked for, so that hundreds need not be held at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from charts.bullet import bullet_chart
from charts.burnup import burnup_chart
from charts.cells import tile_chart
from charts.contribution import contribution_chart
from charts.heat import heat_chart
from charts.rows import bullet_rows, reading_key
from charts.style import PAPER
from data.places import file_name
from reports.handed_down import gap_words
from reports.material import (
    SLIPPING,
    Material,
    Part,
    grouping,
    judged_rows,
    labelled,
    matrix_finding,
    place_of,
    stamp_line,
    text_of,
)
from wording.formats import is_missing, number
from wording.labels import Record
from wording.sentences import overview_headline, target_headline
from wording.translate import _

PAGE_ROWS = 20  # bullet rows that fit a page
BULLETIN_ROWS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart: the name of its file, the finding that is its 图题, and the figure."""

    name: str
    finding: str
    figure: go.Figure

    @property
    def alt(self) -> str:
        """What the chart says, for whoever cannot see it."""
        meta = self.figure.layout.meta
        return str(meta["alt"]) if meta and "alt" in meta else self.finding


def drawings(material: Material) -> Iterator[Drawing]:
    """Every chart of the month: overview, matrix, tiles, a page per region or sector, a course per reported target."""
    if material.progress.empty:
        return
    material = material.printable
    for place, drawing in enumerate(_all(material), start=1):
        yield Drawing(
            name=file_name(f"{place:03d}_{drawing.name}_{material.stamp.as_of:%Y-%m}"),
            finding=drawing.finding,
            figure=drawing.figure,
        )


def how_many(material: Material) -> int:
    """How many charts `drawings` will make, without drawing them."""
    if material.progress.empty:
        return 0
    courses = 0 if material.part is Part.SUMMARY else len(plotted_rows(material))
    if material.part is Part.SLIPPING:
        return 1 + courses
    column, _head = grouping(material)
    across = (2 if has_tiles(material) else 1) if material.has_regions else 0
    pages = material.progress[column].nunique() + len(gap_rows(material))
    return 1 + across + pages + courses


def _all(material: Material) -> Iterator[Drawing]:
    yield overview(material)
    if material.part is not Part.SLIPPING:
        yield from _summary(material)
    if material.part is not Part.SUMMARY:
        for row in plotted_rows(material):
            yield course_of(material, row)


def _summary(material: Material) -> Iterator[Drawing]:
    """The charts that stand for many targets, after the overview."""
    if material.has_regions:
        yield matrix(material)
        if has_tiles(material):
            yield tiles(material)
    yield from groups(material)
    yield from gap_charts(material)


def overview(material: Material) -> Drawing:
    """The rows that need attention most."""
    material = material.stated
    frame = material.progress
    return _bullets(_("总览"), overview_headline(frame), labelled(judged_rows(frame), material), material)


def _bullets(name: str, finding: str, frame: pd.DataFrame, material: Material) -> Drawing:
    """The rows that fit a page; how many more there are stands in the reading key."""
    shown, rest = frame.head(PAGE_ROWS), frame.iloc[PAGE_ROWS:]
    figure = bullet_chart(
        shown,
        title=finding,
        subtitle=reading_key(bullet_rows(shown)) + _left_out(rest) if len(rest) else "",
        style=PAPER,
        source_note=stamp_line(material.stamp),
    )
    return Drawing(name=name, finding=finding, figure=figure)


def _left_out(rest: pd.DataFrame) -> str:
    """How many rows a page has no room for, and how many of them slip."""
    slipping = int(rest["official_status"].isin(SLIPPING).sum())
    if slipping:
        return _("；另有{n}项未列出，其中{slipping}项滞后").format(
            n=number(len(rest)), slipping=number(slipping)
        )
    return _("；另有{n}项未列出").format(n=number(len(rest)))


def matrix(material: Material) -> Drawing:
    """Regions against sectors."""
    finding = matrix_finding(material.progress)
    figure = heat_chart(material.progress, title=finding, style=PAPER, source_note=stamp_line(material.stamp))
    return Drawing(name=_("地区与领域"), finding=finding, figure=figure)


def has_tiles(material: Material) -> bool:
    """Whether regions in view have a place in the tile grid."""
    return not _tiles(material).empty


def _tiles(material: Material) -> pd.DataFrame:
    """The regions in view below one parent: tiles of different parents do not share a grid."""
    regions = material.regions
    if regions.empty:
        return regions
    seen = regions[
        regions["region_code"].isin(material.progress["region_code"]) & regions["tile_row"].notna()
    ]
    parents = seen["parent_code"].value_counts()
    if parents.empty or parents.iloc[0] < 2:
        return seen.head(0)
    below: pd.DataFrame = regions[(regions["parent_code"] == parents.index[0]) & regions["tile_row"].notna()]
    return below


def tiles(material: Material) -> Drawing:
    """The regions as equal squares roughly where they lie."""
    shown = _tiles(material)
    inside = material.progress[material.progress["region_code"].isin(shown["region_code"])]
    finding = overview_headline(inside)
    figure = tile_chart(inside, shown, title=finding, style=PAPER, source_note=stamp_line(material.stamp))
    return Drawing(name=_("地区方格"), finding=finding, figure=figure)


def groups(material: Material) -> Iterator[Drawing]:
    """A page of bullet rows for each region, or for each sector of one region."""
    column, _head = grouping(material)
    for name, frame in material.progress.groupby(column, sort=False):
        finding = _("{name}：{finding}").format(name=name, finding=overview_headline(frame))
        yield _bullets(str(name), finding, frame, material)


def gap_rows(material: Material) -> Sequence[Record]:
    """The slipping targets whose gap is made up by parts, worst first."""
    return [row for row in material.stated.slipping if gap_words(material.gaps, row["target_id"])]


def gap_charts(material: Material) -> Iterator[Drawing]:
    """Who makes up the gap of each slipping target that was handed down."""
    for row in gap_rows(material):
        mine = material.gaps[material.gaps["whole"] == row["target_id"]]
        name = text_of(row, "indicator")
        finding = _("{indicator}的缺口，{regions}").format(
            indicator=name, regions=gap_words(material.gaps, row["target_id"])
        )
        figure = contribution_chart(
            mine.assign(region=mine["region_short"]),
            title=finding, style=PAPER, source_note=stamp_line(material.stamp),
        )  # fmt: skip
        yield Drawing(name=_("{name}缺口构成").format(name=name), finding=finding, figure=figure)


def plotted_rows(material: Material) -> Sequence[Record]:
    """The targets that have a number, a deadline and something reported; only those that slip where no others are drawn."""
    frame = material.progress
    known = frame["target"].notna() & frame["deadline"].notna() & frame["actual"].notna()
    if material.part is Part.SLIPPING:
        known &= frame["official_status"].isin(SLIPPING)
    return frame[known].to_dict("records")


def course_of(material: Material, row: Record) -> Drawing:
    """One target's burn-up."""
    place = place_of(row) if material.has_regions else ""
    finding = _("{region}{finding}").format(region=place, finding=target_headline(row))
    figure = burnup_chart(
        material.series(str(row["target_id"])),
        row,
        title=finding,
        style=PAPER,
        source_note=stamp_line(material.stamp),
    )
    return Drawing(name=f"{place}{text_of(row, 'indicator')}", finding=finding, figure=figure)


def bulletin_drawings(material: Material) -> list[Drawing]:
    """The charts of the bulletin: the slipping rows, and the course of the worst target that has one."""
    material = material.stated
    slipping = material.progress[material.progress["official_status"].isin(SLIPPING)]
    shown = judged_rows(slipping).head(BULLETIN_ROWS)
    found = []
    if len(shown):
        found.append(
            _bullets(_("滞后指标"), overview_headline(material.progress), labelled(shown, material), material)
        )
    courses = [
        row
        for row in material.slipping
        if not is_missing(row["actual"]) and not is_missing(row["completion"])
    ]
    if courses:
        found.append(course_of(material, courses[0]))
    if material.has_regions:
        found.append(matrix(material))
    return found
