"""What this browser handed in and decided: ids and words only, all else is asked of the office's records."""

from collections.abc import Sequence

import streamlit as st

_TURN, _LOT, _NEWS = "uploads_turn", "uploads_lot", "uploads_news"
UNFOLDED = 3  # of a lot no larger every file is opened at once


def turn() -> int:
    """Which drop zone is on the screen: a new, empty one after each lot."""
    number: int = st.session_state.get(_TURN, 0)
    return number


def took(ids: Sequence[str]) -> None:
    """A lot was handed in: the drop zone is emptied, these are the files looked at next."""
    st.session_state[_TURN] = turn() + 1
    st.session_state[_LOT] = tuple(ids)


def lot() -> tuple[str, ...]:
    """The ids handed in last."""
    ids: tuple[str, ...] = st.session_state.get(_LOT, ())
    return ids


def unfolded(submission_id: str) -> bool:
    """Whether a file is opened before anybody asks."""
    return submission_id in lot() and len(lot()) <= UNFOLDED


def tell(submission_id: str, status: str) -> None:
    """Something became of a file, to be said at the top of the next view, once."""
    st.session_state[_NEWS] = {**st.session_state.get(_NEWS, {}), submission_id: status}


def news() -> dict[str, str]:
    """What is to be said now, by id, and never again."""
    told: dict[str, str] = st.session_state.pop(_NEWS, {})
    return told
