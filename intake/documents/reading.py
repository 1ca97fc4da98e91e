"""Makes a raw excerpt readable: strips pinyin glosses, marks lost characters, simplifies.

It refuses to correct what a document says: a printer's error stays, and the excerpt stored in the ledger
stays raw, so that its offset keeps pointing into the source.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import normalize

from opencc import OpenCC

LOST = "□"
_SYLLABLE = "[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*"
_GLOSS = re.compile(rf"(?<=[一-鿿])\({_SYLLABLE}\)")
_BROKEN_GLOSS = re.compile(rf"\?{_SYLLABLE}\)")
_ANY_GLOSS = re.compile(rf"(?<=[一-鿿])\s*\(\s*{_SYLLABLE}\s*\)|{_BROKEN_GLOSS.pattern}")


def clean(text: str) -> str:
    """The text in simplified Chinese, without pinyin glosses such as 發(fā)布.

    A gloss whose character was lost (`?zhēng)`) becomes □, the mark for an illegible character.
    """
    unglossed = _GLOSS.sub("", _BROKEN_GLOSS.sub(LOST, text))
    return str(_simplifier().convert(unglossed))


def readable(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as `clean` makes it, and the offset in the text of every character of that."""
    letters = list(_unglossed(text))
    plain = "".join(letter for _, letter in letters)
    simple = str(_simplifier().convert(plain))
    if len(simple) != len(plain):  # a phrase that changes its length: take it character by character
        simple = "".join(_simplifier().convert(letter)[:1] for letter in plain)
    return simple, tuple(offset for offset, _ in letters)


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


_DASHES = frozenset("-~—–‐−─")
_KEPT = {LOST, "%"}


@lru_cache(maxsize=4)
def folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text as it is compared with another print of it, and the offset in the text of every character of that.

    Cleaned, full width made half width, without blanks and punctuation. Between digits the point stays, every dash
    is `-`, any other mark is `,`, so that numbers do not run together. A lost character is □.
    """
    letters: list[str] = []
    offsets: list[int] = []
    for offset, letter in _unglossed(text):
        for part in _simplified(letter):
            if not part.isspace():
                letters.append(_kept(part))
                offsets.append(offset)
    kept = [at for at in range(len(letters)) if letters[at] not in ".-," or _inside_number(letters, at)]
    return "".join(letters[at] for at in kept), tuple(offsets[at] for at in kept)


def _unglossed(text: str) -> Iterator[tuple[int, str]]:
    """The characters with their offsets, glosses left out, a gloss that lost its character as □."""
    at = 0
    for gloss in _ANY_GLOSS.finditer(text):
        yield from enumerate(text[at : gloss.start()], start=at)
        if gloss[0].startswith("?"):
            yield gloss.start(), LOST
        at = gloss.end()
    yield from enumerate(text[at:], start=at)


def _kept(letter: str) -> str:
    if letter.isalnum() or letter in _KEPT or letter == ".":
        return letter
    return "-" if letter in _DASHES else ","


def _inside_number(letters: list[str], at: int) -> bool:
    return 0 < at < len(letters) - 1 and letters[at - 1].isdigit() and letters[at + 1].isdigit()


@cache
def _simplified(letter: str) -> str:
    return str(_simplifier().convert(normalize("NFKC", letter))).lower()
