"""What can be carried away: the office files, made by verbs the frame hands in.

Screens and reports do not know each other; app.py, which knows both, offers the reports' verbs here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from charts.style import file_name
from data.scope import Scope
from data.store import Store
from wording.translate import _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TableVerb = Callable[[pd.DataFrame, str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One kind of material: its untranslated name and description, file ending, type, and the verb that makes it."""

    code: str
    name: str
    contents: str
    ending: str
    mime: str
    make: Callable[[Store, Scope], bytes]


@dataclass(slots=True)
class _Offer:
    materials: Sequence[Export] = ()
    table: TableVerb | None = None


_OFFER = _Offer()


def offer(materials: Sequence[Export], table: TableVerb) -> None:
    """Hand in the reports' verbs: the materials of a month, and a table as a workbook."""
    _OFFER.materials, _OFFER.table = materials, table


def materials() -> Sequence[Export]:
    """The kinds of material on offer."""
    return _OFFER.materials


def table_download(frame: pd.DataFrame, name: str, *, key: str) -> None:
    """A button that brings the table as an Excel workbook."""
    if _OFFER.table is None or frame.empty:
        return
    st.download_button(
        _("下载 Excel"),
        partial(_OFFER.table, frame, name),
        file_name=f"{file_name(name)}.xlsx",
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
