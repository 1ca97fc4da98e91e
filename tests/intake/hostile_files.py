"""Workbooks built to hurt whoever reads them, each a few kilobytes: what a stranger may send, rebuilt by our own code."""

import struct
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEADER = ("指标名称", "地区", "计量单位", "本月累计")
ROW = ("粗钢产量", "甲市", "万吨", 73)
TITLE = ("工业月报（2024年6月）",)
SHEET = "xl/worksheets/sheet1.xml"


def cell(row: int, column: int, value: object) -> str:
    """A cell as most writers give it, its text inside."""
    address = f"{letters(column)}{row}"
    if isinstance(value, int | float):
        return f'<c r="{address}"><v>{value}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def rows(*values: Iterable[object], first: int = 1) -> str:
    """Rows of cells from the first one down."""
    return "".join(
        f'<row r="{number}">{"".join(cell(number, at, one) for at, one in enumerate(row, start=1))}</row>'
        for number, row in enumerate(values, start=first)
    )


FORM = rows(TITLE, HEADER, ROW)


def sheet(data: str, after: str = "") -> str:
    """The XML of a sheet with this data and what follows it."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetData>{data}</sheetData>{after}</worksheet>'


def parts(data: str = FORM, after: str = "", **more: str | bytes) -> dict[str, bytes]:
    """The parts of a workbook of one sheet; further ones by name, with __ for a slash and _ for a dot."""
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{OFFICE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/><Relationship Id="rId3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": styles(),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>',
        SHEET: sheet(data, after),
    }  # fmt: skip
    named = {name.replace("__", "/").replace("_", "."): inside for name, inside in more.items()}
    return {
        name: inside if isinstance(inside, bytes) else inside.encode()
        for name, inside in (made | named).items()
    }


def styles(formats: str = "", cells: str = '<xf numFmtId="0"/>') -> str:
    """A style sheet with these number formats and cell formats."""
    return (
        f'<styleSheet xmlns="{MAIN}">{formats}<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        f'<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>'
    )


def packed(inside: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """A zip of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.comment = comment
        for name, part in inside.items():
            archive.writestr(name, part)
    return out.getvalue()


def workbook(data: str = FORM, after: str = "", **more: str | bytes) -> bytes:
    """A workbook of one sheet with this data."""
    return packed(parts(data, after, **more))


def lying(content: bytes, name: str, changes: Mapping[int, int | bytes]) -> bytes:
    """The zip with what its directory says of a part changed: values at these places of the part's entry."""
    changed = bytearray(content)
    entry = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    for at, value in changes.items():
        told = value if isinstance(value, bytes) else struct.pack("<I", value)
        changed[entry + at : entry + at + len(told)] = told
    return bytes(changed)


FLAGS, METHOD, CHECK_SUM, PACKED_SIZE, SIZE, PLACE = 8, 10, 16, 20, 24, 42  # in an entry of the directory


SPREAD = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><table:table table:name="一">'
    "{}</table:table></office:document-content>"
)


def value(times: int = 1, kind: str = "float", text: str = "1") -> str:
    """A cell of an .ods, there so many times."""
    return f'<table:table-cell office:value-type="{kind}" table:number-columns-repeated="{times}"><text:p>{text}</text:p></table:table-cell>'


def line(inside: str, times: int = 1, more: str = "") -> str:
    """A row of an .ods, there so many times."""
    return f'<table:table-row table:number-rows-repeated="{times}"{more}>{inside}</table:table-row>'


def blank(times: int) -> str:
    """So many blank cells of an .ods."""
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def spread(*lines: str) -> dict[str, bytes]:
    """The content of an .ods of one sheet with these rows."""
    return {"content.xml": SPREAD.format("".join(lines)).encode()}
