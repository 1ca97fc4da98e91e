"""Why no form was found in a workbook, said as near to what is there as can be: a table turned round, headings not understood.

Owns only the sentence; what a header is, intake/form_header.py says.
"""

from collections.abc import Iterator, Mapping, Sequence

from data.problems import Problem, problem
from intake import matching
from intake.form_header import HEADER_DEPTH, KEYS
from intake.layouts import NOT_FORMS
from intake.matching import Names
from intake.workbooks.sheets import Book, Sheet, place

SEVERAL = 2  # headings that are regions, or indicators, make a table turned round
NO_FORM = "S21"


def closer(book: Book, found: Sequence[Problem], names: Names) -> list[Problem]:
    """Return the problems with a bare "no form found" replaced by what was seen, where anything was."""
    if [one.code for one in found] != [NO_FORM]:
        return list(found)
    sheets = [sheet for sheet in book.sheets if sheet.name not in NOT_FORMS]
    return next(([one] for sheet in sheets for one in _seen(sheet, names)), list(found))


def _seen(sheet: Sheet, names: Names) -> Iterator[Problem]:
    for row in [row for row in sheet.rows() if row <= HEADER_DEPTH]:
        texts = [sheet.text(row, column) for column in sorted(sheet.values[row])]
        keys = {KEYS.get(matching.normal(text)) for text in texts}
        others = [text for text in texts if KEYS.get(matching.normal(text)) is None]
        if keys & {"indicator", "region"} and others:
            where = {"sheet": sheet.name, "cell": place(row, min(sheet.values[row]))}
            yield from _about(others, "indicator" in keys, where, names)


def _about(others: Sequence[str], named: object, where: Mapping[str, str], names: Names) -> Iterator[Problem]:
    """Say of the headings that are no label what they are; `named`: whether a column of names is there."""
    for what, found in (("region", _is_region), ("indicator", _is_indicator)):
        turned = [text for text in others if found(text, names)]
        if len(turned) >= SEVERAL:
            yield problem("S32", what=what, names=turned, **where)
    if named:
        yield problem("S35", headings=others, **where)


def _is_region(text: str, names: Names) -> bool:
    return (
        matching.find_region(text, names) is not None
        or matching.WHOLE.fullmatch(matching.normal(text)) is not None
    )


def _is_indicator(text: str, names: Names) -> bool:
    return matching.find_indicator(matching.label(text), names) is not None
