"""One bullet, or the counts of one group, as a small SVG: what stands in rows while plotly is still on its way.

Track, bar of the completion and mark of what was expected, by the same rows and colours as the plotly bullet
chart; the texts stand beside it as text.
"""

from collections.abc import Mapping

from charts.rows import Row
from charts.style import Style, fill
from wording.formats import MISSING, number
from wording.labels import SEVERITY, status_word
from wording.translate import _

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
