"""The matrix on slides: regions against sectors, or sectors against statuses, as native tables.

A cell counts lights, worst first, with their shapes; nothing is averaged. Large matrices go on over several pages.
"""

from collections.abc import Iterator, Sequence

import pandas as pd
from pptx.presentation import Presentation as Deck

from charts.style import PAPER, text_colour, tint
from metrics.model import Status
from reports.handed_down import gap_words, handed_counts
from reports.material import SLIPPING, Material, matrix_finding, records, stamp_line, text_of
from reports.slides import BOTTOM, MARGIN, TOP, WIDTH, Box, Words, add_page, add_table, notes
from wording.amounts import goal
from wording.formats import number, quantity
from wording.labels import SEVERITY, Record, counts, severity, status_label, status_look
from wording.translate import _

ACROSS, DOWN = 8, 11
NAME_WIDTH = 2.3
SHOWN = 3  # lights a cell has room for


def matrix_pages(deck: Deck, material: Material) -> None:
    """Regions × sectors where several regions are in view, else sectors × statuses."""
    frame = material.progress
    if material.has_regions:
        names = (
            frame.groupby("region", sort=False)["region_short"].first() if "region_short" in frame else None
        )
        _pages(deck, material, _region_cells(frame), _short(names))
    else:
        _pages(deck, material, _status_cells(frame), {})


def _short(names: pd.Series | None) -> dict[str, str]:
    return {} if names is None else {str(long): str(short) for long, short in names.items()}


Cells = dict[tuple[str, str], Words]


def _region_cells(frame: pd.DataFrame) -> Cells:
    groups = frame.groupby(["region", "top_sector"], sort=False)["official_status"]
    return {(str(row), str(column)): light_cell(statuses) for (row, column), statuses in groups}


def light_cell(statuses: pd.Series) -> Words:
    """The lights of some targets, worst first: ■2 ▲1 ●3, on the tint of the worst."""
    found = {status: n for status, n in counts(statuses).items() if n}
    ground, ink = tint(min(found, key=severity), PAPER)
    text = " ".join(f"{status_look(status).shape}{number(n)}" for status, n in list(found.items())[:SHOWN])
    return Words(text=text, size=12, colour=ink, fill=ground, align="center", bold=Status.FAR_BEHIND in found)


def _status_cells(frame: pd.DataFrame) -> Cells:
    cells: Cells = {}
    for sector, statuses in frame.groupby("top_sector", sort=False)["official_status"]:
        for status, n in counts(statuses).items():
            ground, ink = tint(status, PAPER) if n else ("#FFFFFF", PAPER.muted)
            text = number(n) if n else number(None)
            cells[str(sector), status_label(status)] = Words(
                text=text, size=13, colour=ink, fill=ground, align="center"
            )
    return cells


def _pages(deck: Deck, material: Material, cells: Cells, short: dict[str, str]) -> None:
    rows = list(dict.fromkeys(row for row, _column in cells))
    order = {status_label(status): place for place, status in enumerate(SEVERITY)}
    columns = sorted(dict.fromkeys(column for _row, column in cells), key=lambda name: order.get(name, 0))
    for part, across in _parts(columns, ACROSS):
        for down_part, down in _parts(rows, DOWN):
            _page(deck, material, cells, (across, down), short, continued=bool(part or down_part))


