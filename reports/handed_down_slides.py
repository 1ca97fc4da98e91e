"""The slides on what was handed down: the slipping targets, their parts' sums, and who makes up each gap."""

import pandas as pd
from pptx.presentation import Presentation as Deck

from charts.style import PAPER, text_colour
from reports.handed_down import gap_words, handed_counts
from reports.material import SLIPPING, Material, records, stamp_line, text_of
from reports.slides import MARGIN, TOP, Box, Words, add_page, add_table, notes
from wording.amounts import goal
from wording.formats import number, quantity
from wording.labels import status_label
from wording.names import Record
from wording.translate import _

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
