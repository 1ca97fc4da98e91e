"""Makes a raw excerpt readable: strips pinyin glosses, marks lost characters, simplifies.

It refuses to correct what a document says: a printer's error stays, and the excerpt stored in the ledger
stays raw, so that its offset keeps pointing into the source.
"""

import re
from functools import cache

from opencc import OpenCC

LOST = "□"
_SYLLABLE = "[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*"
_GLOSS = re.compile(rf"(?<=[一-鿿])\({_SYLLABLE}\)")
_BROKEN_GLOSS = re.compile(rf"\?{_SYLLABLE}\)")


def clean(text: str) -> str:
    """The text in simplified Chinese, without pinyin glosses such as 發(fā)布.

    A gloss whose character was lost (`?zhēng)`) becomes □, the mark for an illegible character.
    """
    unglossed = _GLOSS.sub("", _BROKEN_GLOSS.sub(LOST, text))
    return str(_simplifier().convert(unglossed))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
