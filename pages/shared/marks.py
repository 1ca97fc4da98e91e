"""Text as the screen takes it: foreign text shown as it is, a status with its colour, a number marked.

Streamlit renders Markdown nearly everywhere, so text from workbooks and documents passes through `plain`
before it is shown. Colours are named; their values are in .streamlit/config.toml, for light and dark.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from intake.documents.reading import clean
from metrics.model import Status
from pages.frame import view
from wording.labels import STATUS, outlook_label, status_label
from wording.translate import _

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:=&])")
_REPLACED = re.compile(
    r"(?<=:)(?=[A-Za-z_+-]|//)|(?<=www)(?=\.)|(?<=@)(?=[\w.-])|(?<=[-<>~])(?=[-=>])", re.IGNORECASE
)
JOINER = "\u2060"  # has no width, and no break is allowed at it
_NAMED = {
    Status.MISSED: "red",
    Status.FAR_BEHIND: "red",
    Status.BEHIND: "orange",
    Status.ON_PACE: "green",
    Status.ACHIEVED: "green",
}


def plain(text: object) -> str:
    """The text with every character that Markdown would act on escaped, on one line.

    Addresses, shortcodes and arrows Streamlit replaces after the escapes are gone; an invisible joiner breaks them.
    """
    return _MARKDOWN.sub(r"\\\1", _REPLACED.sub(JOINER, " ".join(str(text).split())))


def colour(status: object) -> str:
    """The named colour of a status."""
    return next((name for known, name in _NAMED.items() if known == status), "gray")


def status(value: object) -> str:
    """Colour + shape + word."""
    return f":{colour(value)}[{status_label(value)}]"


def badge(value: object) -> str:
    """The status as a badge."""
    return f":{colour(value)}-badge[{status_label(value)}]"


def outlook(value: object) -> str:
    """Where it will land, as a badge."""
    return f":blue-badge[{outlook_label(value)}]"


def muted(text: str) -> str:
    """Secondary text."""
    return f":gray[{text}]"


def picture(svg: str, said: str) -> str:
    """A small drawing of charts/ inside a line of text: it stands with the text, before any other part is loaded."""
    return f"![{plain(said)}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def chosen(name: object) -> str:
    """The name of what the filters stand at, told from the others by an arrow."""
    return f"▸ **{plain(name)}**"


def marked(excerpt: str, number_text: object) -> str:
    """The excerpt made readable, with the number it states marked."""
    readable, number = clean(excerpt), clean(number_text) if isinstance(number_text, str) else ""
    before, found, after = readable.partition(number) if number else (readable, "", "")
    return f"{plain(before)}:yellow-background[{plain(found)}]{plain(after)}" if found else plain(readable)


def words_of(names: Mapping[Any, str]) -> Callable[[Any], str]:
    """What a list of choices shows for each of its codes; a code it no longer holds shows nothing."""
    return lambda code: names.get(code, "")


def light_column() -> Any:  # noqa: ANN401 - Streamlit's own column type is not public
    """The column of a table whose cells are lists of one status label."""
    return st.column_config.MultiselectColumn(
        _("状态"),
        width=126,
        options=[status_label(status) for status in STATUS],
        color=[colour(status) for status in STATUS],
    )


def basis(facts: pd.DataFrame, *parts: str) -> None:
    """What the headline rests on; `parts` are said first."""
    seen = view.current()
    said = [
        *(part for part in parts if part),
        _("截至{month}").format(month=seen.words("month")),
        _("判定规则 {rules}").format(rules=seen.words("rules")),
    ]
    sample = bool(facts["is_sample"].any()) if len(facts) else False
    badge = f" :yellow-badge[{_('示例数据：目标为真实文件所载，月报数值为虚构')}]" if sample else ""
    st.markdown(muted(plain(" · ".join(said))) + badge)
