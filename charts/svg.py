"""Bullet rows as plain SVG text: the same look as the plotly chart, there before plotly's script has arrived.

String building with every text escaped; no plotly, no browser. An `<img>` cannot run scripts, and there are none.
"""

from dataclasses import dataclass

import pandas as pd

from charts.bullet_layout import (
    Column,
    cell_text,
    columns,
    left_margin,
    name_lines,
    right_margin,
    row_height,
    unit_text,
)
from charts.rows import Row, bullet_rows, shared_mark, span
from charts.style import FONTS, Style, fill, text_colour
from charts.text import escape
from wording.translate import _

_DROP = 0.36  # from a line's middle to its baseline, in ems


def bullet_svg(frame: pd.DataFrame, style: Style) -> str:
    """The rows of a progress frame in its order as one SVG image, laid out for the style's width.

    Without title and source, which the page says around it; an empty frame gives an image without rows.
    """
    rows = bullet_rows(frame)
    if not rows:
        return _document([], style, 24, _("所选范围内没有可以绘制的数据"))
    table, names = columns(style, rows), name_lines(rows, style)
    height, head = row_height(names, style), 0 if style.narrow else round(style.small * 2)
    low, high = span(rows)
    left = left_margin(style, rows, low)
    plot = _Plot(left=left, right=style.width - right_margin(table, style), low=low, high=high)
    parts = [] if style.narrow else _heads(table, rows, plot, style)
    for at, row in enumerate(rows):
        middle = head + (at + 0.5) * height
        parts += _bar(row, middle + style.row * (0.22 if style.narrow else 0), plot, style)
        parts += _label(row, names[at], middle, plot.left, style)
        baseline = middle + style.font * _DROP + (style.row * 0.22 if style.narrow else 0)
        parts += [_cell(row, column, plot.right, baseline, style) for column in table]
    said = "; ".join(f"{row.name} {row.completion} {row.lag} {row.status_text}" for row in rows)
    return _document(parts, style, head + len(rows) * height + 4, said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """Where the bars stand, in pixels, and the values at their ends."""

    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        """Pixels from the image's left edge."""
        return self.left + (value - self.low) * (self.right - self.left) / (self.high - self.low)


def _document(parts: list[str], style: Style, height: float, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {style.width} {height:.0f}" '
        f'width="{style.width}" height="{height:.0f}" font-family="{escape(FONTS)}" font-size="{style.font}" '
        f'role="img"><title>{escape(title)}</title>'
        f'<rect width="100%" height="100%" fill="{style.background}"/>{"".join(parts)}</svg>'
    )


def _rect(x0: float, x1: float, middle: float, thick: float, colour: str) -> str:
    left, across = min(x0, x1), abs(x1 - x0)
    return (
        f'<rect x="{left:.1f}" y="{middle - thick / 2:.1f}" width="{across:.1f}" height="{thick:.1f}" '
        f'fill="{colour}"/>'
    )


def _text(text: str, x: float, y: float, colour: str, *, anchor: str = "start", bold: bool = False, size: float = 0,
          escaped: bool = False) -> str:  # fmt: skip
    extra = (' font-weight="700"' if bold else "") + (f' font-size="{size}"' if size else "")
    body = text if escaped else escape(text)
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{extra}>{body}</text>'


def _bar(row: Row, middle: float, plot: _Plot, style: Style) -> list[str]:
    """Track, bar, arrow where the bar goes on, and the mark of what was expected."""
    thick = style.row * (0.5 if style.narrow else 1.0)
    colour = fill(row.status, style)
    parts = [_rect(plot.x(0), plot.x(1), middle, thick * 0.56, style.track)]
    if row.bar is not None:
        parts.append(_rect(plot.x(0), plot.x(row.bar), middle, thick * 0.28, colour))
    if row.clipped and row.bar is not None:
        tip, half = plot.x(row.bar) + 6 * row.clipped, thick * 0.26
        base = tip - 9 * row.clipped
        corners = f"{base:.1f},{middle - half:.1f} {base:.1f},{middle + half:.1f} {tip:.1f},{middle:.1f}"
        parts.append(f'<polygon points="{corners}" fill="{colour}"/>')
    if row.expected is not None:
        at = plot.x(row.expected)
        parts.append(_rect(at - 1.4, at + 1.4, middle, thick * 0.84, style.ink))
    return parts


def _label(row: Row, lines: list[str], middle: float, left: float, style: Style) -> list[str]:
    """The name left of the bar; on a phone above it, with the status at the right edge."""
    size = style.font
    if style.narrow:
        y, colour = middle - 11 + size * _DROP, text_colour(row.status, style)
        status = f"{row.shape} {row.status_text}"
        return [
            _text(lines[0], 2, y, style.ink),
            _text(status, style.width - 4, y, colour, anchor="end", bold=True),
        ]
    top = middle - (len(lines) - 1) * size * 0.65 + size * _DROP
    return [
        _text(_with_small_unit(line, unit_text(row, style), style), left - 10, top + index * size * 1.3, style.ink,
              anchor="end", escaped=True)
        for index, line in enumerate(lines)
    ]  # fmt: skip


def _with_small_unit(line: str, unit: str, style: Style) -> str:
    if not unit or not line.endswith(unit):
        return escape(line)
    small = f'<tspan font-size="{style.small}" fill="{style.muted}">{escape(unit)}</tspan>'
    return escape(line.removesuffix(unit)) + small


def _cell(row: Row, column: Column, right: float, y: float, style: Style) -> str:
    text = cell_text(row, column, style)
    colour, bold = style.ink, column.key in ("completion", "status")
    if column.key == "status":
        text = f"{row.shape} {row.status_text}"
    if column.key in ("status", "lag"):
        colour = text_colour(row.status, style)
    elif column.key in ("lead", "value"):
        colour = style.muted
    anchor = "end" if column.anchor == "right" else "start"
    return _text(text, right + column.shift, y, colour, anchor=anchor, bold=bold)


def _heads(table: list[Column], rows: list[Row], plot: _Plot, style: Style) -> list[str]:
    y = style.small * 1.2
    parts = [
        _text(column.head, plot.right + column.shift, y, style.muted, size=style.small,
              anchor="end" if column.anchor == "right" else "start")
        for column in table
    ]  # fmt: skip
    common = shared_mark(rows)
    if common and not style.compact:
        mark, percent = common
        said = _("序时应完成 {percent}").format(percent=percent)
        parts.append(_text(said, plot.x(mark), y, style.ink, anchor="middle", size=style.small))
    return parts
