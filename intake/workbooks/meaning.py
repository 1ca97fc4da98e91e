"""What the words around a figure say of it: this month or since January, growth, last year, which period, which unit.

One vocabulary for headings, for brackets behind a name, for the type of a row and for titles. Nothing is passed over: a
word that is not known is told, and so is one that makes a figure something else than what is kept.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from opencc import OpenCC

from data.units import Unit, spelled

MONTH, YTD, LEVEL = "month", "ytd", "level"
_KINDS = {
    MONTH: "当月 本月 当期 单月 当旬 本旬 当季 本季 本季度 当季度 本期 逐月",
    YTD: "累计 年初至今 年初以来 今年以来 自年初 自年初以来 年初 1至本月 1-本月 1—本月 本年 今年 止 累计至 至本月",
    LEVEL: "期末 月末 季末 旬末 年末 时点 存量 期末数",
}
_AMOUNTS = (
    "绝对量 绝对值 绝对额 绝对数 总量 数值 数额 数量 完成额 完成值 完成数 完成量 完成情况 完成 实际完成 实际 实绩 金额"
    " 指标值 值 数 额 量 为 及 的 各月 月度 分月 现价 当年价 当年价格 现行价格 按现价 按当年价"
)
_GROWTH = (
    "同比 同比增长 同比增速 同比增幅 同比增长率 增速 增长 增长率 增幅 比上年同期 较上年同期 比去年同期 较去年同期 比上年"
    " 较上年 比去年 较去年 比同期 同比升降 ± + - 可比价 按可比价 可比价格"
)
_CHANGES = "同比增减 增减 同比± 增减率 涨跌"  # of growth where it is per cent, else a difference
_ASIDE = (
    "上年同期 去年同期 上年同月 去年同月 上年同期累计 去年同期累计 上年 去年 同期 上年累计 去年累计 前年 上月 上期 上季 上季度 环比"
    " 环比增长 环比增速 比上月 较上月 比重 占比 比例 份额 排名 位次 名次 位居 完成率 进度 时序进度 序时 序时进度 完成比例"
    " 占年度目标 完成目标 目标 年度目标 计划 预计 预测 拉动 贡献率 贡献 增加额 增减额 增减量 增量 净增 差额 差距 平均 两年平均 年均 权重 得分"
)


def _vocabulary() -> dict[str, tuple[str, str]]:
    """Return every word with what it says: (part, value)."""
    known = {word: ("kind", kind) for kind, words in _KINDS.items() for word in words.split()}
    for part, words in (("amount", _AMOUNTS), ("growth", _GROWTH), ("change", _CHANGES), ("aside", _ASIDE)):
        known |= {word: (part, word) for word in words.split()}
    return known


VOCABULARY = _vocabulary()
WORD = re.compile("|".join(re.escape(word) for word in sorted(VOCABULARY, key=len, reverse=True)))
BETWEEN = re.compile(r"[\s:、,，;；/·。．\"'“”\[\]【】()<>《》]+")
PERIOD = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})(?:年|[./-](?=\d{1,2}(?!\d))))?(?:(?P<first>\d{1,2})月?[-~至到—–])?(?P<month>1[0-2]|0?[1-9])"
    r"(?:月份|月|(?<=[./-]\d\d)(?!\d))(?:底|末|份)?"
)
YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年度?")
SO_FAR = re.compile(r"(?:(?P<year>(?:19|20)\d{2})年?)?(?P<word>上半年|前三季度|全年)")
SO_FAR_MONTHS = {"上半年": 6, "前三季度": 9, "全年": 12}
BRACKET = re.compile(r"\(([^()]*)\)")
ITEMS = re.compile(r"[、,，;；/和及]|\s+|(?<=\D)[:]")
UNIT_PREFIX = re.compile(r"^(?:计量)?单位:?")
SCALES = "十百千万亿兆"
UNIT_NOUNS = frozenset(
    [
        "元",
        "美元",
        "欧元",
        "日元",
        "港元",
        "港币",
        "英镑",
        "人民币",
        "吨",
        "克",
        "千克",
        "公斤",
        "斤",
        "米",
        "千米",
        "公里",
        "瓦",
        "千瓦",
        "兆瓦",
        "瓦时",
        "千瓦时",
        "度",
        "升",
        "桶",
        "立方米",
        "平方米",
        "亩",
        "公顷",
        "吨标准煤",
        "标准煤",
        "标煤",
        "人",
        "人次",
        "户",
        "家",
        "个",
        "台",
        "辆",
        "套",
        "件",
        "项",
        "条",
        "台套",
        "只",
        "头",
        "株",
        "艘",
        "架",
        "%",
        "‰",
    ]
)
FOOTNOTE_MARKS = re.compile(
    r"[①-⑳⑴-⒇❶-❿㈠-㈩¹²³⁰-⁹₀-₉*＊†‡※]+|[〔\[［【](?:注)?\d{1,2}[〕\]］】]|[(（]?注(?:释)?[\d①-⑳一二三四五]{1,2}[)）]?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What words say. `kind`: month, ytd, level or empty; `aside`: the word by which it is none of what is kept."""

    kind: str = ""
    growth: bool = False
    amount: bool = False  # whether anything says that figures stand here
    aside: str = ""
    year: int | None = None
    month: int | None = None
    units: tuple[str, ...] = ()
    unknown_unit: str = ""
    unread: str = ""  # what was not understood

    @property
    def column(self) -> str:
        """Return the column of a form that is meant: month, ytd, yoy; empty where none is."""
        if self.aside or self.unread or not (self.kind or self.growth or self.amount or self.month):
            return ""
        of_month = self.kind == MONTH or (not self.kind and self.month is not None)
        if self.growth:
            return "" if of_month else "yoy"
        return MONTH if of_month else YTD


