"""Where things stand in a reporter's sheet: the form among the sheets, its header, its columns, its end.

Owns the recognition of our template and of foreign layouts. It reads no value: it says which row and column
hold what, and tells in problems what it had to put up with.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from data import periods
from data.problems import Problem, problem
from intake import form_header
from intake.form_header import Dated, Header, Units, merged_into
from intake.workbooks import fields
from intake.workbooks.fields import (
    ACCEPTED_VERSIONS,
    COLUMNS,
    DICTIONARY_SHEET,
    GUIDE_SHEET,
    HEADER_ROW,
    INDEX_SHEETS,
    META_FIRST_ROW,
    META_SHEET,
    POSITION,
    TEMPLATE_VERSION,
    VALUES,
    digest,
)
from intake.workbooks.meaning import Meaning
from intake.workbooks.sheets import Book, Sheet, letter, place
from metrics.model import Frequency

NOT_FORMS = frozenset({META_SHEET, DICTIONARY_SHEET, GUIDE_SHEET, *INDEX_SHEETS})
FOOTNOTE = re.compile(
    r"^\s*[(（]?(?:注|注释|备注|说明|数据来源|资料来源|来源|填表人|制表人?|审核人?|单位负责人|填报人|联系人)\s*[:：\d①-⑳]|^\s*注(?:\s|$)"
)
SIGNATURE = re.compile(r"^\s*(?:填表人|制表人?|审核人?|单位负责人|填报人|联系人)")
TOTAL = re.compile(r"^(?:合\s*计|小\s*计|总\s*计|全市合计|全区合计|全省合计|各地区?合计|累计合计)$")
PERIOD_LABEL = re.compile(r"(?:报告期|报送月份|所属期|所属月份|数据期|统计期|月份|时间|期间)\s*[:：](.*)")

Form = tuple[Sheet, Header]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What our template says of itself: whose form, which month, and the figures that must come back unchanged."""

    kind: str
    version: str
    organisation: str
    organisation_name: str
    period_end: date | None
    frequency: Frequency
    is_sample: bool
    sheet: str
    rows: Mapping[str, tuple[str, str]]  # row id → unit, annual target as text


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet's plan: columns by key, units named in headings, rows in order, totals apart."""

    sheet: Sheet
    header_rows: tuple[int, int]
    columns: Mapping[str, int]
    said: Mapping[str, Meaning]  # what the headings of the columns say
    period: Dated  # the year and month that headings of figures say
    rows: tuple[int, ...]
    totals: tuple[int, ...]
    filled: Mapping[tuple[int, int], tuple[int, int]]  # cells inside a merged label → its first cell
    problems: tuple[Problem, ...] = ()

    def place(self, row: int, key: str) -> str:
        """Return the address of a row's cell in a column."""
        return place(row, self.columns[key])

    @property
    def above(self) -> list[str]:
        """Return the texts above the header, in reading order."""
        return [
            self.sheet.text(row, column)
            for row in self.sheet.rows()
            if row < self.header_rows[0]
            for column in sorted(self.sheet.values[row])
        ]

    def text(self, row: int, key: str) -> str:
        """Return the text of a row's cell, labels filled down from merged cells; empty where there is no such column."""
        column = self.columns.get(key)
        if column is None:
            return ""
        return self.sheet.text(*self.filled.get((row, column), (row, column)))


def read_meta(book: Book) -> Meta | Problem | None:
    """Return what the template says of itself; None where the workbook is not (or no longer) our template."""
    about, sheet = fields.of(book), book.sheet(META_SHEET)
    if not isinstance(about, fields.Monthly | fields.Backfill) or sheet is None:
        return None
    if about.template_version not in ACCEPTED_VERSIONS:
        return problem("S01", version=about.template_version, current=TEMPLATE_VERSION)
    rows = [
        [sheet.text(row, column) for column in range(1, 5)] for row in sheet.rows() if row >= META_FIRST_ROW
    ]
    if isinstance(about, fields.Monthly) and digest(rows) != about.sha256:
        return None  # damaged: what it says cannot be held against the reporter
    return Meta(
        kind="monthly" if isinstance(about, fields.Monthly) else "backfill",
        version=about.template_version,
        organisation=about.organisation,
        organisation_name=about.organisation_name,
        sheet=about.sheet,
        period_end=None if about.period is None else periods.parse(about.period),
        frequency=about.frequency,
        is_sample=about.sample,
        rows={name: (unit, target) for name, unit, target, _ in rows},
    )


def recognise(book: Book, meta: Meta | None, units: Units) -> Layout | list[Problem]:
    """Find the form in a workbook, or say why not."""
    forms = list(_forms(book, units))
    if not forms:
        return [_no_form(book)]
    chosen = _choose(forms, meta)
    if chosen is None:
        names = [sheet.name for sheet, _ in forms]
        return [problem("S05", count=len(forms), names=names)]
    return _layout(*chosen, meta)


