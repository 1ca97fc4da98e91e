"""Workbooks mutated at random, in their bytes and in their cells: always a result or a problem, nothing else."""

import os
import random
import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from data.intake import posting
from data.store import Store
from tests.data.reporting import NOW, check, footprint, foreign, form, ledger, rows, saved
from tests.worded import assert_worded

SEED = int(os.environ.get("XUSHI_FUZZ_SEED", "20240630"))
CASES = int(os.environ.get("XUSHI_FUZZ_CASES", "2000"))
PATIENCE = 60.0  # seconds for one file; the reader's own limits are below that
ODD = (
    None, "", " ", 0, -1, 1e308, 1e-308, float("1e15"), 45444, True, "约87", "87万吨", "１２", "1,234.5", "—", "nan", "inf", "=1/0",
    "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "\x0b".strip() or "v", "合计", "注：以上", "2024年1-6月", "指标名称", "本月累计", "九百",
    "steel@990100", "@", "steel@", "一" * 5000, "\U0001f600", "{0}", "%s", "5.8%", "(3)", "'", "乙区", "x" * 40000, "2024.1", "1e999",
)  # fmt: skip


def originals() -> list[bytes]:
    """Good files of each kind to start from."""
    filled = rows(month=12.5, ytd=73.0, yoy=5.8)
    header = ["指标名称", "地区", "计量单位", "本月当月", "本月累计", "累计同比", "备注"]
    wide = [["工业月报（2024年6月）"], header, ["粗钢产量", "甲市", "万吨", 12, 73, 0.058, None]]
    return [form(filled), form(rows("steel", ytd=[73.0])), foreign(wide)]


def with_odd_cells(content: bytes, chance: random.Random) -> bytes:
    """Put odd values, merges and formats at random places of a workbook."""
    book = openpyxl.load_workbook(BytesIO(content))
    for _ in range(chance.randint(1, 8)):
        sheet = chance.choice(book.worksheets)
        row, column = chance.randint(1, 14), chance.randint(1, 16)
        cell = sheet.cell(row, column)
        if isinstance(cell, openpyxl.cell.cell.MergedCell):
            continue
        cell.value = chance.choice(ODD)
        cell.number_format = chance.choice(("General", "0%", "0.00", '0!.0,"万"', "yyyy-mm-dd", "@"))
    if chance.random() < 0.2:
        row = chance.randint(1, 9)
        book.worksheets[0].merge_cells(
            start_row=row, start_column=2, end_row=row + 1, end_column=chance.randint(2, 9)
        )
    if chance.random() < 0.1:
        book.worksheets[0].delete_rows(chance.randint(1, 6))
    if chance.random() < 0.1:
        book.worksheets[0].delete_cols(chance.randint(1, 14))
    return saved(book)


def with_odd_bytes(content: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat or insert bytes of the file itself."""
    torn = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        torn = torn or bytearray(b"x")
        place = chance.randrange(len(torn))
        match chance.randint(0, 3):
            case 0:
                torn[place] = chance.randrange(256)
            case 1:
                del torn[place : place + chance.randint(1, 200)]
            case 2:
                torn[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 50)))
            case _:
                torn = torn[: max(place, 1)] if chance.random() < 0.3 else torn + torn[place : place + 100]
    return bytes(torn)


def with_odd_parts(content: bytes, chance: random.Random) -> bytes:
    """Damage one part inside the zip and pack it again: XML that unpacks but is not what it should be."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = with_odd_bytes(parts[name] or b"<x/>", chance)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return out.getvalue()


def attack(store: Store, content: bytes, number: int) -> None:
    """Check and try to commit one mutated file; what is not imported must not leave a row."""
    before, begun = footprint(store), time.monotonic()
    preview = check(store, content, f"第{number}个.xlsx")
    assert preview.status in {"ready", "needs_confirmation", "rejected", "already_imported"}
    assert preview.status == "ready" or preview.problems
    assert_worded(preview.problems)
    result = posting.commit(store, preview, by="fuzz", now=NOW)
    assert (result.status == "imported") == (preview.status == "ready")
    if result.status != "imported":
        assert footprint(store) == before
    assert time.monotonic() - begun < PATIENCE


def run(cases: int, seed: int) -> None:
    chance, store, originals_ = random.Random(seed), ledger(), originals()
    mutations = (with_odd_cells, with_odd_cells, with_odd_bytes, with_odd_parts)
    for number in range(cases):
        mutate = chance.choice(mutations)
        attack(store, mutate(chance.choice(originals_), chance), number)


def test_a_few_dozen_mutated_workbooks_give_a_result_or_a_problem():
    run(40, SEED)


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(4))
def test_thousands_of_mutated_workbooks_give_a_result_or_a_problem(part: int):
    run(CASES // 4, SEED + 1 + part)
