"""How far a workbook's cells reach is told from its elements, however they are written."""

import pytest

from intake.workbooks import limits, other_formats, structure
from intake.workbooks.limits import Refusal
from tests.intake.hostile_files import FORM, MAIN, blank, cell, letters, line, rows, sheet, spread, value

FAR = {
    "a far row": '<row r="1"><c r="A1048576"><v>1</v></c></row>',
    "a far column": '<row r="1"><c r="AAA1"><v>1</v></c></row>',
    "a far cell without value": '<row r="1"><c r="XFD1048576"/></row>',
    "a far row without cells": '<row r="1048576" hidden="1"/>',
    "in single quotes": "<row r='1'><c r='XFD1'><v>1</v></c></row>",
    "after other attributes": '<row r="1"><c s="0" r="XFD1"><v>1</v></c></row>',
    "on a line of its own": '<row r="1"><c\n r="XFD1"><v>1</v></c></row>',
    "with blanks around the sign": '<row r="1"><c r = "XFD1"><v>1</v></c></row>',
    "in small letters": '<row r="1"><c r="xfd1"><v>1</v></c></row>',
    "as a reference": '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
    "by its row alone": '<row r="1048576"><c><v>1</v></c></row>',
    "by its row as a fraction": '<row r="1048576.0"><c><v>1</v></c></row>',
    "by counting": f'<row r="1">{"<c/>" * 702}<c><v>1</v></c></row>',
    "behind a comment full of near ones": '<row r="1"><!-- <c r="A1"/><c r="A2"/> --><c s="0" r="XFD1"/></row>',
    "behind character data": '<row r="1"><c r="A1"><v><![CDATA[<c r="A1"]]></v></c><c s="1" r="XFD1"/></row>',
    "outside of any row": '</sheetData><c r="XFD1"/><sheetData>',
}


@pytest.mark.parametrize("data", FAR.values(), ids=FAR)
def test_a_cell_too_far_out_is_refused_however_it_is_written(data: str):
    assert refused(sheet(data)) == ("F15", "")


@pytest.mark.parametrize("data", FAR.values(), ids=FAR)
def test_the_same_holds_with_a_prefix(data: str):
    assert refused(prefixed(sheet(data))) == ("F15", "")


def prefixed(xml: str) -> str:
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        for end in (" ", ">", "/", "\n"):
            xml = xml.replace(f"<{name}{end}", f"<x:{name}{end}").replace(
                f"</{name}{end}", f"</x:{name}{end}"
            )
    return xml.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')


def refused(*xml: str) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        structure.measure(one.encode() for one in xml)
    return refusal.value.problem.code, dict(refusal.value.problem.facts).get("reason", "")


def corner(row: int, column: int) -> str:
    return sheet(f'<row r="1">{cell(1, 1, 1)}</row><row r="{row}">{cell(row, column, 1)}</row>')


def test_cells_are_counted_and_nothing_is_said_of_a_usual_sheet():
    assert structure.measure([sheet(FORM).encode()]) == 9
    assert structure.measure([prefixed(sheet(FORM)).encode()]) == 9


@pytest.mark.parametrize(("row", "column"), [(99_999, 702), (99_999, 21), (2850, 702)])
def test_two_cells_far_apart_span_too_much(row: int, column: int):
    assert refused(corner(row, column)) == ("F15", "")


@pytest.mark.parametrize(("row", "column"), [(99_999, 20), (2849, 702)])
def test_as_much_as_is_read_may_lie_between_two_cells(row: int, column: int):
    assert structure.measure([corner(row, column).encode()]) == 2


def test_formats_alone_span_nothing():
    blank = "".join(f'<row r="{row}"><c r="ZZ{row}" s="1"/></row>' for row in range(1, 3000))
    assert structure.measure([sheet(blank).encode()]) == 2999


def test_many_sheets_may_not_span_together_what_one_may_not():
    assert refused(*[corner(99_999, 11)] * 2) == ("F21", "filled")


def over(reference: str, name: str = "mergeCell") -> str:
    return sheet(FORM, f'<{name}s><{name} ref="{reference}"/></{name}s>')


