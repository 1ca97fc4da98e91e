"""The bulletin, opened again: measures of the standard, and each number in it equal to progress."""

import re
from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from data.errors import TrackerError
from metrics.aggregate import weak_lights
from metrics.model import Status
from reports.bulletin import report_bulletin
from reports.material import MISSING, SLIPPING
from reports.phrases import WORDING, WordingFaultError, read_phrases
from tests.reports import frames
from wording.amounts import goal
from wording.formats import number, percent, percent_beside, points, quantity
from wording.labels import status_label, status_word
from wording.reasons import pace_sentence, required_effort

CASES = [frames.material, frames.awkward, frames.empty, frames.unreported]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
GOOD = (Status.ACHIEVED, Status.ON_PACE)


def opened(material):
    return Document(BytesIO(report_bulletin(material)))


def lines(letter):
    return [paragraph.text for paragraph in letter.paragraphs if paragraph.text.strip()]


def test_the_page_is_that_of_the_standard():
    letter = opened(frames.material())
    section = letter.sections[0]
    measures = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    for found, wanted in zip(measures, (210, 297, 37, 28), strict=True):
        assert found == pytest.approx(Mm(wanted), abs=700)
    assert section.page_width - section.left_margin - section.right_margin == pytest.approx(Mm(156), abs=1400)
    assert section.page_height - section.top_margin - section.bottom_margin == pytest.approx(
        Mm(225), abs=1400
    )
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch")), grid.get(qn("w:charSpace"))) == (
        "linesAndChars", "579", "-849",
    )  # fmt: skip


def test_the_body_is_3_hao_fangsong_in_22_lines():
    paragraph = next(p for p in opened(frames.material()).paragraphs if p.text.startswith("截至"))
    assert paragraph.runs[0].font.size == Pt(16)
    assert paragraph.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert paragraph.paragraph_format.line_spacing == Pt(28.95)
    assert paragraph.paragraph_format.first_line_indent == Pt(32)


def test_page_numbers_are_right_on_odd_and_left_on_even_pages():
    letter = opened(frames.material())
    assert letter.settings.odd_and_even_pages_header_footer
    section = letter.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.paragraph_format.alignment.name.lower() == align
        assert "PAGE" in paragraph._p.xml
        assert paragraph.text.startswith("— ")
        assert paragraph.runs[0].font.size == Pt(14)


@pytest.mark.parametrize("case", CASES)
def test_every_run_names_its_east_asian_font(case):
    letter = opened(case())
    in_cells = [
        p for table in letter.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    ]
    for paragraph in [*letter.paragraphs, *in_cells]:
        for run in paragraph.runs:
            if run.text.strip():
                assert run._element.rPr.rFonts.get(qn("w:eastAsia")), run.text


def test_parts_come_in_order():
    said = "\n".join(lines(opened(frames.material())))
    heads = ["包头市重点目标进展通报", "督通〔2024〕6号", "关于2024年1—6月重点目标", "（示例数据，数值为虚构）",
             "一、总体情况", "（一）滞后指标", "二、主要问题", "三、工作要求", "附件：60项目标", "包头市督查室",
             "\n2024年7月10日", "\n60项目标进展情况一览表", "注：数据来源"]  # fmt: skip
    places = [said.index(head) for head in heads]
    assert places == sorted(places)


@pytest.mark.parametrize("case", [frames.material, frames.awkward, frames.unreported])
def test_the_annex_is_progress_row_by_row(case):
    material = case()
    table = opened(material).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert len(rows) == len(material.progress)
    for position, (row, record) in enumerate(zip(rows, material.rows(), strict=True), start=1):
        unit = record["unit"]
        assert row == [
            str(position),
            record["region_short"],
            record["indicator"],
            "—" if record["target"] != record["target"] else goal(record),
            shown_in_annex(record, unit),
            percent_beside(record["completion"], record["expected"]),
            points(record["lag_pp"]),
            status_label(record["official_status"]),
        ]


def shown_in_annex(record, unit):
    """The value, with its month where it is not the bulletin's own."""
    value = quantity(record["actual"], unit)
    stale = value != "—" and record["actual_period"] != pd.Timestamp(frames.AS_OF)
    return f"{value}（{record['actual_period'].month}月）" if stale else value


