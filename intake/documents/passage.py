"""Where in a registered text a clause stands: the paragraph, the excerpt in it, and the number in that.

Finds the excerpt as the ledger quotes it, first where the ledger says, then elsewhere, then allowing for another
print of the same document (other characters, widths, line breaks). It refuses to guess: no excerpt, no passage.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from intake.documents.reading import LOST, folded, readable

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
