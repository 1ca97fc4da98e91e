"""The rows of a bullet chart: one progress record turned into texts and positions, and a row as a small SVG.

The plotly chart draws from the same rows, so that the two cannot differ; the SVG stands while plotly is still on its way,
its texts beside it as text. It formats and clips; it judges nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from charts.style import Style, fill
from metrics.goals import demand
from metrics.model import Status
from wording.amounts import counted, goal
from wording.formats import (
    MISSING,
    Cell,
    is_missing,
    number,
    percent_beside,
    points,
    quantity,
    threshold_beside,
    unit_name,
)
from wording.labels import (
    SEVERITY,
    Record,
    called,
    called_short,
    lead_organisation,
    reason_said,
    severity,
    status_look,
    status_word,
)
from wording.reasons import effort_beside, effort_short
from wording.translate import _

# Where a bar is cut: longer ones end in an arrow, and their number stands beside.
LONGEST = 1.25
SHORTEST = -0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as text and positions; positions are fractions of the target, None where there is nothing to draw.

    The outlook is there only where it says otherwise than the light.
    """

    target_id: str
    name: str
    unit: str
    region_code: str
    region: str
    sector: str
    bar: float | None
    clipped: int
    expected: float | None
    expected_text: str
    status: str
    outlook: str | None
    completion: str
    lag: str
    value: str
    status_text: str
    shape: str
    effort: str
    lead: str
    needed: str


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by status, worst first, then by the size of the lag; unmeasured ones last within their status."""
    keys = {"order": frame["official_status"].map(severity), "lag": frame["lag_pp"]}
    return frame.loc[pd.DataFrame(keys).sort_values(["order", "lag"], kind="stable").index]


def bullet_rows(frame: pd.DataFrame) -> list[Row]:
    """The rows of a progress frame, in its order; the region is named where there is more than one."""
    several = "region" in frame and frame["region"].nunique() > 1
    return [_row(record, with_region=several) for record in frame.to_dict("records")]


def _row(record: Record, *, with_region: bool) -> Row:
    completion = record.get("completion")
    bar, clipped = _clip(completion)
    name = called(record, "indicator")
    region = called_short(record, "region") if with_region else ""
    return Row(
        target_id=str(record.get("target_id", "")),
        name=f"{region} {name}" if region and not name.startswith(region) else name,
        unit=unit_name("" if is_missing(record.get("unit")) else str(record["unit"])),
        region_code=str(record.get("region_code", "")),
        region=called(record, "region"),
        sector=called(record, "top_sector") or called(record, "sector"),
        bar=bar,
        clipped=clipped,
        expected=_mark(record),
        expected_text=threshold_beside(record.get("expected"), completion),
        status=str(record["official_status"]),
        outlook=str(record["outlook_status"]) if record.get("disagrees") else None,
        completion=percent_beside(completion, record.get("expected")),
        lag=points(record.get("lag_pp")),
        value=_value(record),
        status_text=status_word(record["official_status"]),
        shape=status_look(record["official_status"]).shape,
        effort=effort_short(record),
        lead=lead_organisation(record),
        needed=_needed(record),
    )


def _needed(record: Record) -> str:
    """What it would take, in a line of its own; why there is no light; before any report, what was stated."""
    if record["official_status"] == Status.NOT_ASSESSABLE:
        return reason_said(record)
    if is_missing(record.get("actual")) and not is_missing(record.get("target")):
        return _("目标{goal}").format(goal=goal(record))
    return effort_beside(record)


def _value(record: Record) -> str:
    """What was reached of what was stated: 61.5 / 87; a rate keeps its sign of per cent."""
    if is_missing(record.get("actual")) or is_missing(record.get("target")):
        return goal(record) if not is_missing(record.get("target")) else number(None)
    if demand(record).grows:
        return f"{quantity(record['actual'], '%')} / {quantity(record['target'], '%')}"
    return f"{number(counted(record, record['actual']))} / {number(record['target'])}"


def _mark(record: Record) -> float | None:
    """Where the mark of the expected share stands; growth owes no share of the way, so it has none."""
    return None if demand(record).grows or is_missing(record.get("expected")) else float(record["expected"])


def _clip(completion: Cell) -> tuple[float | None, int]:
    """The bar's end inside the plot, and on which side it goes on beyond it (−1, 0, 1)."""
    if is_missing(completion):
        return None, 0
    value = float(completion)
    if value > LONGEST:
        return LONGEST, 1
    return (SHORTEST, -1) if value < SHORTEST else (value, 0)


