"""Problems: a code and facts, a sentence only where it is shown."""

import ast
from collections.abc import Iterator

import msgspec
import pytest

from data import problems
from data.problems import Problem, problem
from metrics.measures import Measure
from metrics.model import Frequency
from tests.house.source import ROOT
from tests.worded import ALWAYS, CJK, QUOTED, gaps, is_english
from wording.problems import line, message, remedy, review, sentences, subject, words
from wording.translate import LANGUAGES, speaking, use

WHERE_PROBLEMS_ARE_MADE = ("data", "intake", "tracker")
# What stands in a sentence as it was typed, named or counted; everything else says how it is worded.
AS_IT_STANDS = {
    "after", "alternative", "at", "batch", "before", "by", "cell", "column", "comment", "computed", "count", "current",
    "difference", "expected", "extension", "file", "format", "formula", "found", "heading", "kind", "label", "limit", "mark", "median", "month",
    "of", "other", "owner", "part", "previous", "range", "ratio", "read", "row", "shape", "sheet", "size", "start",
    "suggestion", "target", "text", "times", "total", "unit", "value", "version", "when", "who",
}  # fmt: skip
NAMES = {"粗钢产量": "Crude steel output", "甲市": "Jia City"}


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    use("zh")
    yield
    use("zh")


def english(found: Problem) -> str:
    with speaking("en"):
        return message(found, lambda name: NAMES.get(name, name))


def test_a_problem_is_worded_in_the_language_in_use():
    found = problem("M01", period="2024-10", reason="closed")
    assert message(found) == "2024年10月 不在可报送的月份内（已关账）"
    assert english(found) == "Oct 2024 is not open for reporting (the month is closed)"


def test_a_word_may_hold_facts_of_its_own():
    found = problem("F09", reason="size", limit=20)
    assert message(found) == "文件过大或压缩异常（超过 20 MB）"
    assert english(found) == "The file is too large or oddly compressed (more than 20 MB)"
    asked = problem("M01", period="2024Q3", reason="expected", expected="2024-06-D2")
    assert message(asked) == "2024年第三季度 不在可报送的月份内（本次应报 2024年6月中旬）"
    assert english(asked) == "Q3 2024 is not open for reporting (this is the report of Jun 11–20, 2024)"


def test_a_gap_that_was_left_empty_says_so():
    assert message(problem("S09", column="F", heading="")) == "第 F 列“（无标题）”不是模板里的列，没有读取"
    assert message(problem("M01", period="", reason="no_month")).startswith("未写明月份 不在")
    assert (
        english(problem("M17", value="", expected="73")) == "The annual target was changed to empty; it is 73"
    )


def test_a_list_is_joined_as_the_language_joins_and_tells_that_it_was_cut():
    found = problem("M18", count=7, rows=["粗钢产量", "风电装机", problems.MORE])
    assert "（粗钢产量、风电装机等）" in message(found)
    assert "(Crude steel output, 风电装机 and others)" in english(found)
    long = problem("S13", rows=[str(row) for row in range(problems.SHOWN_ITEMS + 5)])
    assert message(long).count("、") == problems.SHOWN_ITEMS - 1


@pytest.mark.parametrize("measure", list(Measure))
def test_a_measure_is_called_as_its_row_of_the_table_says(measure: Measure):
    found = problem("S22", heading="本月当月", measure=measure)
    assert f"对{measure.traits.form_name}类指标不适用" in message(found)
    assert f"({measure.traits.name_en})" in english(found)


def test_names_of_the_ledger_are_said_in_english_and_typed_words_are_not():
    found = problem("M20", value="73", indicator="粗钢产量", region="甲市", other="乙市")
    assert english(found) == "“Crude steel output” is exactly the same for Jia City and 乙市"
    assert english(problem("C23", value="粗钢产量")) == "“粗钢产量” is not a valid number"


def test_what_it_is_about_has_the_brackets_of_the_language():
    found = problem("C08", subject=("粗钢产量", "甲市", "本月累计"))
    assert subject(found) == "粗钢产量（甲市）·本月累计"
    with speaking("en"):
        assert subject(found, lambda name: NAMES.get(name, name)) == "Crude steel output (Jia City)·本月累计"
    assert subject(problem("C34", subject=("粗钢产量", "", "计量单位"))) == "粗钢产量·计量单位"
    assert subject(problem("F01")) == ""


def test_the_one_line_form_names_place_value_message_and_remedy():
    found = problem("C11", sheet="填报表", cell="I5", value="约73", subject="粗钢产量")
    assert (
        line(found)
        == "[C11] 填报表!I5 粗钢产量 “约73” → 不是确切的数字（约数、区间或比较符） → 请填一个确切的数字，说明写在备注"
    )
    assert line(problem("C32")) == "[C32] → " + message(problem("C32"))


