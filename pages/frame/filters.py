"""The bar under the navigation: month, region, sector, organisation, status; rule set and moment folded; the language.

Widgets only: they show the view and write a change into the address.
"""

import streamlit as st
from babel import Locale

from pages.frame import view
from pages.frame.view import View
from pages.shared import marks
from wording.translate import LANGUAGES, N_, _, language

_LABELS = {
    "month": N_("截至月"),
    "region": N_("地区"),
    "sector": N_("行业"),
    "organisation": N_("责任单位"),
    "status": N_("状态"),
    "rules": N_("判定规则"),
    "known": N_("知悉时点"),
}
_WIDTHS = {"month": 126, "region": 160, "sector": 160, "organisation": 160, "status": 126}
_AT_HAND, _AT_HAND_PHONE = 5, 2  # how many stand in the row; the others are behind a button
_SPEECH = {code: str(Locale(code).get_language_name()) for code in LANGUAGES}  # each in its own words


def bar(seen: View) -> None:
    """The filters asked for daily in one row, on a phone month and region; the others behind a button."""
    phone, names = marks.is_phone(), list(_LABELS)
    at_hand = _AT_HAND_PHONE if phone else _AT_HAND
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name in names[:at_hand]:
            _filter(name, seen, folded=False)
        with st.popover(_("更多筛选"), icon=":material/tune:"):
            for name in names[at_hand:]:
                _filter(name, seen, folded=True)
        if not phone:
            st.space("stretch")
        _language()


def language_alone() -> None:
    """The language where no filter acts."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        _language()


def label(name: str) -> str:
    """What a filter is called."""
    return _(_LABELS.get(name, name))


def _filter(name: str, seen: View, *, folded: bool) -> None:
    key = f"filter_{name}"
    st.session_state[key] = seen.chosen[name]
    st.selectbox(
        label(name),
        list(seen.choices[name]),
        format_func=marks.words_of(seen.choices[name]),
        key=key,
        label_visibility="visible" if folded else "collapsed",
        on_change=view.remember,
        args=(name, key),
        width="stretch" if folded else _WIDTHS[name],
    )


def _language() -> None:
    st.session_state["filter_lang"] = language()
    st.segmented_control(
        _("语言"),
        LANGUAGES,
        format_func=marks.words_of(_SPEECH),
        key="filter_lang",
        label_visibility="collapsed",
        on_change=_speak,
        width="content",
    )


def _speak() -> None:
    """Switching off the language in use means the other one."""
    wanted = st.session_state["filter_lang"]
    before = st.query_params.get("lang", "zh")
    st.query_params["lang"] = wanted or ("zh" if before == "en" else "en")
