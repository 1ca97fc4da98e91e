"""From what a reporter typed to a number: full width, separators, units, percent, and what is not a number.

A reading never guesses: it returns the value and the codes of what was met on the way, in the words of
problems.csv. Percent quantities are kept as people say them (45 for 45%). Missing is not zero.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from data.problems import Finding, Problem, Severity, problem, severities
from data.units import Unit, spelled
from intake.workbooks import meaning
from intake.workbooks.sheets import Cell

LIMIT = Decimal("1e14")  # DECIMAL(18,4) holds fourteen digits before the point
QUANTUM = Decimal("0.0001")  # and four behind it
PERCENT_UNITS = frozenset({"%", "％"})
POINT_UNITS = frozenset({"个百分点", "百分点"})
MISSING_MARKS = frozenset(
    {"-", "--", "---", "—", "——", "–", "...", "......", "/", "\\", "*", "×", "〃", "…", "……"}
)
MISSING_WORDS = frozenset(
    [
        "无",
        "暂无",
        "未统计",
        "无数据",
        "不详",
        "缺",
        "缺失",
        "未报",
        "未报送",
        "空",
        "待定",
        "待统计",
        "暂缺",
        "N/A",
        "n/a",
        "NA",
        "na",
        "NULL",
        "null",
        "None",
        "none",
        "未开展",
    ]
)
ERROR_TEXT = re.compile(r"#(?:DIV/0!|REF!|VALUE!|NAME\?|NULL!|NUM!|N/A)", re.IGNORECASE)
MANY_TIMES = 2  # a percent format holding more, 200%, is more often a 2 typed before the format was there
MINUS_SIGNS = "\u2212\uff0d\u2013\u2010\u2011\u2012\ufe63"
SPACES = re.compile(r"[\s\u00a0\u3000\u2000-\u200b\u202f\ufeff]+")
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
SCIENTIFIC = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})[eE][+-]?\d{1,3}")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
LEADING = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3}){1,12}|\d{1,40})(?:\.\d{1,40})?)(\D[^\d]*)")
INEXACT = re.compile(
    r"约|左右|近|超|余|多|以上|以下|以内|不低于|不少于|不超过|大于|小于|[≥≤><~～±≈]|\d\s*[-–—至到]\s*\d|\?|？"
)
NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|\d{1,40}_[\d_]*(\.\d{1,40})?|1e\d{3,9})", re.IGNORECASE)
RAISED = re.compile(r"[①-⑳⑴-⒇❶-❿¹²³⁰-⁹₀-₉]")  # half width would make digits of them
CHINESE_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸廿]+")
NUMERAL = re.compile(
    r"[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾貳參陸廿]"
)  # without one, 亿 and 万 are of a unit
SCALED_FORMAT = re.compile(r"!\.|[0#?],+(?![0#?])")
LITERAL_FORMAT = re.compile(r'"[^"万亿千百]*[万亿千百][^"]*"|\\[万亿千百]')
LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\[\]]*\]')  # what a number format writes as it stands
QUOTED = re.compile(r'"[^"]*"')
APART = re.compile(r"\d \d")
NUMERIC = re.compile(r"[-+\d,.eE %()]+")
BEFORE_UNIT = re.compile(r"(?<=\d) (?=\D)")
BRACKETED = re.compile(r"\([\d,.]+%?\)")
LEADING_NUMERAL = re.compile(r"[+-]?[\d,.]+")
DIGIT = re.compile(r"\d")
LONGEST = 200  # characters of what may still be a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a cell says: a finite value, or None where it is missing or unreadable (then a finding tells why)."""

    value: Decimal | None
    findings: tuple[Finding, ...] = ()


