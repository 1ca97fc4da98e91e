"""Where in a registered text a clause stands: the paragraph, the excerpt in it, and the number in that.

Finds the excerpt as the ledger quotes it, first where the ledger says, then elsewhere, then allowing for another
print of the same document (other characters, widths, line breaks). It refuses to guess: no excerpt, no passage.
A target's trail is such a passage with what it rests on and belongs with, joined of rows already loaded.
"""

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

import pandas as pd

from intake.documents.reading import LOST, clean, folded, readable
from metrics.model import Comparator, Strength

LONGEST = (
    1200  # characters of a paragraph that are shown; a longer one is cut at sentences around the excerpt
)
_STOP = re.compile(r"(?<=[。！？；])")
_WILD = {LOST: "."}

Span = tuple[int, int]
Stated = tuple[str, int, str | None]  # excerpt, its offset, the number in it as written


class Match(StrEnum):
    """How the excerpt was found: where the ledger says, elsewhere in the text, or in another print of the words."""

    EXACT = "exact"
    MOVED = "moved"
    CLEANED = "cleaned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of a registered text; spans are character offsets in it, end exclusive."""

    paragraph: str
    excerpt: Span
    number: Span | None
    match: Match
    cut_before: bool = False
    cut_after: bool = False

    def pieces(self) -> tuple[str, str, str, str, str]:
        """The paragraph in five: before the excerpt, in it before the number, the number, after it, after the excerpt.

        Without a number the excerpt stands in the second piece alone.
        """
        return _cut_in_five(self.paragraph, self._cuts())

    def readable_pieces(self) -> tuple[str, str, str, str, str]:
        """The same five, made readable: simplified, without pinyin glosses, lost characters as □."""
        letters, offsets = readable(self.paragraph)
        return _cut_in_five(letters, [bisect_left(offsets, cut) for cut in self._cuts()])

    def _cuts(self) -> Sequence[int]:
        start, end = self.excerpt
        low, high = self.number or (end, end)
        return (0, start, low, high, end, len(self.paragraph))


def _cut_in_five(text: str, cuts: Sequence[int]) -> tuple[str, str, str, str, str]:
    before, lead, number, rest, after = (text[a:b] for a, b in pairwise(cuts))
    return before, lead, number, rest, after


def locate(text: str, excerpt: str, excerpt_offset: int, number_text: str | None) -> Passage | None:
    """The paragraph of the text in which the excerpt stands; None when it does not stand there."""
    if not excerpt.strip():
        return None
    bounded = _bounded(re.escape(excerpt), excerpt)
    if bounded.match(text, excerpt_offset):
        return _exact(text, excerpt, excerpt_offset, number_text, Match.EXACT)
    found = _nearest((match.start() for match in bounded.finditer(text)), excerpt_offset)
    if found is not None:
        return _exact(text, excerpt, found, number_text, Match.MOVED)
    return _cleaned(text, excerpt, excerpt_offset, number_text)


def found(text: str, stated: Iterable[Stated]) -> list[bool]:
    """Tell of each whether it stands in the text."""
    return [locate(text, *one) is not None for one in stated]


def _bounded(pattern: str, excerpt: str) -> re.Pattern[str]:
    """The pattern, not starting or ending inside a longer number."""
    before = r"(?<![\d.])" if excerpt[:1].isdigit() else ""
    after = r"(?![\d.]*\d)" if excerpt[-1:].isdigit() else ""
    return re.compile(before + pattern + after)


def _nearest(starts: Iterable[int], offset: int) -> int | None:
    return min(starts, key=lambda start: abs(start - offset), default=None)


def _exact(text: str, excerpt: str, start: int, number_text: str | None, match: Match) -> Passage:
    number = None
    if number_text and number_text in excerpt:
        low = start + excerpt.index(number_text)
        number = (low, low + len(number_text))
    return _passage(text, (start, start + len(excerpt)), number, match)


