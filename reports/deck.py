"""The PowerPoint deck: overview, matrix, a page per region or sector, a page per worst target, what is missing.

Owns the order of the pages and what each says. Charts are native and editable; the marks of the expected progress
are lines drawn over them, named so that whoever edits the data knows to move them.
"""

from collections.abc import Sequence
from io import BytesIO

import pandas as pd
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from charts.style import PAPER, text_colour
from charts.text import shorten
from reports.bars import BESIDE, WIDE, bullet_table, line_note, reading_key
from reports.material import (
    MISSING,
    SLIPPING,
    Material,
    cell_of,
    clause_of,
    grouping,
    judged_rows,
    labelled,
    organisations_of,
    place_of,
    records,
    stamp_line,
    text_of,
)
from reports.slide_tables import handed_down_pages, matrix_pages
from reports.slides import (
    BOTTOM,
    MARGIN,
    TOP,
    WIDTH,
    Box,
    Words,
    add_page,
    add_table,
    add_text,
    notes,
    open_deck,
    set_fonts,
)
from reports.target_page import target_page
from reports.workbook import freeze_zip
from wording.formats import number
from wording.labels import SEVERITY, Record, counts, reason_said, severity, status_label
from wording.sentences import changes, counts_sentence, overview_headline
from wording.translate import _

ROWS = 10
FEW = 4  # a sector with fewer targets has no page of its own
# What changed, beside the overview: lines a sentence may fill, points a line takes, points between sentences.
CHANGE_LINES, CHANGE_LINE, CHANGE_SPACE = 3, 16.5, 5
CHANGE_ROOM = 12 * 16 * CHANGE_LINES
GROUPS = 24
WORST = 10
MISSING_ROWS = 14


def report_deck(material: Material) -> bytes:
    """The finished .pptx file; the same material gives the same bytes."""
    material, deck = material.printable, open_deck()
    overview_page(deck, material.stated)
    if not material.progress.empty:
        matrix_pages(deck, material)
        group_pages(deck, material)
        handed_down_pages(deck, material)
        worst_pages(deck, material.stated)
        missing_pages(deck, material)
    set_fonts(deck)
    properties = deck.core_properties
    properties.title, properties.author = overview_headline(material.stated.progress), _("序时")
    properties.created = properties.modified = material.stamp.known_at
    buffer = BytesIO()
    deck.save(buffer)
    return freeze_zip(buffer.getvalue(), material.stamp.known_at)


def overview_page(deck: Deck, material: Material) -> None:
    """The finding, the worst rows, the counts by status and what changed."""
    frame = material.progress
    shown = judged_rows(frame).head(ROWS)
    key = reading_key(shown) if len(shown) else ""
    slide = add_page(deck, overview_headline(frame), key, stamp_line(material.stamp))
    if len(shown):
        bullet_table(slide, labelled(shown, material), BESIDE)
    if not frame.empty:
        counts_block(slide, material)
    notes(slide, [counts_sentence(frame), *changes(frame), line_note()])