def _forms(book: Book, units: Units) -> Iterator[Form]:
    for sheet in book.sheets:
        header = None if sheet.name in NOT_FORMS else form_header.find(sheet, units)
        if header is not None:
            yield sheet, header


def _choose(forms: list[Form], meta: Meta | None) -> Form | None:
    """Prefer the only one with figures, then the one the template names, the one with row ids, the only visible one."""
    visible = [one for one in forms if one[0].state == "visible"]
    filled = [one for one in visible if _holds_figures(*one)]
    named = [one for one in forms if meta is not None and one[0].name == meta.sheet]
    marked = [one for one in forms if "row_id" in one[1].columns]
    preferred = next(group for group in (filled, named, marked, visible, forms) if group)
    return preferred[0] if len(preferred) == 1 else None


def _holds_figures(sheet: Sheet, header: Header) -> bool:
    columns = {header.columns[key] for key in VALUES if key in header.columns}
    return any(row > header.last and columns & cells.keys() for row, cells in sheet.values.items())


def _no_form(book: Book) -> Problem:
    """Tell a transposed table from no table."""
    for sheet in book.sheets:
        if sheet.name in NOT_FORMS:
            continue
        first = [sheet.text(row, column) for column in (1, 2) for row in list(sheet.rows())[:60]]
        months = sum(periods.read(text, year=2000).period_end is not None for text in first if text)
        if months >= 3:
            return problem("S17", sheet=sheet.name)
    return problem("S21")


def _layout(sheet: Sheet, header: Header, meta: Meta | None) -> Layout:
    rows, totals, met = _rows(sheet, header)
    told = [*met, *_header_problems(sheet, header, meta, rows), *_row_problems(sheet, header, rows)]
    if sheet.state != "visible":
        told.append(problem("S04", sheet=sheet.name))
    return Layout(
        sheet=sheet, header_rows=(header.first, header.last), columns=header.columns, said=header.said,
        period=header.period,
        rows=tuple(rows), totals=tuple(totals), filled=_labels(sheet, header), problems=tuple(told),
    )  # fmt: skip


def _rows(sheet: Sheet, header: Header) -> tuple[list[int], list[int], list[Problem]]:
    """Walk down from the header: rows with anything in named columns, totals and footnotes apart, up to another header."""
    rows: list[int] = []
    totals: list[int] = []
    told: list[Problem] = []
    named = set(header.columns.values())
    for row in sheet.rows():
        if row <= header.last or not named & sheet.values[row].keys():
            continue
        ours, label = _text(sheet, row, header, "row_id"), _total_label(sheet, row, header)
        if not ours and form_header.again(sheet, row, header.columns["indicator"]):
            told.append(problem("S18", sheet=sheet.name, cell=place(row, header.columns["indicator"])))
            break
        if not ours and _is_footnote(sheet, row):
            told.extend(_about_footnote(sheet, row, header))
        elif label:
            totals.append(row)
            told.append(problem("S14", **_row_place(sheet, row), label=label))
        else:
            rows.append(row)
    return rows, totals, told


def _row_place(sheet: Sheet, row: int) -> dict[str, str]:
    """Return where a row's first filled cell is, as facts of a problem."""
    return {"sheet": sheet.name, "cell": place(row, min(sheet.values[row]))}


def _first_text(sheet: Sheet, row: int) -> str:
    return sheet.text(row, min(sheet.values[row]))


def _text(sheet: Sheet, row: int, header: Header, key: str) -> str:
    return sheet.text(row, header.columns[key]) if key in header.columns else ""


def _is_footnote(sheet: Sheet, row: int) -> bool:
    return FOOTNOTE.match(_first_text(sheet, row)) is not None and len(sheet.values[row]) <= 4


def _about_footnote(sheet: Sheet, row: int, header: Header) -> Iterator[Problem]:
    """Tell of a footnote; signatures at the foot are no news unless figures follow."""
    first = _first_text(sheet, row)
    if not SIGNATURE.match(first) or _figures_below(sheet, row, header):
        yield problem("S15", **_row_place(sheet, row), row=row, text=first[:20])


def _total_label(sheet: Sheet, row: int, header: Header) -> str:
    """Return what a row of totals is called; empty for any other row."""
    label = _text(sheet, row, header, "indicator") or _first_text(sheet, row)
    region = _text(sheet, row, header, "region")
    return (label or region) if TOTAL.match(label) or TOTAL.match(region) else ""


