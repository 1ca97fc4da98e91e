"""A ledger that an office typed and Excel saved: understood, or refused with its place and a remedy, all faults at once."""

import csv
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.catalogue import CATALOGUE, Catalogue, build, read
from data.ledger.coherence import circles
from data.problems import Problem, severities
from data.store import Store
from tests.data.test_rebuild import FIRST, ledger
from tests.terminal import run
from tests.terminal import table as terminal_table
from tests.worded import assert_worded
from wording.problems import line

HEKOU = "targets/hekou-2020-5.csv"
HERE = (
    "test_catalogue_files.py",
    "test_rebuild.py",
    "test_office.py",
    "test_statements.py",
    "../test_ledger_life.py",
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The shipped catalogue in a folder of the office's own."""
    return Path(shutil.copytree(CATALOGUE, tmp_path / "台账"))


def rows_of(folder: Path, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / name).read_text("utf-8"))))


def put(folder: Path, name: str, rows: list[list[str]], encoding: str = "utf-8") -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (folder / name).write_bytes(out.getvalue().encode(encoding))


def typed(folder: Path, name: str, changes: dict[str, str], row: int = 3) -> str:
    """Type into cells of one row, counted as Excel does; the address of the last."""
    rows = rows_of(folder, name)
    for column, text in changes.items():
        rows[row - 1][rows[0].index(column)] = text
    put(folder, name, rows)
    return f"{chr(ord('A') + rows[0].index(column))}{row}"


def told(folder: Path) -> list[tuple[str, str, str]]:
    found = read(folder).problems
    assert_worded(found)
    return [(one.code, one.sheet, one.cell) for one in found]


def same(found: Catalogue) -> bool:
    return found.problems == () and found.tables == read().tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_as_excel_and_editors_save_it(office: Path, encoding: str):
    for path in office.rglob("*.csv"):
        path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    assert same(read(office))


def test_columns_may_change_places_and_lines_may_be_empty(office: Path):
    rows = [list(reversed(row)) for row in rows_of(office, "indicators.csv")]
    put(office, "indicators.csv", [[f" {name.upper()} " for name in rows[0]], *rows[1:], [""] * len(rows[0])])
    assert same(read(office))


def test_separators_and_empty_columns_at_the_end_do_no_harm(office: Path):
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows([*row, ""] for row in rows_of(office, HEKOU))
    (office / HEKOU).write_text(out.getvalue(), "utf-8")
    assert same(read(office))


@pytest.mark.parametrize("word", ["TRUE", "True", "1", "是", "ＴＲＵＥ", "yes"])
def test_true_is_true_however_it_is_written(office: Path, word: str):
    rows = rows_of(office, "indicators.csv")
    at = rows[0].index("additive")
    put(
        office,
        "indicators.csv",
        [[*row[:at], word if row[at] == "true" else row[at], *row[at + 1 :]] for row in rows],
    )
    assert same(read(office))


@pytest.mark.parametrize(
    ("name", "row", "changes"),
    [
        (HEKOU, 3, {"deadline": "2022/12/31"}),
        (HEKOU, 3, {"deadline": "2022.12.31"}),
        (HEKOU, 3, {"period_start": "2020-9-21", "deadline": "２０２２年12月31日"}),
        (HEKOU, 3, {"deadline": "2022/12/31 0:00"}),
        (HEKOU, 3, {"comparator": "≥"}),
        (HEKOU, 3, {"comparator": "＞＝"}),
        (HEKOU, 3, {"comparator": "不低于", "strength": "力争", "assessed": "按月"}),
        (HEKOU, 3, {"value": " 30亿元 "}),
        (HEKOU, 3, {"value": "３０．０"}),
        ("targets/baotou-2024-no1.csv", 2, {"value": "20%", "unit": "％"}),
        ("targets/shandong-2024-press-conference.csv", 2, {"value": "3,000", "comparator": "～"}),
    ],
)
def test_what_an_office_writes_is_understood(office: Path, name: str, row: int, changes: dict[str, str]):
    typed(office, name, changes, row)
    assert same(read(office)), [line(one) for one in read(office).problems]