def simplified(text: str) -> str:
    """Return the text in simplified characters."""
    return text if text.isascii() else _convert(text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _convert(text: str) -> str:
    return str(_converter().convert(text))


def flat(text: str) -> str:
    """Return a text in half width, simplified, without blanks and with footnote marks off its end."""
    return simplified(unicodedata.normalize("NFKC", "".join(unmarked(text).split())))


def unmarked(text: str) -> str:
    """Return a label without the marks of footnotes at its end."""
    stripped = text.strip()
    while (found := [one for one in FOOTNOTE_MARKS.finditer(stripped) if one.end() == len(stripped)]) and (
        found[-1].start() > 0
    ):
        if found[-1].group() in {"²", "³"} and stripped[found[-1].start() - 1] in "mM米":
            break  # square and cubic metres
        stripped = stripped[: found[-1].start()].rstrip()
    return stripped


@lru_cache(maxsize=8192)
def _words(text: str) -> Meaning:
    """Read a text without units: words, periods, and what is left."""
    found, at, unread = Meaning(), 0, ""
    while at < len(text):
        if match := BETWEEN.match(text, at):
            at = match.end()
        elif (
            (match := SO_FAR.match(text, at))
            or (match := PERIOD.match(text, at))
            or (match := YEAR.match(text, at))
        ):
            found, at = _dated(found, match), match.end()
        elif match := WORD.match(text, at):
            found, at = _said(found, *VOCABULARY[match.group()]), match.end()
        else:
            unread, at = unread + text[at], at + 1
    return replace(found, unread=unread)


def _dated(found: Meaning, match: "re.Match[str]") -> Meaning:
    said = match.groupdict()
    year = int(said["year"]) if said["year"] else found.year
    if "word" in said:
        return replace(found, year=year, month=SO_FAR_MONTHS[said["word"]], kind=YTD, amount=True)
    if said.get("month") is None:
        return replace(found, year=year)
    month = int(said["month"])
    since = said["first"] is not None and int(said["first"]) == 1
    return replace(found, year=year, month=month, amount=True, kind=YTD if since else found.kind)


def _said(found: Meaning, part: str, value: str) -> Meaning:
    if part == "kind":
        # 本月累计 is since January, and a figure since January or at the end of a month is what is kept of either
        kind = value if found.kind in {"", MONTH} else found.kind
        return replace(found, kind=kind if not (found.kind == YTD and value == MONTH) else YTD, amount=True)
    if part == "aside":
        return replace(found, aside=found.aside or value)
    if part in {"growth", "change"}:
        return replace(found, growth=True, aside=found.aside or (value if part == "change" else ""))
    return replace(found, amount=True)


def _unit_of(item: str, units: Mapping[str, Unit]) -> tuple[str, str]:
    """Return (unit, "") for a known unit, ("", unit) for what looks like one that the ledger does not know."""
    bare = UNIT_PREFIX.sub("", item)
    if not bare or bare == "%":
        return bare, ""
    if (known := spelled(bare, units)) in units:
        return known, ""
    if looks_like_unit(bare) or (bare != item and bare):
        return "", bare
    return "", ""


def looks_like_unit(text: str) -> bool:
    """Tell whether a text is a unit by its looks: a scale before a noun of quantity."""
    return text.lstrip(SCALES) in UNIT_NOUNS or (
        "/" in text and text.split("/", 1)[0].lstrip(SCALES) in UNIT_NOUNS
    )


def understand(texts: Iterable[str], units: Mapping[str, Unit]) -> Meaning:
    """Read the texts over a column, from the widest to the narrowest, together."""
    found = Meaning()
    for text in texts:
        found = joined(found, _of_text(flat(text), units))
    return found


def _of_text(text: str, units: Mapping[str, Unit]) -> Meaning:
    unit, unknown = _unit_of(text, units)
    if unit or unknown:
        return Meaning(units=(unit,) if unit else (), unknown_unit=unknown)
    found = Meaning()
    for item in BRACKET.findall(text):
        found = joined(found, of_items(item, units))
    bare = BRACKET.sub("", text)
    if bare.endswith("%"):
        found, bare = joined(found, Meaning(units=("%",))), bare.rstrip("%")
    return joined(_words(bare), found)


def of_items(text: str, units: Mapping[str, Unit]) -> Meaning:
    """Read what stands in brackets or on a line of units: items, each a unit or words."""
    whole, unknown = _unit_of(text, units)
    if whole or (unknown and "/" in text):
        return Meaning(units=(whole,) if whole else (), unknown_unit=unknown)
    found = Meaning()
    for item in (one for one in ITEMS.split(UNIT_PREFIX.sub("", text, count=1)) if one):
        unit, unknown = _unit_of(item, units)
        if unit or unknown:
            found = joined(found, Meaning(units=(unit,) if unit else (), unknown_unit=unknown))
        elif item.endswith("%"):
            found = joined(found, joined(_words(item.rstrip("%")), Meaning(units=("%",))))
        else:
            found = joined(found, _words(item))
    return found


def of_cell(text: str, units: Mapping[str, Unit]) -> Meaning:
    """Read a cell of a column of units: whatever stands there is one, known or not."""
    found = of_items(flat(text), units)
    if found.units or found.unknown_unit or not text.strip():
        return Meaning(units=found.units, unknown_unit=found.unknown_unit)
    return Meaning(unknown_unit=text.strip())


def joined(first: Meaning, second: Meaning) -> Meaning:
    """Return what two texts say together; the narrower one adds to the wider."""
    kinds = {first.kind, second.kind} - {""}
    kind = next((one for one in (YTD, LEVEL, MONTH) if one in kinds), "")
    units = tuple(dict.fromkeys((*first.units, *second.units)))
    growth, aside = first.growth or second.growth, first.aside or second.aside
    if growth and aside in VOCABULARY and VOCABULARY[aside][0] == "change" and units == ("%",):
        aside = ""
    return Meaning(
        kind=kind, growth=growth, amount=first.amount or second.amount, aside=aside,
        year=second.year or first.year, month=second.month or first.month, units=units,
        unknown_unit=first.unknown_unit or second.unknown_unit, unread=first.unread + second.unread,
    )  # fmt: skip


UNIT_LINE = re.compile(r"(?:^|[\s(,;])(?:计量|数据|金额|货币|数量)?单位\s*:?\s*(?P<said>[^:]*)$")
UNIT_LABEL = re.compile(r"\(?(?:计量|数据|金额|货币|数量)?单位:?")


def units_said(texts: Iterable[str], units: Mapping[str, Unit]) -> Meaning:
    """Return the units that titles and lines above a table say of all its figures: （万元）, 单位：万元、%, two cells."""
    found, follows = Meaning(), False
    for text in texts:
        half = simplified(unicodedata.normalize("NFKC", text)).strip()
        if match := UNIT_LINE.search(half):
            found = _with_units(found, of_items(_bare(match.group("said")), units))
        elif follows:
            found = _with_units(found, of_items(_bare(half), units))
        else:
            for item in BRACKET.findall("".join(half.split())):
                found = _with_units(found, of_items(item, units))
            if (whole := _unit_of(half, units)) != ("", ""):
                found = _with_units(
                    found, Meaning(units=(whole[0],) if whole[0] else (), unknown_unit=whole[1])
                )
        follows = UNIT_LABEL.fullmatch("".join(half.split())) is not None
    return found


def _bare(text: str) -> str:
    return text.strip().strip("()").strip()


def _with_units(found: Meaning, said: Meaning) -> Meaning:
    units = tuple(dict.fromkeys((*found.units, *said.units)))
    return replace(found, units=units, unknown_unit=found.unknown_unit or said.unknown_unit)


FILED = re.compile(
    r"(?:填报|填表|制表|打印|报出|报送|上报|导出|生成|审核|签发|更新|发布|提交|印发|下发|截稿)(?:时间|日期|日)\s*[:：]?"
    r"\s*(?:[\d〇○零一二三四五六七八九十]{1,4}\s*[年月日./-]?\s*){0,3}"
)


def reporting_texts(texts: Iterable[str]) -> list[str]:
    """Return texts above a table without the day it was filled in, made up or printed: that is no period reported."""
    kept, follows = list[str](), False
    for text in texts:
        left = FILED.sub(" ", text)
        if not follows or left != text:
            kept.append(left.strip())
        follows = (
            left != text and FILED.fullmatch(text.strip()) is not None and not any(map(str.isdigit, text))
        )
    return [text for text in kept if text]


TITLED = {
    MONTH: re.compile(r"(?:当[月期]|单月)(?:值|数|额|量|完成|发生)"),
    YTD: re.compile(r"累计(?:值|数|额|量|完成)|各月累计|逐月累计"),
}


def kind_said(texts: Iterable[str], units: Mapping[str, Unit]) -> str:
    """Return the kind that titles and lines above a table say of all its figures: 口径：当月值, （当月）; else empty."""
    for text in texts:
        half = flat(text)
        said = [*BRACKET.findall(half), *([half.split(":", 1)[1]] if ":" in half and len(half) < 30 else [])]
        for one in said:
            found = of_items(one, units)
            if found.kind and not (found.unread or found.growth or found.aside or found.month):
                return found.kind
        named = {kind for kind, words in TITLED.items() if words.search(half)}
        if len(named) == 1:
            return named.pop()
    return ""
