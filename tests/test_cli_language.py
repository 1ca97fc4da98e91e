"""The command line in English: what it prints, what it refuses and the workbook it sends back."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cli import main
from intake.workbooks.fields import INDEX_SHEETS
from tests.worded import CJK
from wording.translate import use

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "2024-09_市工信局.xlsx"
TYPED = "约87"


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    yield
    use("zh")


def run(database: Path, *asked: str) -> Result:
    return CliRunner().invoke(main, ["--database", str(database), *asked])


def wrong(folder: Path) -> Path:
    """A form with a text for a number, a number with a unit, and a cell left empty."""
    book = load_workbook(SAMPLE)
    sheet = book["填报表"]
    for cell, typed in {"I5": TYPED, "I6": "87千万", "I7": None, "H8": "１２", "I9": 0}.items():
        sheet[cell] = typed
    out = folder / "september.xlsx"
    book.save(out)
    return out


@pytest.fixture
def database(ledger_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(ledger_file, tmp_path / "x.duckdb"))


def test_an_import_is_told_in_english_with_the_english_names_of_the_ledger(database: Path, tmp_path: Path):
    done = run(database, "--language", "en", "import", str(wrong(tmp_path)), "--dry-run")
    head, counts, *problems = done.output.splitlines()
    assert (done.exit_code, head) == (1, "Did not pass the checks; nothing was written")
    assert counts.startswith("New 0")
    said = "\n".join(problems)
    assert "(Baotou" in said
    assert not CJK.search(_without_quotes(said)), said


def _without_quotes(said: str) -> str:
    """The lines without what was typed and what the form calls its sheet and its columns."""
    book = load_workbook(SAMPLE)
    names = [book["填报表"].title, TYPED, "87千万", "１２"]
    names += [str(cell.value) for row in book["填报表"]["A4:L4"] for cell in row]
    names += [str(cell.value) for row in book["填报表"]["D5:D40"] for cell in row if cell.value]
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, "")
    return said


def test_the_json_of_an_import_has_its_keys_and_speaks_the_language(database: Path, tmp_path: Path):
    asked = ("import", str(wrong(tmp_path)), "--dry-run", "--format", "json")
    chinese, english = (
        json.loads(run(database, *asked, *more).output)["problems"] for more in ((), ("--language", "en"))
    )
    keys = ["code", "severity", "sheet", "cell", "value", "message", "remedy"]
    assert [list(one) for one in english] == [keys] * len(chinese)
    same = ("code", "severity", "sheet", "cell", "value")
    assert [[one[key] for key in same] for one in english] == [[one[key] for key in same] for one in chinese]
    told = {one["code"]: (one["message"], one["remedy"]) for one in english}
    assert told["C11"] == (
        "Not an exact number (about, a range, or a comparison)",
        "Enter one exact number and explain in the note",
    )
    assert (
        next(one["message"] for one in chinese if one["code"] == "C11")
        == "不是确切的数字（约数、区间或比较符）"
    )


def test_the_workbook_sent_back_speaks_it_too(database: Path, tmp_path: Path):
    out = tmp_path / "back.xlsx"
    run(database, "import", str(wrong(tmp_path)), "--dry-run", "--annotated", str(out), "--language=en")
    book = load_workbook(out)
    assert book.sheetnames[0] == INDEX_SHEETS[1]
    assert "Enter one exact number" in book["填报表"]["I5"].comment.text
    heads = [cell.value for row in book.worksheets[0]["A1:H2"] for cell in row if cell.value]
    assert not CJK.search(" ".join(heads))


@pytest.mark.parametrize(
    "asked",
    [
        ("template", "--out", "x.xlsx"),
        ("template", "--out", "x.xlsx", "--organisation", "nobody", "--period", "2024-06"),
        ("progress", "--period", "yesterday"),
        ("progress", "--period", "2024-06", "--known-at", "yesterday"),
        ("close",),
        ("void", "7", "--reason", "x"),
        ("reopen", "--period", "2024-09", "--reason", "x"),
        ("register", "no-such", str(Path(__file__))),
    ],
    ids=lambda asked: " ".join(asked[:3]),
)  # fmt: skip
def test_what_is_refused_is_refused_in_english(database: Path, asked: tuple[str, ...]):
    done = run(database, *asked, "--language", "en")
    assert done.output
    assert not CJK.search(done.output), done.output


def test_a_fault_of_the_machine_is_said_in_english(tmp_path: Path):
    missing = run(tmp_path / "none.duckdb", "targets", "--language", "en")
    assert (missing.exit_code, CJK.search(missing.output)) == (3, None)
    assert "none.duckdb" in missing.output
    (tmp_path / "text.duckdb").write_text("no database")
    damaged = run(tmp_path / "text.duckdb", "--language", "en", "targets")
    assert (damaged.exit_code, CJK.search(damaged.output)) == (3, None)


@pytest.mark.parametrize("place", ["before", "after", "joined", "last"])
def test_the_language_may_stand_before_or_after_the_command(database: Path, place: str):
    command = {
        "before": ("--language", "en", "check"), "after": ("check", "--language", "en"),
        "joined": ("check", "--language=en"), "last": ("void", "7", "--reason", "x", "--language", "en"),
    }[place]  # fmt: skip
    assert not CJK.search(run(database, *command).output)


def test_an_unknown_language_is_wrong_usage_and_after_two_dashes_it_is_none(database: Path):
    refused = run(database, "check", "--language", "fr")
    assert (refused.exit_code, "'fr' is not one of 'zh', 'en'" in refused.output) == (2, True)
    assert run(database, "check", "--", "--language", "en").exit_code == 2
    assert CJK.search(run(database, "check").output)