def test_a_value_of_an_earlier_month_says_which():
    stated = frames.targets(regions=1, sectors=1)
    reported = frames.observations(stated)
    late = (reported["target_id"] == stated.loc[0, "target_id"]) & (
        reported["period_end"] == pd.Timestamp(frames.AS_OF)
    )
    letter = opened(frames.material(stated, reported[~late]))
    row = next(row for row in letter.tables[0].rows if row.cells[1].text == stated.loc[0, "indicator"])
    assert row.cells[3].text.endswith("（5月）")
    assert row.cells[-1].text == "○ 未报送"


def test_one_region_leaves_its_column_out():
    for material, columns in ((frames.material(frames.targets(regions=1)), 7), (frames.material(), 8)):
        table = opened(material).tables[0]
        assert len(table.columns) == columns
        assert ("地区" in [cell.text for cell in table.rows[0].cells]) == (columns == 8)
        assert sum(column.width for column in table.columns) == pytest.approx(Mm(156), abs=5000)


def test_each_item_says_the_numbers_of_its_own_target():
    """Written out from the record by hand here, so that a sentence cannot bring a neighbour's number."""
    for material in (frames.material(), frames.handed()):
        stated = material.stated
        items = [line for line in lines(opened(material)) if re.match(r"\d+．.*：目标", line)]
        assert len(items) == min(len(stated.slipping), 8)
        for position, (said, row) in enumerate(zip(items, stated.slipping, strict=False), start=1):
            wanted = [str(position), number(row["target"]), number(row["actual"])]
            if row["measure"] != "rate":
                wanted.append(percent_beside(row["completion"], row["expected"]).rstrip("%"))
            wanted.append(points(abs(row["lag_pp"])).lstrip("+"))
            assert NUMBER.findall(said)[: len(wanted)] == wanted, said
            assert row["indicator"] in said
            assert status_word(row["official_status"]) in said


def test_who_makes_up_a_gap_is_said_with_its_share():
    material = frames.handed()
    said = next(line for line in lines(opened(material)) if line.startswith("1．晶硅光伏产业产值"))
    parts = material.gaps[material.gaps["whole"] == "sample-2024.000.output"].dropna(subset=["gap_share"])
    for part in parts.to_dict("records"):
        assert f"{part['region_short']}占{percent(part['gap_share'], 0)}" in said
    assert "另有1个地区未报送" in said
    # of the city's own gap, of which the silent part may hold the rest
    whole = material.progress.set_index("target_id").loc["sample-2024.000.output", "shortfall"]
    assert parts["gap_share"].tolist() == pytest.approx((parts["shortfall"].clip(lower=0) / whole).tolist())
    assert 0 < parts["gap_share"].sum() < 1


def test_what_was_handed_down_is_counted():
    said = next(line for line in lines(opened(frames.handed())) if line.startswith("可判定的"))
    assert said.endswith("2项目标已分解到下级。其中2项的分解合计高于本级目标。")


@pytest.mark.parametrize(
    ("remainders", "told"),
    [
        ([-1.0, 2.0], "其中1项的分解合计高于本级目标。其中1项没有分解完。"),
        ([0.0, 0.0], ""),
        ([1.0, 1.0], "其中2项没有分解完。"),
    ],
)
def test_of_what_was_handed_down_nothing_is_said_that_is_none(remainders: list[float], told: str):
    material = frames.handed()
    material = replace(material, handed=material.handed.assign(remainder=remainders))
    said = next(line for line in lines(opened(material)) if line.startswith("可判定的"))
    assert said.endswith(f"2项目标已分解到下级。{told}")


def test_a_stock_names_the_baseline_its_completion_counts_from():
    stated = frames.targets(regions=1, sectors=1)
    stock = stated["measure"] == "stock"
    stated.loc[stock, "baseline_value"] = 50.0
    stated.loc[stock, "baseline_on"] = pd.Timestamp("2023-12-31")
    reported = frames.observations(stated)
    reported.loc[reported["kind"] == "level", "value"] = 51.0
    said = next(line for line in lines(opened(frames.material(stated, reported))) if "多晶硅产能" in line)
    assert "目标88万吨（基期50万吨），现为51万吨，完成2.6%" in said


