"""One bullet as a small SVG: what the first screenful shows while plotly is still on its way.

Track, bar of the completion and mark of what was expected, by the same rows and colours as the plotly bullet
chart; the texts stand beside it as text.
"""

from charts.rows import Row
from charts.style import Style, fill
from wording.formats import MISSING

WIDTH, HEIGHT = 320, 20
_MARK = 2.5


def strip(row: Row, style: Style, *, most: float = 1.0, width: int = WIDTH) -> str:
    """The bullet of one row as SVG text, `width` pixels wide; `most` is the fraction at the right edge, shared by
    rows that align."""
    scale = width / most
    parts = [_box(0, 5, scale, 10, style.track)]
    if row.bar is not None:
        parts.append(_box(0, 7.5, max(row.bar, 0) * scale, 5, fill(row.status, style)))
    if row.expected is not None:
        at = min(max(row.expected, 0), most) * scale
        parts.append(_box(min(max(at - _MARK / 2, 0), width - _MARK), 0, _MARK, HEIGHT, style.ink))
    size = f'viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def strip_text(row: Row) -> str:
    """The bullet in words, for whoever cannot see it."""
    said = (row.name, row.completion, row.lag, row.status_text)
    return " ".join(part for part in said if part != MISSING)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" fill="{colour}"/>'
