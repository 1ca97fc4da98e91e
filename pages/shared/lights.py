"""A status in a table: colour, shape and word in one cell."""

from typing import Any

import streamlit as st

from pages.shared import marks
from wording.labels import STATUS, status_label
from wording.translate import _


def column() -> Any:  # noqa: ANN401 - Streamlit's own column type is not public
    """The column of a table whose cells are lists of one status label."""
    return st.column_config.MultiselectColumn(
        _("状态"),
        width=126,
        options=[status_label(status) for status in STATUS],
        color=[marks.colour(status) for status in STATUS],
    )