def test_what_a_reporter_typed_is_never_a_template():
    assert (
        message(problem("C23", value="{value:word}{0.__class__}"))
        == "“{value:word}{0.__class__}”不是有效的数字"
    )


def test_a_problem_kept_by_another_version_is_shown_as_far_as_it_is_known():
    kept = Problem(code="M01", severity=problems.Severity.REJECT)
    assert message(kept) == "未写明月份 不在可报送的月份内（）"
    assert line(Problem(code="Z99", severity=problems.Severity.WARN, value="x")) == "[Z99] “x” → "
    assert message(problem("M01", period="2024-10", reason="unheard_of")).endswith("（unheard_of）")


def test_a_problem_is_plain_and_survives_being_kept():
    found = problem(
        "M18", sheet="填报表", subject=("粗钢产量", "甲市"), count=2, rows=["粗钢产量", "风电装机"]
    )
    assert msgspec.json.decode(msgspec.json.encode(found), type=Problem) == found
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Problem) == found
    assert (
        len(
            {
                found,
                problem(
                    "M18",
                    sheet="填报表",
                    subject=("粗钢产量", "甲市"),
                    count=2,
                    rows=["粗钢产量", "风电装机"],
                ),
            }
        )
        == 1
    )


def test_a_returned_workbook_is_told_in_the_language_in_use():
    found = [problem("C11", sheet="填报表", cell="I5", value="约73"), problem("C08"), problem("S08")]
    assert review(found)["title"] == "审核结果：须改正 1 项，请确认 1 项，提示 1 项"
    with speaking("en"):
        texts = review(found)
    assert texts["title"] == "Review: To correct 1, Confirm 1, Note 1"
    assert texts["found"][0]["comment"].startswith("[C11] Not an exact number")
    assert "\n" not in texts["found"][2]["comment"], "nothing to do, nothing said"
    assert not CJK.search(" ".join([texts["sheet"], texts["title"], texts["whole_file"], *texts["headings"]]))


def test_every_code_has_a_sentence_in_both_languages_with_the_same_gaps():
    told = sentences()
    assert list(problems.severities()) == list(told["zh"]) == list(told["en"])
    for code in told["zh"]:
        for chinese, said in zip(told["zh"][code], told["en"][code], strict=True):
            assert bool(chinese) == bool(said), code
            assert set(gaps(chinese)) == set(gaps(said)), code
            assert is_english(said), code


def test_every_word_is_said_in_both_languages():
    assert list(words()["zh"]) == list(words()["en"])
    for word, chinese in words()["zh"].items():
        assert chinese and words()["en"][word], word
        assert set(gaps(chinese)) == set(gaps(words()["en"][word])), word
        assert not CJK.search(words()["en"][word]), word
    assert {*map(str, Frequency)} <= set(words()["zh"])


def test_a_gap_says_how_it_is_worded_unless_it_is_a_number_or_typed():
    templates = [text for speech in LANGUAGES for both in sentences()[speech].values() for text in both]
    for template in [*templates, *words()["zh"].values(), *words()["en"].values()]:
        for name, spec in gaps(template):
            assert spec.split(" ")[0] in {*QUOTED, "word", "measure", "period", "unit", "number"}, template
            assert spec or name in AS_IT_STANDS, (template, name)


CALLED = {"problem", "about"}  # whose facts are keywords


def made() -> Iterator[tuple[str, ast.Call]]:
    """Every call of the source that makes a problem or a finding, with its place."""
    for path in (path for room in WHERE_PROBLEMS_ARE_MADE for path in sorted((ROOT / room).rglob("*.py"))):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if name in {"problem", "tell", "about", "Finding"}:
                    yield f"{path.name}:{call.lineno}", call


def test_no_fact_is_a_chinese_phrase_of_ours():
    phrases = [
        place
        for place, call in made()
        for part in ast.walk(call)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and CJK.search(part.value)
    ]
    assert not phrases


def test_a_call_that_writes_its_facts_out_gives_all_its_sentence_asks_for():
    """Facts gathered in a dictionary are held against the sentence where the tests provoke them (tests/worded.py)."""
    checked = 0
    for place, call in made():
        code = getattr(call.args[0], "value", None) if call.args else None
        given = {keyword.arg for keyword in call.keywords}
        if code not in sentences()["zh"] or None in given or getattr(call.func, "id", "") not in CALLED:
            continue
        asked = {name for text in sentences()["zh"][code] for name, _spec in gaps(text)}
        assert asked <= given | (ALWAYS if call.func.id == "about" else set()), (place, code)
        checked += 1
    assert checked > 30


def test_no_remedy_asks_for_nothing_in_one_language_only():
    for code in problems.severities():
        kept = Problem(code=code, severity=problems.severities()[code])
        with speaking("en"):
            asked = remedy(kept)
        assert bool(remedy(kept)) == bool(asked), code