@pytest.mark.parametrize("name", ["mergeCell", "hyperlink"])
@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A1:A1048576", "A1:OJ501", "$A$1:$XFD$99"])
def test_a_box_over_too_much_is_refused_before_a_reader_makes_cells_of_it(reference: str, name: str):
    assert refused(over(reference, name)) == ("F21", "merged_area")
    assert refused(over(reference, name).replace('ref="', "ref='").replace('"/>', "'/>")) == (
        "F21",
        "merged_area",
    )


def test_a_title_over_the_whole_width_is_no_harm():
    assert structure.measure([over("A1:XFD1").encode()]) == 9


def test_a_link_over_whole_columns_is_left_to_the_reader():
    assert structure.measure([over("A:B", "hyperlink").encode()]) == 9


def test_merged_boxes_comments_and_sheets_are_counted():
    boxes = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, limits.MERGED + 2))
    assert refused(sheet(FORM, f"<mergeCells>{boxes}</mergeCells>")) == ("F21", "merged")
    assert refused("<comment ref='A1'/>" * (limits.COMMENTS + 1)) == ("F21", "comments")
    assert refused("<x:sheet name='a'/>" * (limits.SHEETS + 1)) == ("F21", "sheets")


@pytest.mark.parametrize(
    "data", ["<row r='x'/>", "<row r='1'><c r='1A'/></row>", "<row>", "<row r='9e999'/>", "<c r='A1'></row>"]
)
def test_what_no_reader_could_read_is_damaged(data: str):
    assert refused(sheet(data)) == ("F02", "")


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', b"<a><!ENTITY b></a>", "<a/>".encode("utf-16"), "<a/>".encode("utf-16-le"),
        b"\xff\xfe<\x00", "<a/>".encode("utf-32"),
    ],
)  # fmt: skip
def test_a_declaration_or_a_wide_encoding_is_told(part: bytes):
    assert structure.is_xml("a.bin", part)
    assert structure.declares(part)


@pytest.mark.parametrize("part", [b"<a/>", b"\xef\xbb\xbf<?xml version='1.0'?><a/>", b"<a><!-- b --></a>"])
def test_usual_xml_declares_nothing(part: bytes):
    assert structure.is_xml("a.bin", part)
    assert not structure.declares(part)


def test_a_pattern_stays_linear_over_a_million_odd_letters():
    """Counted in what is found, not in time: each pattern sees each letter a few times at most."""
    for odd in ("<c ", "<row ", '<c r="', "<mergeCell ref=", ":c ", "<c r='A1'", "<!", "<", "[" * 9):
        text = (odd * (1_000_000 // len(odd))).encode()
        assert structure._usual(text) is None or structure._usual(text).cells == 0


FAR_SPREAD = {
    "a row there a million times": [line(value(), 1_048_576)],
    "a row below a million blank ones": [line(blank(1), 1_048_575), line(value())],
    "a cell there ten thousand times": [line(value(10_000))],
    "a cell behind ten thousand blank ones": [line(blank(10_000) + value())],
    "a number beyond any": [line(value(), 10**30)],
    "a thousand cells on fifty thousand rows": [line(value(100), 50_000)],
}


@pytest.mark.parametrize("lines", FAR_SPREAD.values(), ids=FAR_SPREAD)
def test_what_is_repeated_counts_as_often_as_it_is_there(lines: list[str]):
    with pytest.raises(Refusal) as refusal:
        other_formats.measure(spread(*lines))
    assert refusal.value.problem.code in {"F15", "F21"}


def test_blank_rows_repeated_to_the_end_of_a_sheet_are_no_harm():
    assert list(other_formats.measure(spread(line(value()), line(blank(16_384), 1_048_575)))) == ["一"]


def test_repeated_text_counts_as_often_as_it_is_there():
    with pytest.raises(Refusal) as refusal:
        other_formats.measure(spread(line(value(700, text="1" * 32_000))))
    assert dict(refusal.value.problem.facts)["reason"] == "texts"


def test_marks_stand_on_every_row_that_is_repeated():
    seen = other_formats.measure(spread(line(value(kind="percentage"), 3, ' table:visibility="filter"')))[
        "一"
    ]
    assert (sorted(seen.formats), seen.hidden) == ([(1, 1), (2, 1), (3, 1)], {1, 2, 3})


def test_the_letters_of_these_tests_are_columns():
    assert [letters(column) for column in (1, 27, 702, 703)] == ["A", "AA", "ZZ", "AAA"]
    assert rows(("x",)).startswith('<row r="1"><c r="A1"')
