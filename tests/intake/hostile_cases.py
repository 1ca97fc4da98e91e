"""Files built to hurt, by kind, with the code each must be told of: the tests and `make hostile` send them in."""

import json
import zipfile
from dataclasses import dataclass

from intake.workbooks import limits
from tests.intake import hostile_files as made
from tests.intake.binary_workbook import binary_workbook
from tests.intake.hostile_files import (
    FORM,
    HEADER,
    ROW,
    TITLE,
    cell,
    line,
    packed,
    parts,
    rows,
    spread,
    value,
    workbook,
)
from tests.intake.old_workbook import old_workbook
from tests.intake.reporting import edited, form
from tests.intake.reporting import rows as asked

FAR = 1_048_576
MONTHS = [f"{year}年{month}月" for year in range(1992, 2025) for month in range(1, 13)][:390]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file, and the code it must be told of."""

    code: str
    content: bytes
    name: str = "六月.xlsx"


def name_of(text: str) -> bytes:
    """A form in which an indicator has this name."""
    return workbook(rows(TITLE, HEADER, (text, *ROW[1:])))


def shared(count: int, length: int) -> bytes:
    """One long text, many cells that show it."""
    cells = "".join(f'<row r="{row}"><c r="H{row}" t="s"><v>0</v></c></row>' for row in range(4, count + 4))
    text = f'<sst xmlns="{made.MAIN}"><si><t>{"长" * length}</t></si></sst>'
    return workbook(FORM + cells, xl__sharedStrings_xml=text)


def far(row: str) -> bytes:
    return workbook(FORM + row)


def elsewhere(data: str) -> bytes:
    """A form whose sheet lies at a path of its own."""
    moved = {name: part.replace(b"worksheets/sheet1.xml", b"w/s1.xml") for name, part in parts(data).items()}
    return packed({name.replace("worksheets/sheet1.xml", "w/s1.xml"): part for name, part in moved.items()})


def commented(count: int) -> bytes:
    """A form with many comments."""
    notes = "".join(
        f'<comment ref="A{row}" authorId="0"><text><t>1</t></text></comment>' for row in range(1, count + 1)
    )
    return workbook(xl__comments1_xml=f'<comments xmlns="{made.MAIN}"><authors><author>a</author></authors><commentList>{notes}</commentList></comments>')  # fmt: skip


def stamped(text: str) -> bytes:
    return edited(form(asked("steel", month=[12.5], ytd=[73.0], yoy=[5.8])), {"A1": text}, sheet="_meta")


def written_as(encoding: str) -> bytes:
    """A form whose sheet is written in another encoding."""
    sheet = made.sheet(FORM).replace("UTF-8", encoding).encode(encoding)
    return packed(parts() | {made.SHEET: sheet})


def spread_out(*lines: str) -> bytes:
    """An .ods of these lines."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, **spread(*lines)}, zipfile.ZIP_STORED)


def carried_down(length: int, count: int) -> bytes:
    """One long formula that many cells share: a reader writes it out for each. Only the processor's limit stops it."""
    formula = f'<f t="shared" si="0" ref="H9:H{count}">{"A1+" * length}1</f>'
    cells = [f'<row r="9"><c r="H9">{formula}<v>1</v></c></row>']
    cells += [
        f'<row r="{row}"><c r="H{row}"><f t="shared" si="0"/><v>1</v></c></row>' for row in range(10, count)
    ]
    return workbook(FORM + "".join(cells))


