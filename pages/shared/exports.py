"""What can be carried away: the office files, made by verbs the frame hands in.

Screens and reports do not know each other; app.py, which knows both, offers the reports' verbs here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import pandas as pd
import streamlit as st

from data.places import file_name
from data.scope import Scope
from tracker import Desk
from wording.translate import _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Product(Protocol):
    """One kind of material: its untranslated name and contents, file ending and type."""

    @property
    def code(self) -> str:
        """The product's word on the command line."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def contents(self) -> str:
        """What it holds."""

    @property
    def ending(self) -> str:
        """The file's ending."""

    @property
    def mime(self) -> str:
        """The file's type."""


class Ahead(Protocol):
    """What the figures of a view say before an export."""

    @property
    def gaps(self) -> Sequence[str]:
        """What is missing in them, in sentences."""

    @property
    def parts(self) -> Sequence[tuple[str, str, int]]:
        """The parts of the charts that can be asked for: code, untranslated name, how many charts."""

    @property
    def names(self) -> Sequence[str]:
        """The names the charts print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """What the frame hands in: the products, how one is made and what it will say, a table as a workbook.

    `make(product, desk, scope, told=, part=, formats=)` makes a file, of the charts perhaps only a part;
    `ahead` says what its figures lack before; `unable`, why this machine cannot draw charts with such names.
    """

    products: Sequence[Product]
    make: Callable[..., bytes]
    outline: Callable[[str, Desk, Scope], Sequence[str]]
    ahead: Callable[[Desk, Scope], Ahead]
    unable: Callable[[Sequence[str]], Sequence[str]]
    table: Callable[[pd.DataFrame, str], bytes]


_OFFERED: list[Verbs] = []


def offer(verbs: Verbs) -> None:
    """Hand in the reports' verbs."""
    _OFFERED[:] = [verbs]


def verbs() -> Verbs:
    """The verbs on offer."""
    return _OFFERED[0]


def table_download(frame: pd.DataFrame, name: str, *, key: str) -> None:
    """A button that brings the table as an Excel workbook."""
    if frame.empty:
        return
    st.download_button(
        _("下载 Excel"),
        partial(verbs().table, frame, name),
        file_name=f"{file_name(name)}.xlsx",
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
