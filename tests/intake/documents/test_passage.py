"""Where a quoted excerpt stands in a text: at its offset, elsewhere, or in another print of the same words."""

import pytest

from intake.documents.passage import LONGEST, Match, Passage, locate
from intake.documents.reading import clean, folded
from tests.data.ledger_files import document_ids, source_text, statements

TEXT = "第一段。\n总产能达到87万吨以上。新增项目20项左右。\n另有项目120项左右。"


def test_the_excerpt_at_its_offset_is_exact():
    assert locate(TEXT, "总产能达到87万吨", 5, "87万吨") == Passage(
        paragraph="总产能达到87万吨以上。新增项目20项左右。", excerpt=(0, 9), number=(5, 9), match=Match.EXACT
    )


def test_elsewhere_the_nearest_one_counts():
    text = "达到87万吨。\n" + "其他内容。" * 20 + "\n又达到87万吨。"
    found = locate(text, "达到87万吨", 100, "87万吨")
    assert found is not None
    assert (found.match, found.paragraph) == (Match.MOVED, "又达到87万吨。")


def test_a_number_is_never_found_inside_a_longer_one():
    assert locate("项目120项左右", "20项左右", 3, "20项") is None
    assert locate("其中120项左右，20项左右", "20项左右", 3, "20项") is not None
    assert locate("比重为2.15", "比重为2.1", 0, "2.1") is None


def test_another_print_of_the_words_is_the_same_clause():
    """Traditional for simplified, full width for half width, a line broken in the middle, a gloss."""
    found = locate(
        "目标：戰新產業增加值\n增長４０％以上；產值占比", "战新产业增加值增长40%以上,产值", 900, "40%"
    )
    assert found is not None
    assert (found.match, found.pieces()[2]) == (Match.CLEANED, "４０％")
    glossed = locate("新产品600项以上", "新產(chǎn)品600項(xiàng)以上", 0, "600項")
    assert glossed is not None
    assert glossed.pieces()[2] == "600项"


def test_a_paragraph_is_made_readable_piece_by_piece():
    """The gloss behind a number, the lost character, and the traditional script do not reach the reader."""
    text = "在末端;炅?zhēng)推動(dòng)項(xiàng)目1000場(chǎng)以上。"
    found = locate(text, "推動(dòng)項(xiàng)目1000場(chǎng)以上", 0, "1000場")
    assert found is not None
    assert found.readable_pieces() == ("在末端;炅□", "推动项目", "1000场", "以上", "。")


def test_a_range_keeps_its_ends_apart():
    assert locate("打造2—3个标志性产业链", "2-3个标志性产业链", 0, "2-3个") is not None
    assert locate("打造23个标志性产业链", "2-3个标志性产业链", 0, "2-3个") is None


def test_what_is_not_there_is_not_found():
    assert locate(TEXT, "总产能达到88万吨", 5, "88万吨") is None
    assert locate(TEXT, "", 0, None) is None
    assert locate("", "总产能达到87万吨", 5, "87万吨") is None


def test_a_target_without_a_number_marks_its_words():
    found = locate(TEXT, "新增项目", 17, None)
    assert found is not None
    assert found.number is None
    assert found.pieces() == ("总产能达到87万吨以上。", "新增项目", "", "", "20项左右。")


def test_a_text_in_one_line_is_cut_at_sentences():
    text = "这是一句话。" * 2000 + "总产能达到87万吨以上。" + "这又是一句。" * 2000
    found = locate(text, "总产能达到87万吨", 12000, "87万吨")
    assert found is not None
    assert len(found.paragraph) <= LONGEST + 20
    assert found.paragraph.startswith("这是一句话。")
    assert found.paragraph.endswith("这又是一句。")
    assert (found.cut_before, found.cut_after, found.pieces()[2]) == (True, True, "87万吨")


@pytest.mark.parametrize("text", ["發(fā)布87.5萬噸。", "（２－３家）", "炅?zhēng)推動", " \n", ""])
def test_a_folded_character_keeps_its_place(text: str):
    words, offsets = folded(text)
    assert len(words) == len(offsets)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= place < len(text) for place in offsets)


@pytest.mark.parametrize("document_id", document_ids())
def test_every_excerpt_of_the_ledger_is_found_exactly(document_id: str):
    text = source_text(document_id)
    for row in statements(document_id):
        found = locate(text, row["excerpt"], int(row["excerpt_offset"]), row["number_text"] or None)
        assert found is not None, row["id"]
        assert found.match == Match.EXACT, row["id"]
        assert found.pieces()[2] == row["number_text"], row["id"]


@pytest.mark.parametrize("document_id", document_ids())
def test_every_excerpt_is_found_in_a_cleaned_print(document_id: str):
    """Simplified, full-width commas, other line breaks and a page's navigation before it."""
    other = "首页 > 政务公开\n" * 20 + clean(source_text(document_id)).replace(",", "，").replace(
        "以上", "以\n上"
    )
    lost = [
        row["id"]
        for row in statements(document_id)
        if locate(other, row["excerpt"], int(row["excerpt_offset"]), row["number_text"] or None) is None
    ]
    assert lost == []


@pytest.mark.parametrize("document_id", document_ids())
def test_no_excerpt_is_found_in_another_document(document_id: str):
    for other in set(document_ids()) - {document_id}:
        text = source_text(other)
        found = [
            row["id"]
            for row in statements(document_id)
            if locate(text, row["excerpt"], int(row["excerpt_offset"]), row["number_text"] or None)
        ]
        assert found == []


@pytest.mark.parametrize("document_id", document_ids())
def test_every_number_is_marked_in_the_readable_paragraph(document_id: str):
    text = source_text(document_id)
    for row in statements(document_id):
        found = locate(text, row["excerpt"], int(row["excerpt_offset"]), row["number_text"] or None)
        assert found is not None
        assert found.readable_pieces()[2] == clean(row["number_text"]), row["id"]
        assert "".join(found.readable_pieces()) == clean(found.paragraph)