def _cleaned(text: str, excerpt: str, offset: int, number_text: str | None) -> Passage | None:
    """The excerpt in another print: both sides folded, a lost character standing for any."""
    words, places = folded(excerpt)
    print_, offsets = folded(text)
    if len(words) < 4:
        return None
    pattern = _bounded("".join(_WILD.get(letter, re.escape(letter)) for letter in words), words)
    starts = {offsets[match.start()]: match.start() for match in pattern.finditer(print_)}
    nearest = _nearest(starts, offset)
    if nearest is None:
        return None
    at = offsets[starts[nearest] : starts[nearest] + len(words)]
    return _passage(text, (at[0], at[-1] + 1), _number_span(excerpt, number_text, places, at), Match.CLEANED)


def _number_span(
    excerpt: str, number_text: str | None, places: Sequence[int], at: Sequence[int]
) -> Span | None:
    """Where the number stands in the text, from where its characters stand in the excerpt."""
    if not number_text or number_text not in excerpt:
        return None
    low = excerpt.index(number_text)
    inside = [there for place, there in zip(places, at, strict=True) if low <= place < low + len(number_text)]
    return (inside[0], inside[-1] + 1) if inside else None


def _passage(text: str, excerpt: Span, number: Span | None, match: Match) -> Passage:
    start = text.rfind("\n", 0, excerpt[0]) + 1
    end = text.find("\n", excerpt[1])
    whole = (start, len(text) if end < 0 else end)
    low, high = _cut(text, whole, excerpt)
    return Passage(
        paragraph=text[low:high],
        excerpt=(excerpt[0] - low, excerpt[1] - low),
        number=None if number is None else (number[0] - low, number[1] - low),
        match=match,
        cut_before=low > whole[0],
        cut_after=high < whole[1],
    )