def _parts(names: Sequence[str], size: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Names in even parts of at most `size`, numbered from 0."""
    pages = -(-len(names) // size)
    each = -(-len(names) // pages)
    for part in range(pages):
        yield part, names[part * each : (part + 1) * each]


def _page(
    deck: Deck,
    material: Material,
    cells: Cells,
    names: tuple[Sequence[str], Sequence[str]],
    short: dict[str, str],
    *,
    continued: bool,
) -> None:
    across, down = names
    title = matrix_finding(material.progress)
    slide = add_page(
        deck,
        _("{title}（续）").format(title=title) if continued else title,
        _("{key}；底色取最差的灯，灯不作平均；— 为没有目标").format(
            key="  ".join(map(status_label, SEVERITY))
        ),
        stamp_line(material.stamp),
    )
    width = min(2.0, (WIDTH - 2 * MARGIN - NAME_WIDTH) / len(across))
    height = min(0.55, (BOTTOM - TOP) / (len(down) + 1))
    none = Words(text=number(None), size=12, colour=PAPER.muted, align="center")
    head = [Words(text=""), *(Words(text=name, size=11, align="center", bold=True) for name in across)]
    body = [
        [Words(text=short.get(row, row), size=12), *(cells.get((row, column), none) for column in across)]
        for row in down
    ]
    box = Box(left=MARGIN, top=TOP, width=NAME_WIDTH + width * len(across), height=height * (len(down) + 1))
    add_table(slide, box, [NAME_WIDTH, *[width] * len(across)], [head, *body], height)
    notes(slide, [_("每格按状态计数，由差到好排列。")])


ROWS = 12
WIDTHS = (2.9, 1.25, 1.25, 1.15, 1.1, 1.0, 3.55)
ALIGNS = ("left", "right", "right", "right", "right", "center", "left")
HEIGHT = 0.42


def handed_down_pages(deck: Deck, material: Material) -> None:
    """The slipping targets that were handed down; nothing where none was."""
    if material.handed.empty:
        return
    shown = material.handed[material.handed["official_status"].isin(SLIPPING)]
    for start in range(0, len(shown), ROWS):
        handed_down_page(deck, material, shown.iloc[start : start + ROWS])


def handed_down_page(deck: Deck, material: Material, shown: pd.DataFrame) -> None:
    """One page of wholes: what was asked of them, what the parts were asked and have done, whose the gap is."""
    found = handed_counts(material.handed)
    title = _("已分解的{n}项目标中{slipping}项滞后，缺口在下列地区").format(
        n=number(found["handed"]),
        slipping=number(int(material.handed["official_status"].isin(SLIPPING).sum())),
    )
    key = _("缺口＝序时应完成值－完成值；占比只在落后的地区之间计算，下级未报齐时不求和")
    slide = add_page(deck, title, key, stamp_line(material.stamp))
    heads = (_("指标"), _("本级完成"), _("目标"), _("分解合计"), _("下级合计"), _("已报下级"), _("缺口构成"))
    body = [
        [
            Words(text=head, size=11, colour=PAPER.muted, align=align)
            for head, align in zip(heads, ALIGNS, strict=True)
        ],
        *(_cells(row, material) for row in records(shown)),
    ]
    box = Box(left=MARGIN, top=TOP, width=sum(WIDTHS), height=HEIGHT * len(body))
    add_table(slide, box, WIDTHS, body, HEIGHT)
    notes(slide, [_note(row, material) for row in records(shown)])


def _note(row: Record, material: Material) -> str:
    return _("{name}：{finding}").format(
        name=text_of(row, "indicator"), finding=gap_words(material.gaps, row["target_id"]) or number(None)
    )


def _cells(row: Record, material: Material) -> list[Words]:
    unit, status = text_of(row, "unit"), row["official_status"]
    texts = (
        quantity(row["actual"], unit, beside=False), goal(row), number(row["allocated"]),
        number(row["actual_allocated"]), f"{number(row['reported'])} / {number(row['districts'])}",
    )  # fmt: skip
    name = f"{status_label(status)[0]} {text_of(row, 'indicator')}"
    said = gap_words(material.gaps, row["target_id"]) or number(None)
    return [
        Words(text=name, size=12 if len(name) < 17 else 10, colour=text_colour(status, PAPER), bold=True),
        *(
            Words(text=text, size=12 if len(text) < 10 else 10, align=align)
            for text, align in zip(texts, ALIGNS[1:-1], strict=True)
        ),
        Words(text=said, size=11 if len(said) < 20 else 9),
    ]
