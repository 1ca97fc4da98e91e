"""Text inside a picture: how wide it is, where it breaks, and that data stays text.

Widths are estimates in pixels (a CJK character is one em, a Latin one about half), good enough to decide on
wrapping, margins and overlap without a browser. It refuses markup from data: `escape` before any text that
came from a document or a workbook meets plotly or SVG.
"""

import unicodedata
from html import escape as _escape

ELLIPSIS = "…"
_CLOSING = frozenset({"Pe", "Pf", "Po", "Zs"})  # by Unicode category: never begins a line
_OPENING = frozenset({"Ps", "Pi"})  # never ends one
_NARROW = frozenset(" .,:;'|!()[]ilj1I")


def escape(text: object) -> str:
    """Data as plain text for plotly's pseudo-HTML and for SVG, control characters dropped."""
    kept = "".join(
        c for c in str(text) if c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return _escape(" ".join(kept.split()), quote=True)


def width(text: str, size: float) -> float:
    """The estimated width of one line in pixels at a font size in pixels."""
    return sum(_em(character) for character in text) * size


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.32
    if unicodedata.east_asian_width(character) == "A":  # ■ − … and other signs the CJK font draws full width
        return 1.0 if unicodedata.category(character) in ("So", "Sm", "Po") and character != "−" else 0.6
    return 0.68 if character.isupper() or character in "%m@W" else 0.57


def shorten(text: str, room: float, size: float) -> str:
    """The text, cut with … where it does not fit in the room."""
    if width(text, size) <= room:
        return text
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1]
    while text and unicodedata.category(text[-1]) in _OPENING | _CLOSING:
        text = text[:-1]
    return text + ELLIPSIS


def wrap(text: str, room: float, size: float, lines: int = 2) -> list[str]:
    """The text in at most so many lines, the last one cut with … when there is more.

    Latin words stay whole and no line begins with a closing mark.
    """
    found: list[str] = []
    rest = text.strip()
    while rest:
        if len(found) == lines - 1:
            return [*found, shorten(rest, room, size)]
        head = _first_line(rest, room, size, lines - len(found) - 1)
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return found or [""]


def balanced(text: str, room: float, size: float, lines: int = 4) -> list[str]:
    """The text in as few lines as the room asks, all about equally long: 风电/装备, not 风电装/备."""
    needed = len(wrap(text, room, size, lines))
    even = max(width(text, size) / needed + size * 0.3, size * 1.1)
    found = wrap(text, min(even, room), size, lines)
    return found if len(found) == needed else wrap(text, room, size, lines)


def _first_line(text: str, room: float, size: float, lines_left: int) -> str:
    """The longest head that fits and may be followed by a break; one character at least.

    A break at a mark or a space is preferred where the rest still has room enough.
    """
    fits = len(text)
    while fits > 1 and width(text[:fits], size) > room:
        fits -= 1
    if fits == len(text):
        return text
    breaks = [end for end in range(fits, max(0, int(fits * 0.55)), -1) if _may_break(text, end)]
    natural = [
        end
        for end in breaks
        if unicodedata.category(text[:end].rstrip()[-1:] or " ") in _CLOSING - {"Zs"}
        and width(text[end:], size) <= room * lines_left
    ]
    return text[: (natural or breaks or [fits])[0]]


def _may_break(text: str, end: int) -> bool:
    if end >= len(text):
        return True
    before, after = text[end - 1], text[end]
    if before.isdigit() and unicodedata.category(after) == "Lo":  # a number keeps its unit
        return False
    inside_word = (before.isascii() or before == "−") and after.isascii() and before != " " and after != " "
    return (
        not inside_word
        and unicodedata.category(after) not in _CLOSING
        and unicodedata.category(before) not in _OPENING
    )


def widest(texts: list[str], size: float) -> float:
    """The width of the widest of some lines, in pixels."""
    return max((width(text, size) for text in texts), default=0)
