"""Reads a long sheet of months or quarters by columns: built for tens of thousands of rows.

Figures come out as arrays and labels as dictionaries, so that nobody holds a cell as an object. It knows a header only
by its periods (intake/workbooks/period_headings.py). Runs in the limited process alone.
"""

from array import array
from io import BytesIO
from typing import Any

from intake.workbooks import limits, marks
from intake.workbooks.fields import META_SHEET, NUMBER_HEADINGS, ROW_ID_HEADINGS, ROW_ID_PARTS, halves
from intake.workbooks.marks import Marks
from intake.workbooks.period_headings import Heading, find
from intake.workbooks.preflight import Inspection
from intake.workbooks.sheets import ERROR_PREFIX, Draft, carried

HEADER_DEPTH = 15
Exceptional = tuple[int, int, str | float | None, str, str]  # row, column, value, format, formula


def columns(inspected: Inspection) -> "tuple[dict[str, Any], list[array[Any]]]":
    """Read a long back-fill by columns with the fast reader: a head for JSON, and arrays in the order it names.

    Head: sheet, header_row, frequency, meta, labels (heading, column, values), months (column, period end),
    exceptions (row, column, value, format, formula), merged, hidden_rows, others (further sheets of months), rows;
    arrays: codes of each label column, figures of each month. A head without months says the workbook is no
    back-fill. Of the header: kind, units, doubtful (column, what was typed).
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  # one reader is imported, where it is used

    book = CalamineWorkbook.from_filelike(BytesIO(inspected.content))
    states = {one.name: str(one.visible).rsplit(".", 1)[-1] for one in book.sheets_metadata}
    meta, found = "", dict[str, tuple[Heading, list[list[Any]]]]()
    for name in book.sheet_names:
        limits.check("name", len(name), limits.NAME)
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if name == META_SHEET:
            meta = str(next(iter(grid), [""])[0])[: limits.TEXT]
        elif (header := find([_cut(row) for row in grid[:HEADER_DEPTH]])) is not None:
            found[name] = (header, grid if not found else [])
    if not found:
        return {"months": []}, []
    name, (header, grid) = next(iter(found.items()))
    hidden = [one for one in found if states.get(one) != "Visible"]
    head = {"sheet": name, "meta": meta, "others": list(found)[1:], "hidden": name in hidden}
    seen = marks.read(inspected.content, name) if inspected.marked else Marks()
    return _columns(grid, header, head, seen)


def _cut(row: list[Any]) -> list[Any]:
    return [value[: limits.TEXT] if isinstance(value, str) else value for value in row]


def _columns(
    grid: list[list[Any]], heading: Heading, head: dict[str, Any], seen: Marks
) -> "tuple[dict[str, Any], list[array[Any]]]":
    header, months, draft = heading.row, list(heading.periods.items()), Draft()
    labels = [column for column in range(len(grid[header])) if column not in heading.periods]
    told = _marked(grid, header, {column for column, _ in months}, seen)
    body = grid[header + 1 :]
    arrays: list[array[Any]] = []
    head |= {"header_row": header + 1, "frequency": heading.frequency, "rows": len(body), "labels": []}
    head |= {"kind": heading.kind, "units": [draft.text(text) for text in heading.units]}
    head["doubtful"] = [[column + 1, draft.text(text)] for column, text in heading.doubtful.items()]
    head["above"] = [draft.text(text) for text in _texts(grid[: heading.first])]
    head["merged"] = list(draft.merged(sorted(seen.merged), len(grid), len(grid[header])))
    head["hidden_rows"] = sorted(row for row in seen.hidden if row <= len(grid))
    for column in labels:
        for title, texts in label_columns(heading.labels.get(column, ""), _column(body, column)):
            values, codes = _coded(texts)
            head["labels"].append([draft.text(title), column + 1, [draft.text(value) for value in values]])
            arrays.append(codes)
    arrays.extend(_figures(_column(body, column), header + 2, column + 1, told) for column in heading.periods)
    head["months"] = [[column + 1, month.isoformat()] for column, month in months]
    return head | {"exceptions": [_carried(one, draft) for one in told]}, arrays


def _texts(rows: list[list[Any]]) -> list[str]:
    """Return what is written in rows, in reading order."""
    return [value for row in rows for value in row if isinstance(value, str) and value]


def _column(rows: list[list[Any]], column: int) -> list[Any]:
    return [row[column] for row in rows]


def _carried(one: Exceptional, draft: Draft) -> Exceptional:
    row, column, value, shape, formula = one
    kept = draft.text(value) if isinstance(value, str) else value
    return row, column, kept, shape[: limits.FORMAT], formula[: limits.FORMULA]


def label_columns(heading: str, texts: list[Any]) -> list[tuple[str, list[Any]]]:
    """Return a label column as few distinct texts: row ids in their halves, row numbers left out."""
    if heading.strip() in ROW_ID_HEADINGS:
        told = [halves(str(text).strip()) for text in texts]
        return [(part, [one[at] for one in told]) for at, part in enumerate(ROW_ID_PARTS)]
    if heading.strip() in NUMBER_HEADINGS:
        return [(heading, ["" if isinstance(text, float) else text for text in texts])]
    return [(heading, texts)]


def _marked(grid: list[list[Any]], header: int, months: set[int], seen: Marks) -> list[Exceptional]:
    """Take the cells the reader says too little of out of the grid, with what their marks add."""
    told: list[Exceptional] = []
    for row, column in {**seen.errors, **seen.uncomputed, **seen.computed, **seen.formats}:
        place = (row, column)
        if row <= header + 1 or row > len(grid) or column - 1 not in months:
            continue
        value = (
            f"{ERROR_PREFIX}{seen.errors[place]}"
            if place in seen.errors
            else carried(grid[row - 1][column - 1])
        )
        formula = seen.uncomputed.get(place, seen.computed.get(place))
        if value is not None or formula is not None:
            shape = seen.formats.get(place, "General")
            told.append((row, column, value, shape, "" if formula is None else f"={formula}"))
        grid[row - 1][column - 1] = ""
    return told


def _coded(texts: list[Any]) -> "tuple[list[str], array[int]]":
    """Return the distinct texts of a column and the number of each row's."""
    index: dict[Any, int] = {}
    codes = array("i", [index.setdefault(text, len(index)) for text in texts])
    return [str(text).strip() for text in index], codes


def _figures(cells: list[Any], first_row: int, column: int, told: list[Exceptional]) -> "array[float]":
    """Return a column's numbers, NaN for empty; whatever else was typed goes to the exceptions."""
    missing = float("nan")
    for offset, value in enumerate(cells):
        if value.__class__ is not float and value != "":
            if isinstance(value, int) and not isinstance(value, bool):
                cells[offset] = float(value)
            elif (said := carried(value)) is not None:
                told.append((first_row + offset, column, said, "General", ""))
    return array("d", [value if value.__class__ is float else missing for value in cells])
