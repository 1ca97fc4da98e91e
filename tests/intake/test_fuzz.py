"""Workbooks mutated at random, in bytes, cells, parts and stamps: always a result or a problem, nothing else.

They go through the program's own doors: what the command `import` does with a file, and what the upload screen does.
"""

import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import tracker
from data.home import Home
from data.store import Store
from intake import door, submissions
from intake.previews import Preview
from tests.asking import desk
from tests.intake.binary_workbook import binary_workbook
from tests.intake.reporting import footprint, foreign, saved
from tests.worded import assert_worded

SEED = int(os.environ.get("XUSHI_FUZZ_SEED", "20240630"))
CASES = int(os.environ.get("XUSHI_FUZZ_CASES", "2000"))
SECTORS = int(os.environ.get("XUSHI_FUZZ_SECTORS", "300"))
SECTOR = 512  # bytes of a disk that are lost together
NOW, JUNE = datetime(2024, 7, 5, 9, 30), date(2024, 6, 30)
ORGANISATION, CITY = "150200-industry", "150200"
FILES = Path(__file__).parent / "files"
ODD = (
    None, "", " ", 0, -1, 1e308, 1e-308, float("1e15"), 45444, True, "约87", "87万吨", "１２", "1,234.5", "—", "nan", "inf", "=1/0",
    "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "\x0b".strip() or "v", "合计", "注：以上", "2024年1-6月", "指标名称", "本月累计", "九百",
    "steel@990100", "@", "steel@", "一" * 5000, "\U0001f600", "{0}", "%s", "5.8%", "(3)", "'", "乙区", "x" * 40000, "2024.1", "1e999",
    "[" * 32_767, "(" + " " * 32_000, "2024年" * 300, "99999年1月",
)  # fmt: skip
STAMPS = (None, [], {}, "", 3, 1e308, True, "\x00", "x" * 200, 99999, "99999-01", {"a": []})
KINDS = ("monthly", "backfill", "decomposition", "plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A ledger with its home, and a good file of each kind to start from, by name."""

    store: Store
    home: Home
    good: dict[str, bytes]


@pytest.fixture
def office(ledger: Store) -> Office:
    good = {f"{kind}.xlsx": filled(blank(ledger, kind)) for kind in KINDS}
    header = ["指标名称", "地区", "计量单位", "本月当月", "本月累计", "累计同比", "备注"]
    good["foreign.xlsx"] = foreign(
        [["工业月报（2024年6月）"], header, ["粗钢产量", "包头市", "万吨", 12, 73, 0.058, None]]
    )
    good |= {name: (FILES / name).read_bytes() for name in ("form.xls", "form.ods")}
    good["small.xlsb"] = binary_workbook([header, ["粗钢产量", "包头市", "万吨", 12, 73, 5.8, "正常"]])
    return Office(store=ledger, home=Home.of(ledger.path, NOW), good=good)


def blank(store: Store, kind: str) -> bytes:
    """An empty form of a kind, as the program gives it."""
    asking, out = desk(store, NOW), BytesIO()
    written = {
        "monthly": lambda: tracker.template(asking, ORGANISATION, JUNE, out),
        "backfill": lambda: tracker.template(asking, ORGANISATION, JUNE, out, date(2023, 1, 31)),
        "decomposition": lambda: tracker.decomposition_template(asking, CITY, out),
        "plan": lambda: tracker.plan_template(asking, CITY, 2024, out),
    }[kind]()
    assert written > 0
    return out.getvalue()


def filled(content: bytes) -> bytes:
    """The form with a small number in every open cell."""
    book = openpyxl.load_workbook(BytesIO(content))
    for row in book.worksheets[0].iter_rows(min_row=4):
        for cell in row:
            if cell.value is None and not cell.protection.locked:
                cell.value = 1 + cell.row % 7
    return saved(book)


def with_odd_cells(content: bytes, chance: random.Random) -> bytes:
    """Put odd values, merges and formats at random places of a workbook."""
    if not content.startswith(b"PK") or b"mimetype" in content[:60] or b"workbook.bin" in content:
        return with_odd_bytes(content, chance)
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
    if not content.startswith(b"PK"):
        return with_odd_bytes(content, chance)
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


def with_an_odd_stamp(content: bytes, chance: random.Random) -> bytes:
    """Put odd values into the hidden stamp, or something else in its place."""
    if not content.startswith(b"PK") or b"_rels" not in content or b"workbook.bin" in content:
        return with_odd_bytes(content, chance)
    book = openpyxl.load_workbook(BytesIO(content))
    if "_meta" not in book.sheetnames:
        return with_odd_cells(content, chance)
    about = json.loads(str(book["_meta"]["A1"].value))
    for name in chance.sample(sorted(about), k=chance.randint(1, 3)):
        about[name] = chance.choice(STAMPS)
    book["_meta"]["A1"].value = json.dumps(chance.choice((about, about, about, *STAMPS)))
    return saved(book)


def with_one_bit_turned(content: bytes, chance: random.Random) -> bytes:
    torn = bytearray(content)
    torn[chance.randrange(len(torn))] ^= 1 << chance.randrange(8)
    return bytes(torn)


def with_a_sector_zeroed(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) // SECTOR + 1) * SECTOR
    return content[:start] + bytes(len(content[start : start + SECTOR])) + content[start + SECTOR :]


Mutation = Callable[[bytes, random.Random], bytes]
MUTATIONS: tuple[Mutation, ...] = (
    with_odd_cells,
    with_odd_cells,
    with_odd_bytes,
    with_odd_parts,
    with_an_odd_stamp,
)


def by_command(office: Office, content: bytes, name: str) -> Preview:
    """What `import --annotated` does with a file before it writes."""
    preview = tracker.check_workbook(desk(office.store, NOW), content, name)
    assert tracker.returned_workbook(desk(office.store, NOW), content, preview).startswith(b"PK")
    return preview


def by_upload(office: Office, content: bytes, name: str) -> Preview:
    """What the upload screen does with a file: keep it, look at it, and look again at what was kept of that."""
    one = submissions.hand_in(
        office.store, office.home, BytesIO(content), name, by="fuzz", now=NOW
    ).submission_id
    looks = [
        submissions.look(office.store, office.home, one, now=NOW, check=checker(office)).preview
        for _ in range(2)
    ]
    assert looks[0] is not None
    assert looks[0] == looks[1]
    return looks[0]


def checker(office: Office) -> Callable[[bytes, str], Preview]:
    return lambda content, name: tracker.check_workbook(desk(office.store, NOW), content, name)


def attack(office: Office, content: bytes, number: int, name: str) -> None:
    """Check and try to commit one mutated file; what is not imported must not leave a row."""
    before = footprint(office.store)
    way = by_command if number % 4 == 0 else by_upload if number % 4 == 1 else by_check
    preview = way(office, content, f"{number}{name}")
    assert preview.status in {"ready", "needs_confirmation", "rejected", "already_imported"}
    assert preview.status == "ready" or preview.problems
    assert_worded(preview.problems)
    result = door.commit(office.store, preview, by="fuzz", now=NOW, confirm_warnings=number % 2 == 0)
    assert result.status in {"imported", preview.status}
    if result.status != "imported":
        assert footprint(office.store) == before


def by_check(office: Office, content: bytes, name: str) -> Preview:
    return checker(office)(content, name)


def mutated(office: Office, cases: int, seed: int, *mutations: Mutation) -> Iterator[tuple[int, bytes, str]]:
    """Mutated files of all kinds in turn, with their numbers and the ends of their names."""
    chance, names = random.Random(seed), sorted(office.good)
    for number in range(cases):
        name = names[number % len(names)]
        yield number, chance.choice(mutations)(office.good[name], chance), name


def run(office: Office, cases: int, seed: int, *mutations: Mutation) -> None:
    for number, content, name in mutated(office, cases, seed, *mutations):
        attack(office, content, number, name)


def test_the_files_to_start_from_are_good(office: Office):
    for name in (f"{kind}.xlsx" for kind in KINDS):
        preview = by_check(office, office.good[name], name)
        assert preview.status in {"ready", "needs_confirmation"}, name
        assert preview.counts["new"] > 0, name


def test_a_few_dozen_mutated_workbooks_give_a_result_or_a_problem(office: Office):
    run(office, 30, SEED, *MUTATIONS)


def test_a_few_dozen_damaged_workbooks_give_a_result_or_a_problem(office: Office):
    run(office, 60, SEED, with_one_bit_turned, with_one_bit_turned, with_a_sector_zeroed)


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(4))
def test_thousands_of_mutated_workbooks_give_a_result_or_a_problem(part: int, office: Office):
    run(office, CASES // 4, SEED + 1 + part, *MUTATIONS)


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(4))
def test_any_one_bit_turned_gives_a_result_or_a_problem(part: int, office: Office):
    run(office, CASES // 4, SEED + 11 + part, with_one_bit_turned)


@pytest.mark.fuzz
def test_any_sector_zeroed_gives_a_result_or_a_problem(office: Office):
    run(office, SECTORS, SEED + 21, with_a_sector_zeroed)
