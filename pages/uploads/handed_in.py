"""What this browser handed in and decided: ids and words only, all else is asked of the office's records."""

from collections.abc import Sequence

import streamlit as st

_TURN, _OPENED, _NEWS = "uploads_turn", "uploads_opened", "uploads_news"
UNFOLDED = 3  # of a lot no larger every file is opened at once


def turn() -> int:
    """Which drop zone is on the screen: a new, empty one after each lot."""
    number: int = st.session_state.get(_TURN, 0)
    return number


def took(ids: Sequence[str]) -> None:
    """A lot was handed in: the drop zone is emptied; a small lot is opened, and what is open already stays so."""
    st.session_state[_TURN] = turn() + 1
    if len(ids) <= UNFOLDED:
        st.session_state[_OPENED] = {*st.session_state.get(_OPENED, ()), *ids}


def unfolded(submission_id: str) -> bool:
    """Whether a file is opened before anybody asks."""
    return submission_id in st.session_state.get(_OPENED, ())


def tell(submission_id: str, status: str) -> None:
    """Something became of a file, to be said at the top of the next view, once."""
    st.session_state[_NEWS] = {**st.session_state.get(_NEWS, {}), submission_id: status}


def news() -> dict[str, str]:
    """What is to be said now, by id, and never again."""
    told: dict[str, str] = st.session_state.pop(_NEWS, {})
    return told
