"""The deck, opened again: chart data are those of progress, fonts hold Chinese, notes name clause and cell."""

import math
from io import BytesIO

import numpy as np
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu

from charts.text import width
from reports.deck import report_deck
from reports.handed_down import gap_words
from reports.material import judged_rows
from reports.slides import HEIGHT, WIDTH
from tests.reports import frames
from wording.formats import number, percent_beside, points
from wording.sentences import landed, overview_headline

CASES = [frames.material, frames.handed, frames.awkward, frames.empty, frames.unreported]


def opened(material):
    return Presentation(BytesIO(report_deck(material)))


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def tables(slide):
    return [shape.table for shape in slide.shapes if shape.has_table]


def titled(deck, text):
    return next(slide for slide in deck.slides if slide.shapes.title.text.startswith(text))


def values(series):
    return [math.nan if value is None else value for value in series.values]


@pytest.mark.parametrize("case", CASES)
def test_every_page_says_its_stamp(case):
    material = case()
    deck = opened(material)
    assert deck.slides[0].shapes.title.text == overview_headline(material.stated.progress)
    for slide in deck.slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        stamp = next(text for text in texts if "判定规则 序时进度 序时-2" in text)
        assert "截至2024年6月30日" in stamp
        if material.stamp.is_sample:
            assert "示例数据（数值为虚构）" in stamp


def test_pages_are_overview_matrix_groups_worst_and_missing():
    material = frames.material()
    titles = [slide.shapes.title.text for slide in opened(material).slides]
    assert titles[1] == "4个行业中4个有严重滞后的目标"
    assert len(titles) == 1 + 1 + 5 + 10 + 1
    assert titles[-1] == "8项目标未报送或无法判定"


@pytest.mark.parametrize("case", [frames.material, frames.awkward])
def test_bars_are_editable_and_their_data_are_those_of_progress(case):
    material = case()
    shown = judged_rows(material.progress).head(10)
    chart = charts(opened(material).slides[0])[0]
    track, done = chart.plots[0].series
    assert values(done) == pytest.approx(shown["completion"].tolist(), nan_ok=True)
    assert [value == 1 for value in values(track)] == shown["completion"].notna().tolist()
    assert chart.part.chart_workbook.xlsx_part is not None


def test_numbers_beside_the_bars_are_those_of_progress():
    material = frames.material()
    shown = judged_rows(material.progress).head(10)
    rows = [[cell.text for cell in row.cells] for row in tables(opened(material).slides[0])[0].rows][1:]
    for row, record in zip(rows, shown.to_dict("records"), strict=True):
        assert row[3] == percent_beside(record["completion"], record["expected"])
        assert row[4] == points(record["lag_pp"])


def test_the_course_of_a_target_is_native_and_complete():
    material = frames.material()
    row = material.slipping[0]
    chart = charts(titled(opened(material), f"{row['region_short']}{row['indicator']}"))[0]
    series = {line.name: values(line) for line in chart.plots[0].series}
    reported = material.series(row["target_id"])
    assert [value for value in series["完成"] if not np.isnan(value)] == reported["value"].tolist()
    assert set(series["目标"]) == {row["target"]}
    assert series["预计"][-1] == pytest.approx(row["landing"])
    assert next(iter(chart.plots[0].categories)) == "1–2月"


def test_marks_stand_where_progress_is_expected():
    material = frames.material()
    slide = opened(material).slides[0]
    bars = next(shape for shape in slide.shapes if shape.has_chart)
    marks = [shape for shape in slide.shapes if shape.name == "序时进度线"]
    assert len(marks) == judged_rows(material.progress).head(10)["completion"].notna().sum() > 5
    for mark in marks:
        assert (mark.left - bars.left) / bars.width == pytest.approx(0.5, abs=0.002)


