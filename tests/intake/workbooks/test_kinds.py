"""Every kind of workbook the office may send is really read: from the file to the standing values, end to end."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from intake import door
from tests.intake.binary_workbook import binary_workbook
from tests.intake.reporting import JUNE, NOW, ORGANISATION, check, codes, foreign, form, ledger, rows, saved
from tests.intake.test_problem_codes import with_part
from wording.problems import message, remedy

FILES = Path(__file__).parents[1] / "files"
TITLE = ["甲市工业月报（2024年6月）"]
HEADER = ["指标名称", "地区", "计量单位", "本月当月", "本月累计", "累计同比", "备注"]
BODY = [
    ["粗钢产量", "甲市", "万吨", 12.5, 73, 5.8, "正常"],
    ["风电装机", "甲市", "万千瓦", None, 33, None, None],
]
SHEET = [TITLE, HEADER, *BODY]
EXPECTED = {("steel", "month"): 12.5, ("steel", "ytd"): 73, ("steel", "yoy"): 5.8, ("wind", "level"): 33}


def converted(content: bytes, suffix: str, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it in another format."""
    (folder / "in.xlsx").write_bytes(content)
    out = folder / "out"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            str(out),
            str(folder / "in.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (out / f"in.{suffix}").read_bytes()


def macros(content: bytes) -> bytes:
    """The workbook as Excel names one with macros: another content type, and a project beside."""
    typed = with_part(
        content, "[Content_Types].xml",
        lambda xml: xml.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml").replace(
            b"openxmlformats-officedocument.ms-excel", b"ms-excel"),
    )  # fmt: skip
    return with_part(typed, "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0")


KINDS: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "xlsx": (lambda _: foreign(SHEET), ""),
    "xlsm": (lambda _: macros(foreign(SHEET)), "F11"),
    "xlsb": (lambda _: binary_workbook(SHEET), "F14"),
    "ods": (lambda folder: converted(foreign(SHEET), "ods", folder), "F14"),
    "xls": (lambda folder: converted(foreign(SHEET), "xls", folder), ""),
    "et": (lambda folder: converted(foreign(SHEET), "xls", folder), "F13"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_end_to_end(kind: str, tmp_path: Path):
    make, notice = KINDS[kind]
    store = ledger()
    preview = check(store, make(tmp_path), f"月报.{kind}", uploader=ORGANISATION)
    assert [code for code in codes(preview) if code.startswith("F")] == ([notice] if notice else [])
    result = door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
    assert result.status == "imported", [(one.code, message(one)) for one in preview.problems]
    kept = store.rows("observations", as_of=JUNE)
    assert {(one["indicator_code"], one["kind"]): float(str(one["value"])) for one in kept} == EXPECTED
    assert {one["cell"] for one in kept} == {"D3", "E3", "F3", "E4"}


def test_the_binary_workbook_of_these_tests_is_one():
    book = CalamineWorkbook.from_filelike(BytesIO(binary_workbook(SHEET)))
    assert book.get_sheet_by_index(0).to_python()[2][:4] == BODY[0][:4]


def test_our_form_survives_libreoffice(tmp_path: Path):
    """Opened and saved there: ids, version and dropdowns stay, and the figures come in without a word."""
    content = form(rows("steel", "wind", month=[12.5, None], ytd=[73, 33], yoy=[5.8, None]))
    saved = converted(content, "xlsx", tmp_path)
    assert openpyxl.load_workbook(BytesIO(saved))["填报表"]["N5"].value == "steel@990100"
    preview = check(ledger(), saved, "月报.xlsx")
    assert (preview.status, codes(preview), preview.counts["new"]) == ("ready", [], 4)


def test_error_values_are_told_in_every_kind(tmp_path: Path):
    """The fast reader gives nothing for them: an error must not pass for an empty cell."""
    broken = [TITLE, HEADER, [*BODY[0][:3], None, "#DIV/0!", None, None]]
    sheet = foreign([TITLE, HEADER, [*BODY[0][:3], None, "=1/0", None, None]])
    files = {"xlsb": binary_workbook(broken)}
    files |= {kind: converted(sheet, kind, tmp_path) for kind in ("xlsx", "xls", "ods")}
    for kind, content in files.items():
        told = [(one.code, one.cell, one.value) for one in check(ledger(), content, f"月报.{kind}").problems]
        assert ("C31", "E3", "#DIV/0!") in told, kind


def test_percentages_of_an_open_document_are_read_as_they_show(tmp_path: Path):
    book = openpyxl.load_workbook(BytesIO(foreign([TITLE, HEADER, [*BODY[0][:3], 12.5, 73, 0.058, None]])))
    book.active["F3"].number_format = "0.0%"
    book.active.row_dimensions[3].hidden = True
    preview = check(ledger(), converted(saved(book), "ods", tmp_path), "月报.ods")
    assert "C14" not in codes(preview)
    assert "S13" in codes(preview)
    assert preview.rows.query("kind == 'yoy'")["new"].tolist() == [5.8]


@pytest.mark.parametrize("text", ["\x00date:never", "\x00bool:1", "\x00error:#N/A", "\x00"])
def test_a_text_that_looks_like_a_mark_of_ours_is_text(text: str):
    """Binary formats may hold a NUL; XML cannot."""
    odd = [
        TITLE,
        HEADER,
        ["粗钢产量", "甲市", "万吨", 12.5, 73, 5.8, text],
        ["风电装机", text, "万千瓦", None, 33],
    ]
    preview = check(ledger(), binary_workbook(odd), "六月.xlsb", uploader=ORGANISATION)
    assert {"S02", "F14"} <= set(codes(preview))
    assert preview.rows["new"].tolist()[:3] == [12.5, 73, 5.8]


def test_the_office_machine_may_speak_another_encoding(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONIOENCODING", "gb18030")
    preview = check(ledger(), form(rows("steel", month=[12.5], ytd=[73.0], yoy=[5.8])))
    assert (preview.status, preview.rows["new"].tolist()) == ("ready", [12.5, 73, 5.8])


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.xls", "locked.et", "locked.ods"])
def test_a_workbook_with_a_password_is_refused_with_what_to_do(name: str):
    """Really encrypted files (password abc123): .xls and .ods saved by LibreOffice, .xlsx by msoffcrypto-tool."""
    content = (FILES / name.replace(".et", ".xls")).read_bytes()
    preview = check(ledger(), content, name)
    assert (preview.status, codes(preview)) == ("rejected", ["F07"])
    assert "文档加密" in remedy(preview.problems[0])


def test_a_formula_without_a_result_is_told_of_also_where_the_writer_names_its_elements_in_full():
    """As .NET's Open XML SDK writes a sheet: <x:worksheet>, <x:c>, <x:f>."""
    sheet = form(rows("steel", month=[12.5], ytd=[73.0], yoy=[5.8]))
    book = openpyxl.load_workbook(BytesIO(sheet))
    book["填报表"]["I5"] = "=H5*2"
    full = with_part(saved(book), "xl/worksheets/sheet1.xml", _named_in_full)
    preview = check(ledger(), full)
    assert [(one.code, one.cell) for one in preview.problems if one.severity == "reject"] == [("C30", "I5")]


def _named_in_full(xml: bytes) -> bytes:
    named = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", xml)
    return named.replace(b'<x:worksheet xmlns="', b'<x:worksheet xmlns:x="', 1)
