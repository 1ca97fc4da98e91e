"""The language of a view, the one way to say a string in it, and how Babel finds the strings that are said so.

Source strings are Chinese; English comes from `locales/en/LC_MESSAGES/xushi.po`, read as it is when nothing
compiled is newer, so the program starts without msgfmt. A string without a translation is shown in Chinese
rather than not at all. It refuses to guess a language: whoever serves a view calls `use`.

The extractors look at the syntax tree: Babel's own, by token, sees no call inside an f-string before Python 3.12 and
would drop its translation.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parent.parent / "locales" / "en" / "LC_MESSAGES" / "xushi.po"
LANGUAGES = ("zh", "en")
MARKS = frozenset({"_", "N_", "mark", "ngettext"})  # the calls whose strings are messages

_LANGUAGE: ContextVar[str] = ContextVar("language", default="zh")


def use(language: str) -> None:
    """Speak this language from here on in this thread (a fragment's re-run is a new one: call it there too).

    An unknown language, as a link may carry one, is taken as Chinese.
    """
    _LANGUAGE.set(language if language in LANGUAGES else "zh")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language for a while: an official paper is Chinese whatever the screen speaks."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def language() -> str:
    """The language in use: `zh` or `en`."""
    return _LANGUAGE.get()


def _(message: str) -> str:
    """The message in the language in use; fill placeholders after it: `_("共{n}项").format(n=3)`."""
    if _LANGUAGE.get() == "zh" or not message:
        return message
    return english().gettext(message)


def ngettext(singular: str, plural: str, n: float) -> str:
    """The message for a count; both forms are the same Chinese string, English tells 1 from the rest."""
    if _LANGUAGE.get() == "zh":
        return singular
    return english().ngettext(singular, plural, 1 if n == 1 else 2)


def mark(message: str) -> str:
    """Mark a string of a table for extraction without translating it yet; `_` says it when it is shown."""
    return message


N_ = mark


@lru_cache(maxsize=1)
def english() -> GNUTranslations:
    """The English catalogue, read once; from the .mo where one is newer than the .po."""
    compiled = CATALOGUE.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime:
        with compiled.open("rb") as stream:
            return GNUTranslations(stream)
    buffer = BytesIO()
    with CATALOGUE.open("rb") as stream:
        write_mo(buffer, read_po(stream, locale="en"))
    buffer.seek(0)
    return GNUTranslations(buffer)


def calls(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Line, function and message ids of every marking call in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if said and said[0]:
                yield node.lineno, node.func.id, tuple(said)


def faults(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The templates of the house's errors: the text a `SomethingError("…{name}…", name=…)` is made with."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first = node.args[0]
        if (
            node.func.id.endswith("Error")
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield node.lineno, "_", (first.value,)


def extract_faults(
    stream: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, ...], list[str]]]:
    """Babel's extraction interface for the files below the screens, which say nothing but what went wrong."""
    for line, function, said in faults(ast.parse(stream.read())):
        yield line, function, said, []


def extract(
    stream: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, ...], list[str]]]:
    """Babel's extraction interface for one file; the keywords are ours and not asked for."""
    for line, function, said in calls(ast.parse(stream.read())):
        yield line, function, said, []