def test_shares_have_a_page_with_their_sums_and_whose_the_gap_is():
    material = frames.handed()
    deck = opened(material)
    slide = titled(deck, "已分解的2项目标中2项滞后")
    rows = [[cell.text for cell in row.cells] for row in tables(slide)[0].rows][1:]
    for row, record in zip(rows, material.handed.to_dict("records"), strict=True):
        assert row[0].endswith(record["indicator"])
        assert row[3:6] == [
            number(record["allocated"]),
            number(record["actual_allocated"]),
            f"{record['reported']} / {record['districts']}",
        ]
        assert row[6] == gap_words(material.gaps, record["target_id"]) != ""
    assert deck.slides[0].shapes.title.text.startswith("6项目标中")
    assert "12" not in deck.slides[0].shapes.title.text


def test_every_slipping_stated_target_of_one_region_is_on_some_page():
    """Page one and its continuation share them out; sectors with few targets stand together."""
    material = frames.material(frames.targets(regions=1))
    deck = opened(material)
    shown = {row.cells[0].text.split("（")[0].split("·")[-1]
             for slide in deck.slides for table in tables(slide) for row in table.rows}  # fmt: skip
    assert {row["indicator"] for row in material.slipping} <= shown
    assert any(slide.shapes.title.text.startswith("其他领域：") for slide in deck.slides)


def test_a_projection_has_the_same_digits_in_title_chart_and_text():
    material = frames.material()
    row = next(row for row in material.slipping if row["measure"] == "flow")
    slide = titled(opened(material), f"{row['region_short']}{row['indicator']}")
    said = landed(row, row["landing"])
    assert said in slide.shapes.title.text
    assert said in next(shape for shape in slide.shapes if shape.name == "要点").text_frame.text
    assert said in charts(slide)[0]._chartSpace.xml


def test_notes_name_clause_excerpt_and_cell():
    material = frames.material()
    row = material.slipping[0]
    slide = titled(opened(material), f"{row['region_short']}{row['indicator']}")
    said = slide.notes_slide.notes_text_frame.text
    for part in (row["clause"], row["excerpt"], row["source_file"], row["cell"], row["target_id"]):
        assert str(part) in said


@pytest.mark.parametrize("case", CASES)
def test_east_asian_fonts_are_named_in_shapes_tables_charts_and_notes(case):
    deck = opened(case())
    roots = [
        part._element
        for part in deck.part.package.iter_parts()
        if getattr(part, "_element", None) is not None
    ]
    properties = [
        found for root in roots for found in root.iter(qn("a:rPr"), qn("a:defRPr"), qn("a:endParaRPr"))
    ]
    assert properties
    for found in properties:
        assert found.find(qn("a:ea")).get("typeface") == "微软雅黑"
        assert found.find(qn("a:latin")).get("typeface") == "微软雅黑"


@pytest.mark.parametrize("case", CASES)
def test_nothing_leaves_the_page_and_no_text_outgrows_its_box(case):
    for slide in opened(case()).slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Emu(round(WIDTH * 914400)) + 10
            assert shape.top + shape.height <= Emu(round(HEIGHT * 914400)) + 10
            if shape.has_text_frame and shape.name != "序时进度线":
                assert text_height(shape) <= shape.height / 12700 * 1.02, shape.text_frame.text
        for table in tables(slide):
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    assert cell_height(cell, column.width) <= row.height / 12700, cell.text


def text_height(shape):
    """The estimated height of a shape's text in points."""
    return frame_height(shape.text_frame, shape.width / 12700)


def cell_height(cell, room):
    return frame_height(cell.text_frame, room / 12700 - 7.2)


def frame_height(frame, room):
    height = 0.0
    for paragraph in frame.paragraphs:
        size = max((run.font.size.pt for run in paragraph.runs if run.font.size), default=0)
        lines = max(1, math.ceil(width(paragraph.text, size) / room - 0.02)) if paragraph.text else 0
        before = paragraph.space_before.pt if paragraph.space_before else 0
        height += lines * size * 1.2 + before
    return height


def test_the_same_material_gives_the_same_bytes():
    assert report_deck(frames.material()) == report_deck(frames.material())