def span(rows: Sequence[Row]) -> tuple[float, float]:
    """The axis' ends: 0 to 100%, widened only as far as bars and marks need."""
    ends = [row.bar for row in rows if row.bar is not None] + [
        row.expected for row in rows if row.expected is not None
    ]
    low = min([0.0, *ends])
    high = max([1.0, *(min(end, LONGEST) for end in ends)])
    return (max(low, SHORTEST) * 1.06 if low < 0 else 0.0), high


def shared_mark(rows: Sequence[Row]) -> tuple[float, str] | None:
    """What was expected of every row, with the decimals the closest of them asks for; None where they differ."""
    marks = {row.expected for row in rows if row.expected is not None}
    if len(marks) != 1:
        return None
    texts = [row.expected_text for row in rows if row.expected is not None]
    return marks.pop(), max(texts, key=len)


def reading_key(rows: Sequence[Row]) -> str:
    """How to read the bullet rows, in one line; the broken bar is explained only where there is one."""
    key = _("竖线＝序时应完成；彩色条＝完成率；灰底＝目标100%")
    broken = any(row.clipped for row in rows)
    return key + _("；箭头＝超出图幅，以数字为准") if broken else key


STRIP_WIDTH, STRIP_HEIGHT = 320, 20
_MARK = 2.5


def strip(row: Row, style: Style, *, most: float = 1.0, width: int = STRIP_WIDTH) -> str:
    """The bullet of one row as SVG text, `width` pixels wide; `most` is the fraction at the right edge, shared by
    rows that align."""
    scale = width / most
    parts = [_box(0, 5, scale, 10, style.track)]
    if row.bar is not None:
        parts.append(_box(0, 7.5, max(row.bar, 0) * scale, 5, fill(row.status, style)))
    if row.expected is not None:
        at = min(max(row.expected, 0), most) * scale
        parts.append(_box(min(max(at - _MARK / 2, 0), width - _MARK), 0, _MARK, STRIP_HEIGHT, style.ink))
    size = f'viewBox="0 0 {width} {STRIP_HEIGHT}" width="{width}" height="{STRIP_HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def strip_text(row: Row) -> str:
    """The bullet in words, for whoever cannot see it."""
    said = (row.name, row.completion, row.lag, row.status_text)
    return " ".join(part for part in said if part != MISSING)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" fill="{colour}"/>'


SHARE_WIDTH, SHARE_HEIGHT = 180, 12
_UNJUDGED = ("not_reported", "not_assessable", "not_due")


def proportion(counts: Mapping[str, int], style: Style, *, width: int = SHARE_WIDTH) -> str:
    """The counts of one group as SVG text, `width` pixels for few as for many: the share is what is compared."""
    order = [status for status in SEVERITY if status not in _UNJUDGED] + list(_UNJUDGED)
    total, left, parts = sum(counts.values()), 0.0, []
    for status in order:
        across = width * counts.get(status, 0) / total if total else 0.0
        if across:
            colour = style.track if status in _UNJUDGED else fill(status, style)
            parts.append(
                f'<rect x="{left:.1f}" y="0" width="{max(across - 1, 0.5):.1f}" height="{SHARE_HEIGHT}" fill="{colour}"/>'
            )
        left += across
    size = f'viewBox="0 0 {width} {SHARE_HEIGHT}" width="{width}" height="{SHARE_HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def proportion_text(counts: Mapping[str, int]) -> str:
    """The same in words, for whoever cannot see it."""
    return _("、").join(
        _("{status}{n}项").format(status=status_word(status), n=number(counts[status]))
        for status in SEVERITY
        if counts.get(status)
    )