def read(cell: Cell, unit: str, units: Mapping[str, Unit], *, formats_known: bool = True) -> Reading:
    """Read one cell as a quantity in `unit`; percent in the number people say (45 for 45%).

    Where the reader could not tell number formats, a fraction in a percent column is taken as formatted, and asked.
    """
    if cell.error:
        return _refused("C31")
    value = cell.value
    if value is None:
        return _refused("C30") if cell.formula else Reading(value=None)
    if isinstance(value, bool | date):
        return _refused("C39")
    if isinstance(value, str):
        reading = _text(value, unit, units)
    elif not formats_known and "%" not in cell.format and unit in PERCENT_UNITS and 0 < abs(value) < 1:
        reading = _unformatted_fraction(Decimal(repr(value)))
    else:
        reading = _number(value, cell.format, unit)
    if cell.formula and reading.value is not None:
        return _with(reading, Finding("C29", {"read": reading.value}))
    return reading


def converted(value: Decimal, unit: str, target: str, units: Mapping[str, Unit]) -> Decimal | None:
    """Return a value of one unit in another of the same dimension, or None where they do not convert.

    Unlike the ledger's conversion it does not insist on four decimals: the store rounds and keeps what was typed.
    """
    source, wanted = units.get(unit), units.get(target)
    if source is None or wanted is None or source.dimension != wanted.dimension:
        return None
    return value * source.factor / wanted.factor


def told(
    findings: Iterable[Finding], typed: str, *, sheet: str, cell: str, subject: str | tuple[str, ...]
) -> Iterator[Problem]:
    """Address findings to the cell they were met in; what is simply accepted is not told."""
    for finding in findings:
        if severities()[finding.code] is not Severity.ACCEPT:
            facts = dict(finding.facts) | {"value": typed}
            yield problem(finding.code, sheet=sheet, cell=cell, subject=subject, **facts)


def hold(value: Decimal) -> None:
    """ValueError where the store cannot hold a value as it stands."""
    if not value.is_finite() or abs(value) >= LIMIT or value != value.quantize(QUANTUM):
        raise ValueError(value)