DOCTYPE = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
LAUGHING = {made.SHEET: made.sheet(FORM).encode().replace(b"?><", b"?>" + DOCTYPE + b"<", 1)}
CASES = {
    "a name of brackets": Case(code="F22", content=name_of("[" * 32_767)),
    "a name of parentheses and blanks": Case(code="F22", content=name_of("(" + " " * 32_000 + "x")),
    "a name of twenty thousand digits": Case(code="F22", content=name_of("1." * 10_000)),
    "a heading of parentheses and blanks": Case(code="F22", content=workbook(
        rows(TITLE, (*HEADER, "累计" + "(" + " " * 32_000 + "x"), ROW))),
    "long texts above the table": Case(code="F22", content=workbook(
        rows(*[("报告期：" + "月" * 30_000,)] * 10, TITLE, HEADER, ROW))),
    "parts packed by bzip2": Case(code="F09", content=packed(
        parts() | {f"xl/worksheets/sheet{n}.xml": bytes(500_000) for n in range(2, 40)}, zipfile.ZIP_BZIP2)),
    "390 months and a far row": Case(code="F15", content=workbook(
        rows((*HEADER[:3], *MONTHS), ROW) + f"<row r='{FAR}'><c r='A{FAR}'><v>1</v></c></row>")),
    "390 months and a row at the edge": Case(code="F15", content=workbook(
        rows((*HEADER[:3], *MONTHS), ROW) + f'<row r="{limits.FAR_ROW}">{cell(limits.FAR_ROW, 1, 1)}</row>')),
    "3,000 merged boxes in an .xls": Case(code="F21", name="六月.xls", content=old_workbook(
        [(2, at, text) for at, text in enumerate(HEADER, 1)], [(row, 1, row + 99, 100) for row in range(3, 3003)])),
    "two cells far apart in an .xls": Case(code="F15", name="六月.xls", content=old_workbook([(1, 1, 1), (65_536, 256, 1)])),
    "a box over everything": Case(code="F21", content=workbook(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    "a link over everything": Case(code="F21", content=workbook(
        after='<hyperlinks><hyperlink location="A1" ref="A1:XFD1048576"/></hyperlinks>')),
    "a long text shown by 2,600 cells": Case(code="F21", content=shared(2600, 32_000)),
    "a far cell in single quotes": Case(code="F15", content=far(f"<row r='{FAR}'><c r='XFD{FAR}'><v>1</v></c></row>")),
    "a far cell in a sheet elsewhere": Case(code="F15", content=elsewhere(FORM + f'<row r="{FAR}"><c r="XFD{FAR}"><v>1</v></c></row>')),
    "a far cell behind a prefix": Case(code="F15", content=workbook(
        FORM + f'<x:row xmlns:x="{made.MAIN}" r="{FAR}"><x:c r="XFD{FAR}"><x:v>1</x:v></x:c></x:row>')),
    "100,000 comments": Case(code="F21", content=commented(100_000)),
    "100 sheets": Case(code="F21", content=packed(parts() | {"xl/workbook.xml": parts()["xl/workbook.xml"].replace(
        b"</sheets>", b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(2, 101)) + b"</sheets>")})),
    "a sheet with a name of 5,000 letters": Case(code="F21", content=packed(parts() | {
        "xl/workbook.xml": parts()["xl/workbook.xml"].replace(b"Sheet1", b"a" * 5000)})),
    "a number format of 30,000 brackets": Case(code="F21", content=workbook(xl__styles_xml=made.styles(
        f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{"[" * 30_000}"/></numFmts>', '<xf numFmtId="200"/>'))),
    "a formula carried down": Case(code="F21", content=carried_down(8_000, 3_000)),
    "5,000 names nobody knows": Case(code="M24", content=workbook(
        rows(TITLE, HEADER, *[(f"未知{number}", *ROW[1:]) for number in range(5_000)]))),
    "declared entities": Case(code="F10", content=packed(parts() | LAUGHING)),
    "declared entities in a part nobody lists": Case(code="F10", content=packed(parts() | {"x": b" <!DOCTYPE a><a/>"})),
    "UTF-16": Case(code="F10", content=written_as("utf-16")),
    "UTF-16 without its mark": Case(code="F10", content=written_as("utf-16-le")),
    "a row there a million times in an .ods": Case(code="F15", name="六月.ods", content=spread_out(line(value(), FAR))),
    "a cell there a million times in an .ods": Case(code="F15", name="六月.ods", content=spread_out(line(value(FAR)))),
    "a far row in an .xlsb": Case(code="F15", name="六月.xlsb", content=binary_workbook([["a"]], first=FAR)),
    "a stamp of nothing": Case(code="S02", content=stamped("null")),
    "a stamp that is a list": Case(code="S02", content=stamped("[1]")),
    "a stamp whose name is a number": Case(code="S02", content=stamped(json.dumps(
        {"kind": "backfill", "template_version": "r1", "unit": 7, "unit_name": 8, "sheet": 9}))),
    "macros and nothing else odd": Case(code="F11", name="六月.xlsm", content=workbook(xl__vbaProject_bin=b"\xd0\xcf\x11\xe0")),
}  # fmt: skip