def allowed(material):
    """Every number the running text may hold, from progress alone."""
    statuses = material.progress["official_status"]
    counts = [len(statuses), *statuses.value_counts().tolist(), *range(10)]
    for group in (GOOD, SLIPPING, MISSING, (Status.FAR_BEHIND, Status.MISSED)):
        counts.append(int(statuses.isin(group).sum()))
    judged = int(statuses.isin([*GOOD, *SLIPPING]).sum())
    counts += [judged, int((material.progress["strength"].eq("strive") & statuses.isin(SLIPPING)).sum())]
    counts.append(int(statuses.isin(SLIPPING).sum()) - 8)
    counts += weak_lights(material.progress).values()
    texts = [number(count) for count in counts]
    if judged:
        texts += [percent(int(statuses.isin(group).sum()) / judged) for group in (GOOD, SLIPPING)]
    for row in material.rows():
        texts += [goal(row), quantity(row["actual"], row["unit"]), quantity(row["landing"], row["unit"])]
        texts += [pace_sentence(row), required_effort(row), material.remark(row, "reason"), row["indicator"]]
    texts += ["2024", "2024-07-10 09:00", "6月30日", "7月10日", "7月20日", "序时-2", "〔2024〕6号"]
    return {found for text in texts for found in NUMBER.findall(str(text))}


@pytest.mark.parametrize("case", CASES)
def test_each_number_in_the_text_is_one_of_progress(case):
    material = case()
    known = allowed(material)
    text = [line for line in lines(opened(material)) if not re.match("完成率：|序时应完成：|较序时：", line)]
    strange = {(found, line) for line in text for found in NUMBER.findall(line) if found not in known}
    assert not strange


def test_the_overall_sentence_says_the_counts():
    material = frames.material()
    said = next(line for line in lines(opened(material)) if line.startswith("可判定的"))
    statuses = material.progress["official_status"]
    good, slipping = int(statuses.isin(GOOD).sum()), int(statuses.isin(SLIPPING).sum())
    assert (
        f"可判定的{good + slipping}项目标中，达到序时进度或已完成{good}项，占{percent(good / (good + slipping))}"
        in said
    )
    assert f"低于序时进度{slipping}项" in said


def test_it_counts_what_documents_state_as_the_overview_does():
    """One of the sixty is a part handed down to a district: fifty-nine are counted."""
    whole = frames.material()
    handed = whole.progress.assign(is_handed_down=[True, *[False] * (len(whole.progress) - 1)])
    text = "\n".join(lines(opened(replace(whole, progress=handed))))
    assert f"{len(handed) - 1}项目标" in text.replace(" ", "")
    assert f"{len(handed)}项目标" not in text.replace(" ", "")


def test_problems_are_the_units_own_words():
    said = lines(opened(frames.material()))
    assert any(line.endswith("二期项目设备到货延迟，3条产线未按期投产（示例）。") for line in said)


def test_zero_targets_still_make_a_bulletin():
    said = "\n".join(lines(opened(frames.empty())))
    assert "纳入通报的0项目标中" in said
    assert "本月没有低于序时进度的指标。" in said


def edited(tmp_path, old, new):
    text = WORDING.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "bulletin.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_office_can_change_the_wording(tmp_path, monkeypatch):
    path = edited(tmp_path, "（示例数据，数值为虚构）", "（演示用）")
    monkeypatch.setattr("reports.bulletin.read_phrases", lambda: read_phrases(path))
    assert "（演示用）" in lines(opened(frames.material()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{total}项目标中，{counts}", "{totals}项", "totals"),
        ("{total}项目标中，{counts}", "{total项", "花括号不成对"),
        ('opening = "', 'beginning = "', "缺少 [overall] opening"),
        ("reply_days = 10", 'reply_days = "十"', "应为整数"),
        ("[overall]", "[overall", "无法读取"),
    ],
)
def test_a_broken_wording_file_is_explained(tmp_path, monkeypatch, old, new, said):
    path = edited(tmp_path, old, new)
    monkeypatch.setattr("reports.bulletin.read_phrases", lambda: read_phrases(path))
    with pytest.raises(WordingFaultError, match=re.escape(said)):
        report_bulletin(frames.material())
    assert issubclass(WordingFaultError, TrackerError)


def test_the_same_material_gives_the_same_bytes():
    assert report_bulletin(frames.material()) == report_bulletin(frames.material())