def without(folder: Path, name: str, *columns: str) -> None:
    """Leave columns out of a table."""
    rows = rows_of(folder, name)
    kept = [at for at, column in enumerate(rows[0]) if column not in columns]
    put(folder, name, [[row[at] for at in kept] for row in rows])


def test_what_the_reference_tables_know_is_filled_in(office: Path):
    without(office, "regions.csv", "name_en", "short_name", "code_standard")
    for name in ("sectors.csv", "units.csv", "organisations.csv", "indicators.csv"):
        without(office, name, "name_en", "position")
    without(office, "documents.csv", "title_en")
    without(office, HEKOU, "excerpt_offset", "note")
    store = Store.open(":memory:")
    assert build(store, FIRST, read(office)).changed
    regions = {row["region_code"]: row for row in store.rows("regions")}
    assert (regions["150200"]["short_name"], regions["150200"]["name_en"]) == ("包头", "Baotou City")
    assert regions["1502Z1"]["name_en"] == regions["1502Z1"]["name"], (
        "a zone of the office's own has no other"
    )
    names = {row["name"]: row["name_en"] for row in store.rows("organisations")}
    assert names["包头市工业和信息化局"] == "Baotou Bureau of Industry and Information Technology"
    assert names["北方稀土（集团）公司"] == "北方稀土（集团）公司"
    units = {row["unit"]: row["name_en"] for row in store.rows("units")}
    assert units["亿元"] == "100 million yuan"


def test_a_level_is_known_of_a_code_of_the_country_only(office: Path):
    without(office, "regions.csv", "level")
    assert told(office) == [("L11", "regions.csv", "A2"), ("L11", "regions.csv", "A15")]


WRONG = [
    ("L11", HEKOU, {"deadline": ""}),
    ("L11", HEKOU, {"baseline_value": "3", "baseline_unit": ""}),
    ("L11", "regions.csv", {"name": ""}),
    ("L12", HEKOU, {"deadline": "2022-13-31"}),
    ("L12", HEKOU, {"deadline": "44926"}),
    ("L12", HEKOU, {"deadline": "年底"}),
    ("L13", HEKOU, {"value": "三十"}),
    ("L13", HEKOU, {"value": "NaN"}),
    ("L13", HEKOU, {"value": "1,2"}),
    ("L13", HEKOU, {"value": "30-50"}),
    ("L14", HEKOU, {"value": "30.00001"}),
    ("L14", HEKOU, {"value": "1" + "0" * 15}),
    ("L15", "indicators.csv", {"additive": "可以"}),
    ("L16", HEKOU, {"comparator": "大概"}),
    ("L16", HEKOU, {"strength": "firm"}),
    ("L16", "regions.csv", {"level": "village"}),
    ("L17", HEKOU, {"target_id": "hekou@1"}),
    ("L18", "organisations.csv", {"name_en": "=cmd|' /C calc'!A0"}),
    ("L18", HEKOU, {"note": "+SUM(A1:A9)"}),
    ("L19", HEKOU, {"note": "长" * 2001}),
    ("L20", HEKOU, {"note": "响\x07铃"}),
    ("L21", "sectors.csv", {"position": "第一"}),
    ("L22", HEKOU, {"value": "30%"}),
    ("L22", HEKOU, {"value": "30万元"}),
    ("L23", HEKOU, {"region_code": "0"}),
    ("L23", HEKOU, {"supersedes": "nowhere"}),
    ("L23", "regions.csv", {"parent_code": "999999"}),
    ("L24", HEKOU, {"lead_units": "区工信局、不存在的单位"}),
    ("L28", "regions.csv", {"parent_code": "150000"}),
    ("L29", HEKOU, {"deadline": "2019-12-31"}),
    ("L29", "documents.csv", {"period_end": "2019-12-31"}),
    ("L30", HEKOU, {"comparator": "range", "value_high": "20"}),
    ("L30", HEKOU, {"comparator": "range", "value_high": ""}),
    ("L31", HEKOU, {"value_high": "40"}),
    ("L32", HEKOU, {"basis": "growth"}),
    ("L34", HEKOU, {"unit": "万千瓦"}),
    ("L36", "units.csv", {"factor": "0"}),
]


