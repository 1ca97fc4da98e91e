"""A folder of CSV files as lines with their places: UTF-8 with or without a mark, or GB18030 as Excel saves it.

Lines are numbered as Excel numbers rows. Nothing is guessed: a file that is damaged, cut or of another shape is told
with what to do, and its sound lines are read all the same where that is possible.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.ledger.columns import COLUMNS, FOLDERS, MADE, UNREAD, VOCABULARY, Place, place_of
from data.places import readable
from data.problems import Problem, problem

LARGEST = 20 * 1024 * 1024  # bytes of one file; the largest office's year is a hundredth of it
MARKS = {b"\xff\xfe": "utf16", b"\xfe\xff": "utf16", b"PK": "a_workbook", b"\xd0\xcf": "a_workbook"}
SEPARATORS = ",\t;"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its text by column, and where it stands."""

    place: Place
    row: int  # as Excel counts, the header being 1; 0 of what stands in no file but in the ledger itself
    cells: Mapping[str, str]
    at: Mapping[str, int]  # columns from 1, by name

    @property
    def place_in_file(self) -> object:
        """Its row, or the key of what stands in no file."""
        return self.row or next(iter(self.cells.values()), "")

    def problem(self, code: str, column: str = "", /, **facts: object) -> Problem:
        """The problem at a cell of this line, or at its first cell."""
        letter = column_letters(self.at.get(column, 1))
        key = next(iter(self.cells.values()), "")
        return problem(
            code,
            sheet=self.place.path,
            cell=f"{letter}{self.row}" if self.row else key,
            value=self.cells.get(column, ""),
            subject=(key, "", column),
            **facts,
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """The bytes of a catalogue's files by their path inside it, and what is wrong with the folder."""

    contents: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def gathered(folder: Path) -> Folder:
    """Every CSV file of the folder, read once."""
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    if not folder.is_dir():
        return Folder({}, (problem("L01", value=folder),))
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".csv"):
        name = readable(path.relative_to(folder))
        read = _content(path, name)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            contents[name] = read
            problems.extend(_strangers(name))
    if not contents and not problems:
        return Folder({}, (problem("L01", value=folder),))
    missing = [name for name in VOCABULARY.values() if name not in contents and not (folder / name).exists()]
    problems.extend(problem("L02", sheet=name) for name in missing)
    return Folder(contents, tuple(problems))


def _content(path: Path, name: str) -> bytes | Problem:
    if not path.is_file():
        return problem("L04", sheet=name, reason="not_a_file")
    try:
        if path.stat().st_size > LARGEST:
            return problem("L04", sheet=name, reason="too_large")
        return path.read_bytes()
    except OSError:
        return problem("L04", sheet=name, reason="not_readable")


def _strangers(name: str) -> list[Problem]:
    if place_of(name) or name.split("/", maxsplit=1)[0] in UNREAD:
        return []
    known = [*VOCABULARY.values(), *(f"{folder}/…csv" for folder in FOLDERS)]
    return [problem("L03", sheet=name, known=known)]


def lines_of(place: Place, content: bytes) -> tuple[list[Line], list[Problem]]:
    """The lines of one file, and what is wrong with the file; empty lines are no lines."""
    text = _decoded(place, content)
    if isinstance(text, Problem):
        return [], [text]
    rows, broken = _rows(place, text)
    if not rows:
        return [], broken or [problem("L05", sheet=place.path, reason="no_table")]
    header = [_heading(cell) for cell in rows[0][1]]
    wrong = [*broken, *_wrong_headings(place, header, [cells for _row, cells in rows[1:]])]
    if any(one.code in {"L07", "L08", "L09"} for one in wrong):
        return [], wrong
    lines: list[Line] = []
    for row, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            wrong.append(
                problem(
                    "L10", sheet=place.path, cell=f"A{row}", value=cells[0], count=len(cells), of=len(header)
                )
            )
            continue
        lines.append(_line(place, row, header, cells))
    return lines, wrong


def _line(place: Place, row: int, header: Sequence[str], cells: Sequence[str]) -> Line:
    named = {name: column for column, name in enumerate(header, start=1) if name}
    # The words of a document stand as they are in it, blanks and all.
    kept = {name: cells[column - 1] for name, column in named.items()}
    return Line(
        place, row, {name: cell if name == "excerpt" else cell.strip() for name, cell in kept.items()}, named
    )


def _decoded(place: Place, content: bytes) -> str | Problem:
    """The text of a file, or why it is none."""
    for mark, reason in MARKS.items():
        if content.startswith(mark):
            return problem("L05", sheet=place.path, reason=reason)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        damaged = content.decode("utf-8", errors="replace")
        read_well = sum(letter > "\x7f" and letter != "\ufffd" for letter in damaged)
        row = content[: fault.start].count(b"\n") + 1
    # Chinese in GB18030 is hardly ever valid UTF-8: a file that mostly is was UTF-8 and was damaged.
    if damaged.count("\ufffd") * 2 < read_well:
        return problem("L05", sheet=place.path, cell=f"A{row}", reason="damaged")
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as fault:
        row = content[: fault.start].count(b"\n") + 1
        return problem("L05", sheet=place.path, cell=f"A{row}", reason="no_text")


def _rows(place: Place, text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """The rows with their numbers as far as they can be taken apart."""
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows.extend(enumerate(reader, start=1))
    except csv.Error as fault:
        code = "L19" if "field limit" in str(fault) else "L06"
        return rows, [problem(code, sheet=place.path, cell=f"A{len(rows) + 1}", limit=csv.field_size_limit())]
    return rows, []


def _heading(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().lower()


def _wrong_headings(place: Place, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Headings nobody knows, that stand twice or are missing; a column without a heading must be empty."""
    fields = {field.name: field for field in COLUMNS[place.kind]}
    for column, name in enumerate(header):
        cell = f"{column_letters(column + 1)}1"
        if not name and not any(column < len(row) and row[column].strip() for row in rows):
            continue
        if name not in fields:
            yield problem("L07", sheet=place.path, cell=cell, value=name, known=list(fields))
        elif name in header[:column]:
            yield problem("L09", sheet=place.path, cell=cell, value=name)
    missing = [
        field.name for field in fields.values() if field.required and field.name not in {*MADE, *header}
    ]
    if missing:
        yield problem("L08", sheet=place.path, columns=missing)


def column_letters(column: int) -> str:
    """The letters of a column as spreadsheets count them, from 1: A, Z, AA."""
    before, last = divmod(column - 1, 26)
    return (column_letters(before) if before else "") + chr(ord("A") + last)