def _figures_below(sheet: Sheet, row: int, header: Header) -> bool:
    """Tell whether somebody went on below the signatures: what is not read is said."""
    columns = [header.columns[key] for key in VALUES if key in header.columns]
    return any(
        isinstance(sheet.values[at].get(one), float) for at in sheet.values if at > row for one in columns
    )


def _header_problems(sheet: Sheet, header: Header, meta: Meta | None, rows: list[int]) -> Iterator[Problem]:
    usual = HEADER_ROW if meta is not None else 1
    if header.first > usual:
        yield problem("S06", sheet=sheet.name, cell=place(header.first, 1), count=header.first - 1)
    yield from _heading_problems(sheet, header)
    yield from _columns_left_over(sheet, header, rows)
    yield from _headless(sheet, header, rows)
    if meta is not None:
        yield from _missing_columns(sheet, header)
        yield from _missing_rows(sheet, header, meta)


def _heading_problems(sheet: Sheet, header: Header) -> Iterator[Problem]:
    """Tell of headings in two rows or merged cells, and of an order other than ours."""
    ours = [key for key in header.columns if key in POSITION]
    merged = any(top <= header.last and bottom >= header.first for top, _, bottom, _ in sheet.merged)
    if header.last > header.first or merged:
        headings = [COLUMNS[POSITION[key] - 1].heading for key in ours]
        yield problem("S07", sheet=sheet.name, cell=place(header.first, 1), headings=headings)
    if sorted(ours, key=header.columns.__getitem__) != sorted(ours, key=POSITION.__getitem__):
        yield problem("S08", sheet=sheet.name, cell=place(header.first, 1))


def _columns_left_over(sheet: Sheet, header: Header, rows: list[int]) -> Iterator[Problem]:
    """Tell of headings that name a column again, and of those that name none we read, where values stand below."""
    for column in header.duplicates:
        yield problem("S18", sheet=sheet.name, cell=place(header.first, column))
    for column in header.unknown:
        if any(column in sheet.values[row] for row in rows):
            heading = header.texts[column]
            cell = place(header.last, column)
            yield problem("S09", sheet=sheet.name, cell=cell, column=letter(column), heading=heading)


def _missing_columns(sheet: Sheet, header: Header) -> Iterator[Problem]:
    """Tell which columns of our template are gone."""
    for key in (*VALUES, "unit", "target"):
        if key not in header.columns:
            yield problem("S20", sheet=sheet.name, heading=COLUMNS[POSITION[key] - 1].heading)
    if "row_id" not in header.columns:
        yield problem("S12", sheet=sheet.name)


def _missing_rows(sheet: Sheet, header: Header, meta: Meta) -> Iterator[Problem]:
    """Tell which rows of our template are gone: it knows what it asked for."""
    if "row_id" not in header.columns:
        return
    there = {sheet.text(row, header.columns["row_id"]) for row in sheet.rows()}
    gone = [name for name in meta.rows if name not in there]
    if gone:
        yield problem("S33", sheet=sheet.name, count=len(gone), rows=gone)


def _headless(sheet: Sheet, header: Header, rows: list[int]) -> Iterator[Problem]:
    """Tell of columns that hold values under no heading at all: nothing typed is lost silently."""
    named = {*header.columns.values(), *header.unknown, *header.duplicates}
    stray = sorted({column for row in rows for column in sheet.values[row]} - named)
    for column in stray:
        yield problem(
            "S09",
            sheet=sheet.name,
            cell=place(header.last, column),
            column=letter(column),
            heading="",
        )


def _row_problems(sheet: Sheet, header: Header, rows: list[int]) -> Iterator[Problem]:
    hidden = [row for row in rows if row in sheet.hidden_rows]
    if hidden:
        yield problem("S13", sheet=sheet.name, cell=place(hidden[0], 1), rows=spans(hidden))
    columns = {header.columns[key] for key in VALUES if key in header.columns}
    known = set(rows)
    for top, left, bottom, right in sheet.merged:
        if bottom > top and top in known and any(left <= column <= right for column in columns):
            span = f"{place(top, left)}:{place(bottom, right)}"
            yield problem(
                "S16", sheet=sheet.name, cell=place(top, left), value=sheet.text(top, left), range=span
            )


def _labels(sheet: Sheet, header: Header) -> dict[tuple[int, int], tuple[int, int]]:
    """Return merged cells of label columns only: labels may be filled down, values never."""
    labels = {header.columns[key] for key in ("indicator", "region", "unit") if key in header.columns}
    return {
        cell: origin for cell, origin in merged_into(sheet, max(sheet.values)).items() if cell[1] in labels
    }


def spans(rows: list[int]) -> list[str]:
    """Return row numbers as people write them: 12–15, 18."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return [f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts]
