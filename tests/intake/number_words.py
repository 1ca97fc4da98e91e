"""Reads the numbers of Chinese official prose: where they stand, how large they are, how they are bounded.

Written for the tests and independent of the product, so that the ledger is read twice by different eyes.
"""

import re
from decimal import Decimal

from opencc import OpenCC

ARABIC = r"\d+(?:\.\d+)?"
CHINESE = "〇零一二三四五六七八九十百千萬万億亿兩两半"
TOKEN = re.compile(rf"{ARABIC}[十百千萬万億亿]*|[{CHINESE}]+")
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
STEPS = {"十": 10, "百": 100, "千": 1000}
MAGNITUDES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
NOUNS = {
    "GW": Decimal(10**6),
    "吉瓦": Decimal(10**6),
    "MW": Decimal(1000),
    "兆瓦": Decimal(1000),
    "千吨": Decimal(1000),
    "年": Decimal(12),
}
GLOSS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)")
# The last stands for 力争 where the source lost the characters and kept the reading.
STRIVING = re.compile(r"力争|争取|努力实现|炅\?zhēng\)")

_ADDED = "新增 新建 新培育 新获批 新开工 建成 引进 培养 培育"
_DONE = "产值 产量 交易规模 实施 推广 举办 转化 完成"
BASIS_OF_VERB = dict.fromkeys(_ADDED.split(), "increment") | dict.fromkeys(_DONE.split(), "flow")

_SIMPLIFY = OpenCC("t2s")


def plain(text: str) -> str:
    """Simplified characters, without the readings in brackets that one source carries."""
    return _SIMPLIFY.convert(GLOSS.sub("", text))


def tokens(text: str) -> list[tuple[int, int]]:
    """Start and end of every number in the text, Arabic or Chinese; idioms included, on purpose."""
    return [match.span() for match in TOKEN.finditer(text)]


def quantity(number_text: str) -> tuple[Decimal, Decimal]:
    """The lower and upper end of a number as written, in the base unit of its noun: `87萬噸` is 870000 t."""
    text = plain(number_text).replace(" ", "").lstrip("近约第前")
    low, rest = _number(text)
    if rest[:1] in {"~", "-", "—", "至"} and rest[1:2].isdigit():
        high, rest = _number(rest[1:])
    else:
        high = low
    factor = Decimal(1)
    rest = rest.lstrip("余多")
    while rest[:1] in MAGNITUDES:
        factor, rest = factor * MAGNITUDES[rest[0]], rest[1:].lstrip("余多")
    noun = next((value for noun, value in NOUNS.items() if rest.startswith(noun)), Decimal(1))
    return low * factor * noun, high * factor * noun


def _number(text: str) -> tuple[Decimal, str]:
    """The leading number without its 万 and 亿, and what follows it."""
    if arabic := re.match(ARABIC, text):
        return Decimal(arabic.group()), text[arabic.end() :]
    if text.startswith("首"):
        return Decimal(1), text[1:]
    chinese = re.match("[零〇一二三四五六七八九十百千两]*", text)
    assert chinese is not None
    return Decimal(_chinese(chinese.group())), text[chinese.end() :]


def _chinese(text: str) -> int:
    """A Chinese numeral below 万; nothing at all reads as one (近万 is about one 万)."""
    if not text:
        return 1
    total, digit = 0, 0
    for character in text:
        if character in STEPS:
            total, digit = total + (digit or 1) * STEPS[character], 0
        else:
            digit = DIGITS[character]
    return total + digit


def clause_before(text: str, start: int) -> str:
    """The words between the last comma or stop and the number, simplified."""
    return re.split(r"[,，。;；:：\n]", plain(text[max(0, start - 120) : start]))[-1].rstrip()


def sentence_before(text: str, start: int) -> str:
    """The words between the last full stop and the number, simplified."""
    return re.split(r"[。;；\n]", plain(text[max(0, start - 400) : start]))[-1]


def words_after(text: str, end: int) -> str:
    """The few words behind the number, simplified."""
    return plain(text[end : end + 12]).lstrip()


def target_comparator(text: str, span: tuple[int, int], number_text: str) -> str:
    """How a target's number is bounded by the words around it."""
    before, after = clause_before(text, span[0]), words_after(text, span[1])
    if re.search(r"\d[~\-—至]\d", number_text):
        return "range"
    if after.startswith("左右"):
        return "~"
    if after.startswith("以内") or re.search("控制在|不超过|不高于", before):
        return "<="
    reached = re.search("达到|不低于|不少于|超过|保持|突破", before)
    return ">=" if after.startswith("以上") or reached else "="


def fact_comparators(text: str, span: tuple[int, int], number_text: str) -> set[str]:
    """The comparators that the words next to a reported number allow; 达到 reports, it does not bound."""
    before, after = clause_before(text, span[0]), words_after(text, span[1])
    if after.startswith("左右") or re.match("近|约", number_text) or re.search("(近|约)$", before):
        return {"~"}
    if re.search("(不超过|不高于)$", before) or after.startswith("以内"):
        return {"<="}
    if after.startswith("以上") or "余" in number_text or re.search("(超过|突破|超)$", before):
        return {">="}
    return {"=", ">="} if re.search("(达到|达)$", before) else {"="}


def deciding_spans(text: str, span: tuple[int, int], strength: str) -> list[tuple[int, int]]:
    """From each word that decides how the number reads, to the end of the number and its 以上 or 左右."""
    start, end = span
    if bound := re.match(r"\s*(以上|左右|以[内內])", text[end : end + 4]):
        end += bound.end()
    sentence = max(text.rfind(stop, 0, start) for stop in "。;；\n") + 1
    clause = max(sentence, *(text.rfind(stop, 0, start) + 1 for stop in ",，:："))
    reached = "達到|达到|不[低高]于|超過|超过|突破|保持"
    words = [(clause, reached), (clause, "[预預][计計]"), (clause, "分[别別]")]
    if strength == "strive":
        words.append((sentence, "力[争爭]|[争爭]取|努力"))
    places = [
        [sentence_start + m.start() for m in re.finditer(word, text[sentence_start:start])]
        for sentence_start, word in words
    ]
    return [(start, end), *((found[-1], end) for found in places if found)]


def verb_before(text: str, start: int) -> str:
    """The last verb before the number in its clause that says whether a stock grows or work is done."""
    found = re.findall("|".join(BASIS_OF_VERB), clause_before(text, start))
    return str(found[-1]) if found else ""