def plain(value: Decimal) -> str:
    """Return a decimal as people write it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: float, shape: str, unit: str) -> Reading:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return _refused("C23")
    percent = "%" in LITERAL.sub("", shape)
    if not percent and "%" in shape:
        return _bounded(_percent_shown(exact, unit))
    if percent:
        return _bounded(_percent_format(exact, unit))
    if unit in PERCENT_UNITS:
        return _bounded(_percent_bare(exact, Finding("C13", _percent_facts(exact))))
    findings: tuple[Finding, ...] = ()
    if SCALED_FORMAT.search(QUOTED.sub("", shape)) or LITERAL_FORMAT.search(shape):
        findings = (Finding("C21", {"shape": shape, "value": plain(exact)}),)
    return _bounded(Reading(value=exact, findings=findings))


def _percent_format(value: Decimal, unit: str) -> Reading:
    said = value * 100
    facts = {"read": plain(said), "value": plain(value)}
    if unit in POINT_UNITS:
        return Reading(value=said, findings=(Finding("C17", {"unit": "%", "expected": unit}),))
    if unit not in PERCENT_UNITS:
        return Reading(value=None, findings=(Finding("C41", {"unit": "%", "expected": unit}),))
    if abs(value) >= 10:
        return Reading(value=None, findings=(Finding("C16", facts),))
    return Reading(value=said, findings=(Finding("C42", facts),) if abs(value) > MANY_TIMES else ())


def _percent_shown(value: Decimal, unit: str) -> Reading:
    """Read a number that a percent sign is only written behind: 1.5 shown as 1.5%."""
    if unit in PERCENT_UNITS:
        return Reading(value=value)
    code = "C17" if unit in POINT_UNITS else "C41"
    return Reading(
        value=value if code == "C17" else None, findings=(Finding(code, {"unit": "%", "expected": unit}),)
    )


def _percent_bare(value: Decimal, normal: Finding) -> Reading:
    if value != 0 and abs(value) < 1:
        facts = {"value": plain(value), "alternative": plain(value * 100), "read": plain(value)}
        return Reading(value=value, findings=(Finding("C14", facts),))
    return Reading(value=value, findings=(normal,) if value else ())


def _unformatted_fraction(value: Decimal) -> Reading:
    facts = {"value": plain(value), "alternative": plain(value * 100), "read": plain(value * 100)}
    return Reading(value=value * 100, findings=(Finding("C14", facts),))


def _percent_facts(value: Decimal) -> dict[str, object]:
    return {"value": plain(value), "read": plain(value)}


def _text(typed: str, unit: str, units: Mapping[str, Unit]) -> Reading:
    stripped = SPACES.sub(" ", typed).strip()
    if not stripped:
        return Reading(value=None)
    if (early := _not_a_number(stripped)) is not None:
        return early
    stripped, mark = _unmarked(stripped)
    if len(stripped) > LONGEST or RAISED.search(stripped):
        return _refused("C37")
    text, codes = _normal(stripped)
    if NOT_FINITE.fullmatch(text):
        return _refused("C23")
    reading = _percent_text(text, unit) or _exact(text, unit) or _united(text, unit, units) or _puzzle(text)
    if reading.value is None:
        return reading
    facts = {"read": plain(reading.value)}
    noted = tuple(Finding(code, facts) for code in codes)
    if mark:
        noted = (*noted, Finding("C43", facts | {"mark": mark}))
    if not noted and not reading.findings:
        noted = (Finding("C04", facts),)
    return _bounded(Reading(value=reading.value, findings=noted + reading.findings))


def _unmarked(text: str) -> tuple[str, str]:
    """Return a number without the marks of footnotes behind it, and those: ② and ¹ are no digits of it."""
    kept = meaning.unmarked(text)
    mark = text[len(kept) :].strip()
    return (kept, mark) if (mark and kept[-1:].isdigit()) or (kept[-1:] in "%)）％" and mark) else (text, "")


def _not_a_number(text: str) -> Reading | None:
    """Recognise the marks and words that stand for missing, before any normalisation changes them."""
    if len(text) > LONGEST:
        return _refused("C37")
    if (
        text in MISSING_MARKS
        or unicodedata.normalize("NFKC", text) in MISSING_MARKS
        or set(text) <= {"－", "—", "-"}
    ):
        return Reading(value=None, findings=(Finding("C06"),))
    if ERROR_TEXT.fullmatch(text):
        return _refused("C31")
    if text in MISSING_WORDS or unicodedata.normalize("NFKC", text) in MISSING_WORDS:
        return Reading(value=None, findings=(Finding("C07"),))
    return None


def _normal(text: str) -> tuple[str, list[str]]:
    """Return the text in half width, without spaces and thousands separators, with the codes of what changed."""
    codes: list[str] = []
    half = unicodedata.normalize("NFKC", text)
    for sign in MINUS_SIGNS:
        if sign in text:
            half = half.replace(unicodedata.normalize("NFKC", sign), "-").replace(sign, "-")
            codes.append("C19")
            break
    if any("\uff10" <= letter <= "\uff19" or letter in "．＋" for letter in text):
        codes.append("C01")
    if " " in half and APART.search(half):
        codes.append("C03")
    half = half.replace(" ", "") if NUMERIC.fullmatch(half) else BEFORE_UNIT.sub("", half)
    if BRACKETED.fullmatch(half):
        half = "-" + half.replace("(", "").replace(")", "")
        codes.append("C18")
    if THOUSANDS.match(half) and THOUSANDS.fullmatch(LEADING_NUMERAL.match(half).group()):  # type: ignore[union-attr]  # THOUSANDS.match proves a leading number
        half = half.replace(",", "")
        codes.append("C02")
    return half, codes


def _exact(text: str, unit: str) -> Reading | None:
    """Read plain and scientific numerals; None where there is more in the text than a number."""
    scientific = SCIENTIFIC.fullmatch(text) is not None
    if not scientific and PLAIN.fullmatch(text) is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return _refused("C37")
    if scientific and abs(value) >= LIMIT:
        return _refused("C23" if value.adjusted() > 300 else "C38")
    found = (Finding("C20", {"read": plain(value)}),) if scientific else ()
    if unit in PERCENT_UNITS:
        bare = _percent_bare(value, Finding("C13", _percent_facts(value)))
        return Reading(value=bare.value, findings=found + bare.findings)
    return Reading(value=value, findings=found)


def _percent_text(text: str, unit: str) -> Reading | None:
    if not text.endswith("%") or PLAIN.fullmatch(text[:-1]) is None:
        return None
    value = Decimal(text[:-1])
    if unit in PERCENT_UNITS:
        return Reading(value=value, findings=(Finding("C15", {"read": plain(value)}),))
    code = "C17" if unit in POINT_UNITS else "C41"
    kept = value if code == "C17" else None
    return Reading(value=kept, findings=(Finding(code, {"unit": "%", "expected": unit}),))


def _united(text: str, unit: str, units: Mapping[str, Unit]) -> Reading | None:
    """Read "87万吨": a number with its unit, converted to the row's."""
    match = LEADING.fullmatch(text)
    if match is None or INEXACT.search(match.group(2)):
        return None
    value, written = Decimal(match.group(1).replace(",", "")), match.group(2).strip("() ")
    written = spelled(written, units)
    if written == unit:
        return Reading(value=value, findings=(Finding("C10", {"unit": written, "read": plain(value)}),))
    if {written, unit} <= PERCENT_UNITS | POINT_UNITS:
        return Reading(value=value, findings=(Finding("C17", {"unit": written, "expected": unit}),))
    same = converted(value, written, unit, units)
    if same is not None:
        return Reading(value=same, findings=(Finding("C10", {"unit": written, "read": plain(same)}),))
    if written in units:
        return Reading(value=None, findings=(Finding("C41", {"unit": written, "expected": unit}),))
    return None


