"""How bullet rows are laid out: columns, label room and row height, in pixels, for both of their drawings."""

from dataclasses import dataclass

from charts.rows import Row
from charts.style import Style
from charts.text import shorten, widest, wrap
from wording.translate import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column right of the bars: its head, where it begins or ends, and how it is set."""

    key: str
    head: str
    shift: float
    anchor: str
    room: float


def columns(style: Style, rows: list[Row]) -> list[Column]:
    """The columns there is room for; a phone sets the status beside the name, above the bar."""
    heads = {"value": _("完成 / 目标"), "completion": _("完成率"), "lag": _("较序时"), "status": _("状态"),
             "effort": _("余下月均须"), "lead": _("牵头单位")}  # fmt: skip
    found, edge = [], 4.0
    for key, ems in _widths(style, rows).items():
        room = ems * style.font
        right = key in ("value", "completion", "lag")
        found.append(
            Column(
                key=key,
                head=heads[key],
                shift=edge + (room if right else 14),
                anchor="right" if right else "left",
                room=room - 6,
            )
        )
        edge += room + (0 if right else 12)
    return found


def _widths(style: Style, rows: list[Row]) -> dict[str, float]:
    """The columns of a medium and their widths in ems; columns nobody fills are left out."""
    if style.narrow:
        return {"completion": 4.2}
    status = max(widest([f"{row.shape} {row.status_text}" for row in rows], 1.0) + 0.9, 4.0)
    if style.compact:
        return {"completion": 4.4, "lag": 4.2, "status": status}
    most = {"effort": 13.0, "lead": 12.0}
    measured = {key: min(widest([getattr(row, key) for row in rows], 1.0) + 1.0, most[key]) for key in most}
    wide = {"completion": 5.0, "lag": 4.4, "status": status, **measured}
    filled = {key: ems for key, ems in wide.items() if any(getattr(row, key) for row in rows)}
    return filled if "effort" in filled else {"value": 8.6} | filled


def right_margin(table: list[Column], style: Style) -> float:
    """The room right of the bars."""
    last = table[-1]
    return last.shift + (0 if last.anchor == "right" else last.room) + style.margin / 2


def unit_text(row: Row, style: Style) -> str:
    """The unit behind the name, where there is room for it."""
    return _("（{unit}）").format(unit=row.unit) if row.unit and not style.compact else ""


def label_room(style: Style, rows: list[Row]) -> float:
    """As wide as the longest name asks, within a third of the sheet."""
    longest = widest([row.name + unit_text(row, style) for row in rows], style.font) + 6
    return min(longest, style.width * (0.3 if style.compact else 0.24))


def left_margin(style: Style, rows: list[Row], low: float) -> float:
    """The room left of the bars: names, and an arrow's head where a bar goes below the plot."""
    arrow = style.row * 0.4 if low < 0 else 0.0
    return arrow + (style.margin if style.narrow else label_room(style, rows) + 12)


def name_lines(rows: list[Row], style: Style) -> list[list[str]]:
    """Each name in the lines it takes: one above the bar on a phone, else up to two beside it."""
    if style.narrow:
        status = widest([row.status_text for row in rows], style.font) + 2.2 * style.font
        return [[shorten(row.name, style.width - status, style.font)] for row in rows]
    room = label_room(style, rows)
    return [wrap(row.name + unit_text(row, style), room, style.font, 2) for row in rows]


def row_height(names: list[list[str]], style: Style) -> float:
    """The height of a row: the style's, or what the longest name takes."""
    longest = max(len(lines) for lines in names)
    return max(style.row, longest * style.font * 1.3 + 4)


def cell_text(row: Row, column: Column, style: Style) -> str:
    """What stands in a column: numbers whole, words cut with … where the column ends."""
    text = str(getattr(row, column.key, ""))
    return text if column.anchor == "right" else shorten(text, column.room, style.font)