@pytest.mark.parametrize(
    ("code", "name", "changes"), WRONG, ids=[f"{code}-{at}" for at, (code, *_) in enumerate(WRONG)]
)
def test_what_cannot_be_meant_is_refused_at_its_cell(
    office: Path, code: str, name: str, changes: dict[str, str]
):
    cell = typed(office, name, changes)
    assert (code, name, cell) in told(office)


def test_a_growth_that_is_added_up_is_refused(office: Path):
    rows = rows_of(office, "indicators.csv")
    at = next(row for row, cells in enumerate(rows, 1) if cells[rows[0].index("measure")] == "rate")
    cell = typed(office, "indicators.csv", {"additive": "TRUE"}, at)
    assert told(office) == [("L33", "indicators.csv", cell)]


def test_digits_that_a_conversion_would_lose_are_refused(office: Path):
    cell = typed(office, HEKOU, {"unit": "元", "value": "30.5"})
    assert told(office) == [("L35", HEKOU, cell)]


@pytest.mark.parametrize(
    "name",
    ["regions", "sectors", "units", "organisations", "indicators", "documents", "targets/hekou-2020-5"],
)
def test_a_row_that_stands_twice_is_named_with_the_first(office: Path, name: str):
    rows = rows_of(office, f"{name}.csv")
    put(office, f"{name}.csv", [*rows, rows[1]])
    found = [one for one in read(office).problems if one.code == "L26"]
    assert [(one.sheet, dict(one.facts)["row"]) for one in found] == [(f"{name}.csv", "2")]
    assert_worded(read(office).problems)


def test_two_organisations_of_one_name_are_refused(office: Path):
    rows = rows_of(office, "organisations.csv")
    put(office, "organisations.csv", [*rows, ["other", *rows[1][1:]]])
    assert ("L27", "organisations.csv", f"B{len(rows) + 1}") in told(office)


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({"a": "", "b": "a"}, []),
        ({"a": "a"}, [["a"]]),
        ({"c": "a", "a": "b", "b": "a"}, [["a", "b"]]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, [["a", "b"], ["c", "d"]]),
        ({"a": "nowhere"}, []),
    ],
)
def test_every_circle_is_found_once(above: dict[str, str], found: list[list[str]]):
    assert circles(above) == found


@pytest.mark.parametrize(
    ("name", "column", "keys"),
    [
        ("regions.csv", "parent_code", "region_code"),
        ("sectors.csv", "parent_code", "sector_code"),
        (HEKOU, "supersedes", "target_id"),
        (HEKOU, "part_of", "target_id"),
    ],
)
def test_what_goes_round_is_refused_and_never_hangs(office: Path, name: str, column: str, keys: str):
    rows = rows_of(office, name)
    first, second = (rows[at][rows[0].index(keys)] for at in (3, 4))
    typed(office, name, {column: second}, 4)
    typed(office, name, {column: first}, 5)
    found = [one for one in read(office).problems if one.code == "L28"]
    assert [dict(one.facts)["path"] for one in found] == [f"{first}\n{second}\n{first}"]
    assert "绕成了圈" in line(found[0])


def _cut(folder: Path) -> None:
    (folder / "units.csv").unlink()


def _empty(folder: Path) -> None:
    (folder / "units.csv").write_bytes(b"")


def _stranger(folder: Path) -> None:
    (folder / "指标.csv").write_text("a,b\n1,2\n", "utf-8")


def _of_no_document(folder: Path) -> None:
    (folder / HEKOU).rename(folder / "targets" / "unknown.csv")


def _workbook(folder: Path) -> None:
    (folder / "units.csv").write_bytes(b"PK\x03\x04 a workbook by another name")


def _utf16(folder: Path) -> None:
    (folder / "units.csv").write_bytes((folder / "units.csv").read_text("utf-8").encode("utf-16"))


def _damaged(folder: Path) -> None:
    content = (folder / "units.csv").read_bytes()
    at = content.index("万元".encode())
    (folder / "units.csv").write_bytes(content[:at] + content[at + 1 :])


def _noise(folder: Path) -> None:
    (folder / "units.csv").write_bytes(b"unit,name_en,dimension,factor\n" + b"\xff\xff\x80\x80" * 50)