def _puzzle(text: str) -> Reading:
    """Name what kind of non-number the text is."""
    if LEADING_NUMERAL.fullmatch(text) and ("," in text or text.count(".") > 1):
        return _refused("C05")
    numeral = CHINESE_NUMERAL.match(text)
    if (
        numeral
        and NUMERAL.search(numeral.group())
        and (suggestion := chinese_numeral(numeral.group())) is not None
    ):
        return Reading(value=None, findings=(Finding("C27", {"suggestion": plain(suggestion)}),))
    if INEXACT.search(text) and DIGIT.search(text):
        return _refused("C11")
    return _refused("C37")


DIGITS = {
    letter: value
    for value, letters in enumerate(
        ("零〇", "一壹", "二贰貳两", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for letter in letters
}
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def chinese_numeral(text: str) -> Decimal | None:
    """Read 一百二十三, 三点五亿, 壹佰 as a number, for a suggestion only; None where it is not one."""
    text = text.replace("廿", "二十")
    if "点" in text:
        whole, _, rest = text.partition("点")
        tail = rest.rstrip("".join(MYRIADS))
        if not tail or any(letter not in DIGITS for letter in tail):
            return None
        base = chinese_numeral(whole)
        scale = Decimal(1)
        for letter in rest[len(tail) :]:
            scale *= MYRIADS[letter]
        return (
            None if base is None else (base + Decimal("0." + "".join(str(DIGITS[c]) for c in tail))) * scale
        )
    return _whole_numeral(text)


def _whole_numeral(text: str) -> Decimal | None:
    total, section, digit = 0, 0, 0
    for letter in text:
        if letter in DIGITS:
            digit = digit * 10 + DIGITS[letter]
        elif letter in SCALES:
            section += (digit or 1) * SCALES[letter]
            digit = 0
        elif letter in MYRIADS:
            scale, part = MYRIADS[letter], section + digit
            total = total + part * scale if total >= scale else (total + part) * scale
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit) if text else None


def _bounded(reading: Reading) -> Reading:
    """Refuse what the store cannot hold, and note decimals beyond ten places (float noise aside)."""
    value = reading.value
    if value is None:
        return reading
    if abs(value) >= LIMIT:
        return _refused("C38")
    rounded = round(value, 10)
    if rounded != value and abs(rounded - value) > abs(value) * Decimal("1e-14"):
        return _with(reading, Finding("C22", {"read": plain(round(value, 4))}))
    return reading


def _refused(code: str) -> Reading:
    return Reading(value=None, findings=(Finding(code),))


def _with(reading: Reading, finding: Finding) -> Reading:
    return Reading(value=reading.value, findings=(*reading.findings, finding))
