"""What is wrong with a file and how to mend it, said in the language in use from a problem's code and facts.

The sentences are data, so that offices can review them: problems.csv and problems_en.csv hold a message and a
remedy a code, problem_words.csv our own words by code. How a gap is worded stands in the template after the colon:

    {heading}           as it was typed, or as the form has it
    {reason:word}       our word for the code, itself a template over the same facts
    {heading:or empty}  as it was typed, or our word where nothing was
    {period:period}     2024-10, 2024Q4 or 2024-06-D2 as people write them
    {rows:list}         a list · {rows:names} a list of names of the ledger · {owner:name} one of them
    {measure:measure}   what kind of quantity it is
    {unit:unit}         a unit of the ledger · {limit:number} a number

A reader of old submissions may meet codes and facts of another version: what is not known is left out of the
sentence, never a fault.
"""

import csv
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Protocol, TypedDict

from metrics.measures import Measure
from metrics.model import Frequency
from wording.formats import number, report_period, unit_name
from wording.labels import PROBLEM_SEVERITY, problem_severity_word
from wording.translate import _, language

ROOM = Path(__file__).parent
SENTENCES = {"zh": ROOM / "problems.csv", "en": ROOM / "problems_en.csv"}
WORDS = ROOM / "problem_words.csv"
BETWEEN, MORE = "\n", "…"  # as data.problems joins and cuts a list
_PERIOD = re.compile(r"(\d{4})(?:Q([1-4])|-(\d{2})(?:-D([1-3]))?)")

Called = Callable[[str], str]  # a name of the ledger in the language in use


class Told(Protocol):
    """A problem as it is kept: data.problems.Problem."""

    @property
    def code(self) -> str:
        """The code of the catalogue."""

    @property
    def severity(self) -> str:
        """What it does to its file."""

    @property
    def sheet(self) -> str:
        """The sheet, empty for the whole file."""

    @property
    def cell(self) -> str:
        """The cell, empty for the whole sheet."""

    @property
    def value(self) -> str:
        """What was typed."""

    @property
    def subject(self) -> tuple[str, ...]:
        """Indicator, region, column of the form."""

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What fills the gaps."""


@dataclass(frozen=True, slots=True)
class _Gaps(Formatter):
    """Fills a template's gaps with facts, each worded as its format spec asks."""

    called: Called
    facts: Mapping[str, str]

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
        """The fact, or nothing where a problem of another version has none of that name."""
        return self.facts.get(str(key), "")

    def format_field(self, value: str, format_spec: str) -> str:
        """The fact as the gap asks for it."""
        spec, _blank, other = format_spec.partition(" ")
        ways: dict[str, Callable[[], str]] = {
            "": lambda: value,
            "word": lambda: self._word(value),
            "or": lambda: value or self._word(other),
            "measure": lambda: _measure(value),
            "period": lambda: _period(value) or self._word("no_period"),
            "list": lambda: _listed(value.split(BETWEEN)),
            "name": lambda: self.called(value),
            "names": lambda: _listed([self.called(name) for name in value.split(BETWEEN)]),
            "unit": lambda: unit_name(value),
            "number": lambda: number(float(value)) if value else "",
        }
        return ways[spec]()

    def _word(self, code: str) -> str:
        template = words()[language()].get(code, code)
        return template if template == code else self.format(template)


@cache
def sentences() -> dict[str, dict[str, tuple[str, str]]]:
    """Message and remedy by language and code."""
    return {
        speech: {row["code"]: (row["message"], row["remedy"]) for row in _table(path)}
        for speech, path in SENTENCES.items()
    }


@cache
def words() -> dict[str, dict[str, str]]:
    """Our own words by language and code."""
    rows = _table(WORDS)
    return {
        speech: {row["word"]: row[column] for row in rows}
        for speech, column in (("zh", "chinese"), ("en", "english"))
    }


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def message(found: Told, called: Called = str) -> str:
    """What is wrong."""
    return _filled(found, 0, called)


def remedy(found: Told, called: Called = str) -> str:
    """What to do about it; empty where there is nothing to do."""
    return _filled(found, 1, called)


