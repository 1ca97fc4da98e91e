"""The bar under the navigation: month, region, sector, unit, status, rule set and the language.

Widgets only: they show the view and write a change into the address.
"""

from collections.abc import Mapping

import streamlit as st
from babel import Locale

from pages.shared import looks, marks, view
from pages.shared.view import View
from wording.translate import LANGUAGES, N_, _, language

_LABELS = {
    "month": N_("截至月"),
    "region": N_("地区"),
    "sector": N_("行业"),
    "unit": N_("责任单位"),
    "status": N_("状态"),
    "rules": N_("判定规则"),
    "known": N_("知悉时点"),
}
_SAID_WITH = {
    "rules": N_("规则：{choice}"),
    "known": N_("时点：{choice}"),
}  # what does not say itself what it is
_WIDTHS = {
    "month": 120,
    "region": 138,
    "sector": 138,
    "unit": 138,
    "status": 120,
    "rules": 196,
    "known": 172,
}
_SPEECH = {code: str(Locale(code).get_language_name()) for code in LANGUAGES}  # each in its own words


def bar(seen: View) -> None:
    """All filters in one row; on a phone month and region, the others behind a button."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if looks.is_phone():
            _folded(seen)
        else:
            for name in _LABELS:
                _filter(name, seen)
            st.space("stretch")
        _language()


def _folded(seen: View) -> None:
    _filter("month", seen)
    _filter("region", seen)
    with st.popover(_("更多筛选"), icon=":material/tune:"):
        for name in list(_LABELS)[2:]:
            _filter(name, seen)


def label(name: str) -> str:
    """What a filter is called."""
    return _(_LABELS.get(name, name))


def _filter(name: str, seen: View) -> None:
    key = f"filter_{name}"
    st.session_state[key] = seen.chosen[name]
    st.selectbox(
        label(name),
        list(seen.choices[name]),
        format_func=marks.words_of(_said(name, seen.choices[name])),
        key=key,
        label_visibility="collapsed",
        on_change=view.remember,
        args=(name, key),
        width=_WIDTHS[name],
    )


def _said(name: str, choices: Mapping[str, str]) -> Mapping[str, str]:
    """The choices as the box shows them: with what they are, where that is not plain."""
    if name not in _SAID_WITH:
        return choices
    return {code: _(_SAID_WITH[name]).format(choice=words) for code, words in choices.items()}


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