def _unpaired(folder: Path) -> None:
    (folder / "units.csv").write_text('unit,name_en,dimension,factor\n吨,"t,mass,1\n', "utf-8")


def _huge_cell(folder: Path) -> None:
    (folder / "units.csv").write_text(
        "unit,name_en,dimension,factor\n" + "吨" * 1_000_000 + ",t,mass,1\n", "utf-8"
    )


def _huge_file(folder: Path) -> None:
    with (folder / "units.csv").open("r+b") as out:
        out.truncate(21 * 1024 * 1024)


def _folder(folder: Path) -> None:
    (folder / "units.csv").unlink()
    (folder / "units.csv").mkdir()


def _pipe(folder: Path) -> None:
    (folder / "units.csv").unlink()
    os.mkfifo(folder / "units.csv")


def _unknown_column(folder: Path) -> None:
    put(folder, "units.csv", [[*row, "x"] for row in rows_of(folder, "units.csv")])


def _missing_column(folder: Path) -> None:
    put(folder, "units.csv", [row[:-1] for row in rows_of(folder, "units.csv")])


def _twice(folder: Path) -> None:
    put(folder, "units.csv", [[*row, row[-1]] for row in rows_of(folder, "units.csv")])


def _short_row(folder: Path) -> None:
    rows = rows_of(folder, "units.csv")
    put(folder, "units.csv", [*rows[:2], rows[2][:-1], *rows[3:]])


@pytest.mark.parametrize(
    ("harm", "code", "where"),
    [
        (_cut, "L02", "units.csv!"),
        (_stranger, "L03", "指标.csv!"),
        (_folder, "L04", "units.csv!"),
        (_pipe, "L04", "units.csv!"),
        (_huge_file, "L04", "units.csv!"),
        (_empty, "L05", "units.csv!"),
        (_workbook, "L05", "units.csv!"),
        (_utf16, "L05", "units.csv!"),
        (_damaged, "L05", "units.csv!A13"),
        (_noise, "L05", "units.csv!A2"),
        (_unpaired, "L06", "units.csv!A2"),
        (_unknown_column, "L07", "units.csv!E1"),
        (_missing_column, "L08", "units.csv!"),
        (_twice, "L09", "units.csv!E1"),
        (_short_row, "L10", "units.csv!A3"),
        (_huge_cell, "L19", "units.csv!A2"),
        (_of_no_document, "L25", "targets/unknown.csv!A2"),
    ],
)
def test_a_folder_or_file_of_another_shape_is_said_to_be(
    office: Path, harm: Callable[[Path], None], code: str, where: str
):
    harm(office)
    assert (code, *where.split("!")) in told(office)


def test_a_folder_without_tables_is_none(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "nowhere", Path(__file__)):
        assert [one.code for one in read(folder).problems] == ["L01"]
    assert_worded(read(tmp_path).problems)


def test_every_fault_of_every_file_is_told_at_once(office: Path):
    typed(office, "indicators.csv", {"additive": "可以"})
    typed(office, "documents.csv", {"issued_on": "昨天"})
    typed(office, HEKOU, {"deadline": "2019-12-31", "unit": "万千瓦", "comparator": "大概"})
    assert {code for code, _file, _cell in told(office)} == {"L12", "L15", "L16", "L29", "L34"}


def test_every_code_of_a_catalogue_is_provoked_here_or_beside():
    here = "".join((Path(__file__).parent / name).read_text("utf-8") for name in HERE)
    assert [code for code in severities() if code.startswith("L") and f'"{code}"' not in here] == []