def _filled(found: Told, which: int, called: Called) -> str:
    template = sentences()[language()].get(found.code, ("", ""))[which]
    facts = {"sheet": found.sheet, "cell": found.cell, "value": found.value} | dict(found.facts)
    return _Gaps(called, facts).format(template)


def subject(found: Told, called: Called = str) -> str:
    """What it is about: 粗钢产量（甲市）·累计完成; the column keeps the name it has in the form."""
    name, place, column = (*found.subject, "", "", "")[:3]
    named = _("{name}（{place}）").format(name=called(name), place=called(place)) if place else called(name)
    return "·".join(part for part in (named, column) if part)


def line(found: Told, called: Called = str) -> str:
    """The one-line form: [code] place value → problem → remedy."""
    place = "!".join(part for part in (found.sheet, found.cell) if part)
    where = " ".join(part for part in (place, subject(found, called)) if part)
    typed = f" “{found.value}”" if found.value else ""
    mended = remedy(found, called)
    told = f"{message(found, called)} → {mended}" if mended else message(found, called)
    return f"[{found.code}] {where}{typed} → {told}".replace("]  ", "] ")


def worded(found: Told, called: Called = str) -> dict[str, str]:
    """Everything that is shown of it, by name, as files and scripts take it."""
    return {
        "code": found.code,
        "severity": str(found.severity),
        "sheet": found.sheet,
        "cell": found.cell,
        "value": found.value,
        "message": message(found, called),
        "remedy": remedy(found, called),
        "subject": subject(found, called),
    }


class ReviewTexts(TypedDict):
    """Every text of a returned workbook."""

    sheet: str
    title: str
    headings: list[str]
    whole_file: str
    found: list[dict[str, str]]


def review(found: Sequence[Told], called: Called = str) -> ReviewTexts:
    """What is said in a returned workbook: the index sheet and, cell by cell, the comments."""
    return ReviewTexts(
        sheet=_("审核结果"),
        title=_("审核结果：{counts}").format(counts=_counts(found) or _("没有问题")),
        headings=[
            _("序号"), _("级别"), _("位置"), _("指标"), _("填报值"), _("问题"), _("处理建议"), _("代码"),
        ],
        whole_file=_("整个文件"),
        found=[_reviewed(one, called) for one in found],
    )  # fmt: skip


def _counts(found: Iterable[Told]) -> str:
    """How many problems stop the file, ask and tell: 须改正 3 项，提示 1 项."""
    counted = Counter(str(one.severity) for one in found)
    return _("，").join(
        _("{level} {n} 项").format(level=problem_severity_word(level), n=counted[level])
        for level in PROBLEM_SEVERITY
        if counted[level]
    )


def _reviewed(one: Told, called: Called) -> dict[str, str]:
    texts = worded(one, called)
    mended = _("处理：{remedy}").format(remedy=texts["remedy"]) if texts["remedy"] else ""
    comment = "\n".join(part for part in (f"[{one.code}] {texts['message']}", mended) if part)
    return texts | {"level": problem_severity_word(one.severity), "comment": comment}


def _measure(code: str) -> str:
    """A measure as the form calls it; in English, which has no form, by its name."""
    known = {str(one): one.traits for one in Measure}
    if code not in known:
        return code
    return known[code].form_name if language() == "zh" else known[code].name_en


def _period(code: str) -> str:
    """A period's code as people write it; what is no code stays as it is."""
    match = _PERIOD.fullmatch(code)
    if match is None:
        return code
    year, quarter, month, part = (int(group or 0) for group in match.groups())
    last = date(year, month or quarter * 3, 1)
    last = last.replace(day=10 * part if part in {1, 2} else monthrange(last.year, last.month)[1])
    frequency = Frequency.QUARTER if quarter else Frequency.TEN_DAY if part else Frequency.MONTH
    return report_period(last, frequency)


def _listed(items: list[str]) -> str:
    """Items in a row; a list that was cut says so."""
    if items[-1] == MORE:
        return _("{items}等").format(items=_("、").join(items[:-1]))
    return _("、").join(items)