def _cut(text: str, whole: Span, excerpt: Span) -> Span:
    """The paragraph's span, or of a very long one the sentences around the excerpt."""
    if whole[1] - whole[0] <= LONGEST:
        return whole
    low, high = max(whole[0], excerpt[0] - LONGEST // 2), min(whole[1], excerpt[1] + LONGEST // 2)
    if low > whole[0]:
        first = next((match.start() for match in _STOP.finditer(text, low, excerpt[0])), low)
        low = first
    if high < whole[1]:
        high = max((match.start() for match in _STOP.finditer(text, excerpt[1], high)), default=high)
    return low, high


Row = Mapping[Hashable, Any]

_BEHIND = {
    Comparator.AT_LEAST: "以上|余|多",
    Comparator.AT_MOST: "以内|以下",
    Comparator.ABOUT: "左右|上下",
}
_BEFORE = {
    Comparator.AT_LEAST: "不低于|不少于|达到|超过|突破|保持|达|超",
    Comparator.AT_MOST: "控制在|不超过|不高于|低于",
    Comparator.ABOUT: "约|近",
}
_STRIVING = re.compile("力争|争取|努力实现")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How the words of the excerpt were taken: each as written (empty where the document is silent) and as meant."""

    comparator_word: str
    comparator: str
    strength_word: str
    strength: str
    value: float | None
    value_high: float | None
    unit: str
    normal: float | None
    normal_high: float | None
    normal_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A start value with the statement it comes from: a clause of a document, or a publication's address."""

    value: float
    unit: str
    on: date | None
    source: str
    address: str
    clause: str
    excerpt: str
    document_id: str
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything a target rests on and belongs with; relatives are rows of the targets frame, `stated` of the facts."""

    target: Row
    document: Row
    readings: Readings
    baseline: Baseline | None
    part_of: pd.DataFrame
    parts: pd.DataFrame
    supersedes: pd.DataFrame
    superseded_by: pd.DataFrame
    earlier: pd.DataFrame
    later: pd.DataFrame
    stated: pd.DataFrame

    @property
    def relatives(self) -> dict[str, pd.DataFrame]:
        """The targets it belongs with by how, those without any left out."""
        names = ("part_of", "parts", "supersedes", "superseded_by", "earlier", "later")
        every = {name: getattr(self, name) for name in names}
        return {name: rows for name, rows in every.items() if not rows.empty}


def follow(
    targets: pd.DataFrame, documents: pd.DataFrame, facts: pd.DataFrame, target_id: str
) -> Trail | None:
    """The trail of one target among all targets; None when there is none of that name."""
    own = targets[targets["target_id"] == target_id]
    if own.empty:
        return None
    target = own.iloc[0].to_dict()
    others = targets[targets["target_id"] != target_id]
    same = others[
        (others["indicator_code"] == target["indicator_code"])
        & (others["region_code"] == target["region_code"])
    ]
    return Trail(
        target=target,
        document=documents[documents["document_id"] == target["document_id"]].iloc[0].to_dict(),
        readings=_readings(target),
        baseline=_baseline(target, facts),
        part_of=others[others["target_id"] == target["part_of"]],
        parts=others[others["part_of"] == target_id],
        supersedes=others[others["target_id"] == target["supersedes"]],
        superseded_by=others[others["supersedes"] == target_id],
        earlier=same[same["deadline"] < target["deadline"]].sort_values("deadline"),
        later=same[same["deadline"] > target["deadline"]].sort_values("deadline"),
        stated=_stated(target, facts),
    )


def comparator_word(excerpt: str, number_text: object, comparator: str) -> str:
    """The words beside the number that bound it, simplified; empty for a bare number."""
    if not isinstance(number_text, str) or not number_text or number_text not in excerpt:
        return ""
    before, _, after = excerpt.partition(number_text)
    number = clean(number_text)
    behind = clean(number_text + after).removeprefix(number).lstrip()
    bound = Comparator(comparator)
    found = re.match(_BEHIND.get(bound, "$^"), behind)
    if found is None:
        phrase = re.split(r"[,，。;；:：]", clean(before))[-1]
        found = next(iter(re.finditer(_BEFORE.get(bound, "$^"), phrase)), None)
    if found is None and bound is Comparator.ABOUT:
        found = re.match(_BEFORE[bound], number)
    return found[0] if found else ""


def _readings(target: Row) -> Readings:
    striving = _STRIVING.search(clean(str(target["excerpt"])))
    return Readings(
        comparator_word=comparator_word(
            str(target["excerpt"]), target["number_text"], str(target["comparator"])
        ),
        comparator=str(target["comparator"]),
        strength_word=striving[0] if striving and target["strength"] == Strength.STRIVE else "",
        strength=str(target["strength"]),
        value=_float(target["value"]),
        value_high=_float(target["value_high"]),
        unit=str(target["unit"]),
        normal=_float(target["value_normal"]),
        normal_high=_float(target["value_high_normal"]),
        normal_unit=str(target["indicator_unit"]),
    )


def _stated(target: Row, facts: pd.DataFrame) -> pd.DataFrame:
    """What documents and publications say of the same indicator in the same region, oldest first."""
    here = facts["region_code"] == target["region_code"]
    same: pd.DataFrame = facts[here & (facts["indicator_code"] == target["indicator_code"])]
    return same.sort_values(["period_end", "fact_id"])


def _baseline(target: Row, facts: pd.DataFrame) -> Baseline | None:
    value = _float(target["baseline_value"])
    if value is None:
        return None
    source = facts[facts["fact_id"] == target["baseline_source"]]
    fact: Row = {} if source.empty else source.iloc[0].to_dict()
    on = target["baseline_on"]
    origin = _text(fact.get("source"))
    return Baseline(
        value=value,
        unit=str(target["baseline_unit"]),
        on=on.date() if isinstance(on, pd.Timestamp) else None,
        source=_text(target["baseline_source"]),
        address=origin if origin.startswith(("http://", "https://")) else "",
        clause=_text(fact.get("clause")),
        excerpt=_text(fact.get("excerpt")),
        document_id=_text(fact.get("document_id")),
        quality=_text(fact.get("source_quality")),
    )


def _float(value: object) -> float | None:
    return None if not isinstance(value, int | float) or value != value else float(value)  # noqa: PLR0124 NaN is unequal to itself


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