def counts_block(slide: Slide, material: Material) -> None:
    """Counts by status with the change since last month, and the month's changes in words."""
    frame = material.progress
    now, before = counts(frame["official_status"]), counts(frame["previous_status"].dropna())
    body = [[Words(text=text, size=12, colour=PAPER.muted, align=align) for text, align in
             ((_("状态"), "left"), (_("本月"), "right"), (_("比上月"), "right"))]]  # fmt: skip
    for status in SEVERITY:
        if now[status] or before[status]:
            colour = text_colour(status, PAPER)
            body.append([
                Words(text=status_label(status), size=14, bold=True, colour=colour),
                Words(text=number(now[status]), size=14, bold=True, align="right"),
                Words(text=signed(now[status] - before[status]), size=14, align="right"),
            ])  # fmt: skip
    left, widths = MARGIN + sum(BESIDE) + 0.3, (1.5, 0.8, 0.75)
    height = 0.36 * len(body)
    add_table(slide, Box(left=left, top=TOP, width=sum(widths), height=height), widths, body, 0.36)
    box = Box(left=left, top=TOP + height + 0.3, width=sum(widths), height=BOTTOM - TOP - height - 0.3)
    most = int((box.height * 72 - CHANGE_LINE) // (CHANGE_LINES * CHANGE_LINE + CHANGE_SPACE))
    said = [Words(text=_("本月变化"), size=12, colour=PAPER.muted), *map(_change, changes(frame)[:most])]
    add_text(slide, box, said if len(said) > 1 else [], name=_("本月变化"))


def _change(sentence: str) -> Words:
    """One sentence of what changed, cut where the column ends; the notes carry it whole."""
    return Words(text=shorten(sentence, CHANGE_ROOM, 12), size=12, before=CHANGE_SPACE)


def signed(change: int) -> str:
    """A change of a count with its sign; no change is a dash."""
    return number(None) if change == 0 else f"+{number(change)}" if change > 0 else number(change)


def group_pages(deck: Deck, material: Material) -> None:
    """Pages for each region, or for the sectors of one region, worst first; what page one shows is not shown twice."""
    column, _head = grouping(material)
    frame, own = material.progress, set(material.stated.progress["target_id"])
    names = sorted(frame[column].dropna().unique(), key=lambda name: _need(frame, column, name))
    small = frame[column].value_counts()
    for name in names[:GROUPS]:
        rows = frame[frame[column] == name]
        if set(rows["target_id"]) == own:
            continued_pages(deck, material, rows, str(name))
        elif material.has_regions or small[name] >= FEW:
            group_page(deck, material, rows, str(name))
    few = frame[frame[column].isin([name for name in names if small[name] < FEW])]
    if not material.has_regions and len(few):
        few_pages(deck, material, few)


def continued_pages(deck: Deck, material: Material, frame: pd.DataFrame, name: str) -> None:
    """The slipping targets that the first page had no room for, as many pages as they need."""
    shown = set(judged_rows(frame).head(ROWS)["target_id"])
    rest = frame[frame["official_status"].isin(SLIPPING) & ~frame["target_id"].isin(shown)]
    title = _("{name}：首页以外的{n}项滞后目标").format(name=name, n=number(len(rest)))
    for start in range(0, len(rest), ROWS):
        bullet_page(deck, material, rest.iloc[start : start + ROWS], title)


def few_pages(deck: Deck, material: Material, frame: pd.DataFrame) -> None:
    """The targets of sectors with hardly any, together and worst first."""
    title = _("其他领域：{finding}").format(finding=overview_headline(frame))
    named = frame.assign(
        indicator=[
            _("{sector}·{indicator}").format(
                sector=text_of(row, "top_sector"), indicator=text_of(row, "indicator")
            )
            for row in records(frame)
        ]
    )
    for start in range(0, len(named), ROWS):
        bullet_page(deck, material, named.iloc[start : start + ROWS], title)


def _need(frame: pd.DataFrame, column: str, name: str) -> tuple[int, int, str]:
    """The order of the pages: most slipping first, the far behind counting double."""
    statuses = frame[frame[column] == name]["official_status"]
    worst = sum(2 if status in SLIPPING[:2] else 1 for status in statuses if status in SLIPPING)
    return -worst, min(severity(status) for status in statuses), name


def group_page(deck: Deck, material: Material, frame: pd.DataFrame, name: str) -> None:
    """One region's or sector's targets, worst first, with what is left out said."""
    title = _("{name}：{finding}").format(name=name, finding=overview_headline(frame))
    left_out = frame.iloc[ROWS:]
    slipping = int(left_out["official_status"].isin(SLIPPING).sum())
    known = {"n": number(len(left_out)), "slipping": number(slipping)}
    said = _("；另有{n}项见 Excel 报告").format(**known) if len(left_out) else ""
    said = _("；另有{n}项见 Excel 报告，其中{slipping}项滞后").format(**known) if slipping else said
    bullet_page(deck, material, frame.head(ROWS), title, more=said)


def bullet_page(deck: Deck, material: Material, shown: pd.DataFrame, title: str, *, more: str = "") -> None:
    """A page of bullet rows over its whole width."""
    slide = add_page(deck, title, reading_key(shown) + more, stamp_line(material.stamp))
    bullet_table(slide, shown, WIDE)
    notes(slide, [counts_sentence(shown), *map(source_of, records(shown)), line_note()])


def source_of(row: Record) -> str:
    """A target's clause and the cell its value came from, for the notes."""
    return _("{indicator}：{clause}；数据 {cell}").format(
        indicator=text_of(row, "indicator"), clause=clause_of(row), cell=cell_of(row) or number(None)
    )


def worst_pages(deck: Deck, material: Material) -> None:
    """A page for each of the targets furthest behind."""
    for row in material.slipping[:WORST]:
        slide = target_page(deck, material, row)
        excerpt = _("文件摘录：{excerpt}").format(excerpt=text_of(row, "excerpt") or number(None))
        notes(slide, [source_of(row), excerpt, _("目标编号：{id}").format(id=text_of(row, "target_id"))])


def missing_pages(deck: Deck, material: Material) -> None:
    """Who has not reported and what cannot be judged, a page for every fourteen."""
    rows = material.rows(*MISSING)
    title = missing_title(rows)
    for start in range(0, len(rows), MISSING_ROWS):
        slide = add_page(deck, title, _("缺报不等于零；以下目标不计入达标或滞后"), stamp_line(material.stamp))
        part = rows[start : start + MISSING_ROWS]
        heads = (_("状态"), _("地区"), _("指标"), _("判定说明"), _("牵头单位"))
        body = [[Words(text=head, size=11, colour=PAPER.muted) for head in heads], *map(_missing_row, part)]
        add_table(slide, Box(left=MARGIN, top=TOP, width=WIDTH - 2 * MARGIN, height=0.36 * len(body)),
                  (1.4, 1.8, 4.1, 3.2, 1.733), body, 0.36)  # fmt: skip
        notes(slide, list(map(source_of, part)))


def missing_title(rows: Sequence[Record]) -> str:
    """How many are missing, the parts handed down apart from the targets that documents state."""
    parts = sum(bool(row["is_handed_down"]) for row in rows)
    if 0 < parts < len(rows):
        return _("{n}项目标、{parts}项分解任务未报送或无法判定").format(
            n=number(len(rows) - parts), parts=number(parts)
        )
    return _("{n}项目标未报送或无法判定").format(n=number(len(rows)))


def _missing_row(row: Record) -> list[Words]:
    status = row["official_status"]
    return [
        Words(text=status_label(status), size=12, bold=True, colour=text_colour(status, PAPER)),
        Words(text=place_of(row), size=12),
        Words(text=text_of(row, "indicator"), size=12 if len(text_of(row, "indicator")) < 24 else 9),
        Words(text=reason_said(row), size=11),
        Words(text=organisations_of(row), size=11 if len(organisations_of(row)) < 11 else 8),
    ]