def test_the_command_says_it_in_the_language_in_use_and_changes_nothing(office: Path, tmp_path: Path):
    database = tmp_path / "xushi.duckdb"
    typed(office, HEKOU, {"deadline": "2019-12-31"})
    refused = run("build", "--catalogue", str(office), database=database)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"[L29] {HEKOU}!N3" in refused.stderr and "早于起始日期" in refused.stderr
    assert not database.exists(), "nothing is made for a ledger that is refused"
    english = run("--language", "en", "build", "--catalogue", str(office), database=database)
    assert "Before the first day" in english.stderr
    typed(office, HEKOU, {"deadline": "2022/12/31"})
    built = run("build", "--catalogue", str(office), database=database)
    assert (built.returncode, built.stderr) == (0, "台账已更新。\n")
    store = Store.open(database)
    before = ledger(store)
    store.close()
    typed(office, HEKOU, {"deadline": "年底"})
    assert run("build", "--catalogue", str(office), database=database).returncode == 1
    store = Store.open(database)
    assert all(was.equals(now) for was, now in zip(before, ledger(store), strict=True))
    store.close()


def test_problems_are_kept_as_problems(office: Path):
    typed(office, HEKOU, {"deadline": "年底"})
    assert all(isinstance(one, Problem) for one in read(office).problems)


ZHUZHOU = {
    "regions.csv": "region_code,name,parent_code\n430000,湖南省,\n430200,株洲市,430000\n430211,天元区,430200\n430281,醴陵市,430200\n",
    "sectors.csv": "sector_code,name,parent_code\nindustry,工业经济,\n",
    "units.csv": "unit,dimension,factor\n%,ratio,1\n亿元,money,100000000\n万元,money,10000\n",
    "organisations.csv": "organisation_code,name,kind,region_code\n"
    "zz-industry,株洲市工业和信息化局,department,430200\nzz-tianyuan,天元区人民政府,region_government,430211\n",
    "indicators.csv": "indicator_code,name,sector_code,measure,unit,additive,better\n"
    "growth,规模以上工业增加值增速,industry,rate,%,FALSE,越高越好\ninvestment,工业投资,industry,flow,亿元,TRUE,越高越好\n",
    "documents.csv": "document_id,title,issuer,region_code,kind,issued_on\n"
    "zz-2026,株洲市2026年工业经济工作要点,株洲市人民政府办公室,430200,工作要点,2026/1/15\n",
    "targets/zz-2026.csv": "target_id,clause,excerpt,region_code,indicator_code,basis,comparator,value,unit,period_start,"
    "deadline,strength,assessed,lead_units\n"
    "zz-2026.1,一（一）,规模以上工业增加值增长8%以上,430200,growth,growth,以上,8%,%,2026/1/1,2026/12/31,约束性,按月,株洲市工业和信息化局\n"
    "zz-2026.2,一（二）,力争完成工业投资500亿元,430200,investment,flow,≥,500,亿元,2026/1/1,2026/12/31,力争,按月,株洲市工业和信息化局\n",
}  # fmt: skip


def test_a_city_of_no_sample_document_is_built_from_a_few_columns_saved_by_excel(tmp_path: Path):
    """Region, department, sector, unit and indicator names in English, levels and places are nobody's to type."""
    (tmp_path / "株洲" / "targets").mkdir(parents=True)
    for name, text in ZHUZHOU.items():
        (tmp_path / "株洲" / name).write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    database = tmp_path / "xushi.duckdb"
    built = run("build", "--catalogue", str(tmp_path / "株洲"), database=database)
    assert (built.returncode, built.stderr) == (0, "台账已更新。\n")
    stated = terminal_table(run("targets", "--format", "csv", database=database))
    assert [(row["region"], row["comparator"], row["value"], row["strength"]) for row in stated] == [
        ("株洲市", ">=", "8", "binding"), ("株洲市", ">=", "500", "strive"),
    ]  # fmt: skip
    judged = run("progress", "--period", "2026-06", "--format", "csv", database=database)
    assert [row["official_status"] for row in terminal_table(judged)] == ["not_reported", "not_reported"]
    assert run("check", database=database).returncode == 0
    store = Store.open(database)
    regions = {row["region_code"]: (row["name_en"], row["level"]) for row in store.rows("regions")}
    assert regions["430281"] == ("Liling City", "county")
    assert [row["name_en"] for row in store.rows("organisations")] == [
        "Zhuzhou Bureau of Industry and Information Technology", "Tianyuan District People’s Government",
    ]  # fmt: skip
    assert [row["name_en"] for row in store.rows("indicators")] == [
        "Growth of industrial value added", "Industrial investment",
    ]  # fmt: skip
    store.close()
