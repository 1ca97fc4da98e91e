"""What this viewer looks at: the address of the page read into one frozen Scope, and written back.

The address is the only truth about the filters, so every view is a link. A value that the ledger does not
know is dropped and reported, never guessed at.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import scope as address
from data.scope import Scope
from data.viewer import OPERATOR, Viewer
from intake.guard.child import Caller
from pages.frame import options
from pages.frame.places import FILTERS
from pages.shared import load
from wording.labels import placed

_REMEMBERED = "remembered_address"
_NAMED = {"region": "regions", "sector": "sectors", "unit": "organisations"}  # filters whose words are names


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A scope with what the screen needs besides: the choices, what is in use, the moment, and what a link asked in vain."""

    scope: Scope
    chosen: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    now: datetime
    unknown: tuple[tuple[str, str], ...] = ()
    phone: bool = False

    def words(self, name: str) -> str:
        """What a filter stands at, in words."""
        return self.choices[name][self.chosen[name]]


_VIEW: ContextVar[View] = ContextVar("view")


def enter(page: str) -> View:
    """Read the address, put back filters that a click on the navigation left out, and hold the view."""
    _rename()
    _put_back(page)
    now = load.desk().now
    asked = dict(st.query_params)
    view = read(_with_day(options.choices(now.date()), asked.get("known", ""), now), asked, now)
    _VIEW.set(replace(view, phone="Mobi" in st.context.headers.get("User-Agent", "")))
    return current()


def current() -> View:
    """The view of this run."""
    return _VIEW.get()


def scope() -> Scope:
    """The scope of this run."""
    return _VIEW.get().scope


def read(choices: Mapping[str, Mapping[str, str]], asked: Mapping[str, str], now: datetime) -> View:
    """The view an address asks for (data.scope.read); what is unknown falls back to its default and is listed.

    A name does for a code where one thing alone is called so.
    """
    asked = {name: _code(name, word, choices) for name, word in asked.items()}
    home = load.home_region() if "region" not in asked or asked["region"] not in choices["region"] else None
    usual = {"region": home} if home is not None and home in choices["region"] else {}
    found = address.read(asked, choices, usual)
    return View(scope=found.scope, chosen=found.chosen, choices=choices, now=now, unknown=found.unknown)


def meant(name: str, word: str, choices: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """What a word of an address may mean among a filter's choices, by code: a name may be borne by several."""
    if name not in _NAMED:
        return {}
    return {
        one.code: placed(one.name, one.place)
        for one in load.meanings(_NAMED[name], word)
        if one.code in choices[name]
    }


def _code(name: str, word: str, choices: Mapping[str, Mapping[str, str]]) -> str:
    """The code a word of an address stands for: its own, or that of the only thing called so."""
    found = {} if word in choices.get(name, ()) else meant(name, word, choices)
    return next(iter(found)) if len(found) == 1 else word


def _with_day(
    choices: Mapping[str, Mapping[str, str]], day: str, now: datetime
) -> Mapping[str, Mapping[str, str]]:
    """The choices with any other past day a link looks back to; nonsense and the future stay unknown."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return choices
    if at >= now.date() or day in choices["known"]:
        return choices
    code, words = options.known_day(at)
    return {**choices, "known": {**choices["known"], code: words}}


def without_status(seen: Scope) -> Scope:
    """The same scope with every light in it, for counts."""
    return replace(seen, status=None)


def unfiltered(seen: Scope) -> Scope:
    """The same month and rules over everything: a target opens whatever the filters say."""
    return replace(seen, region=None, sector=None, organisation=None, status=None)


def home(seen: Scope, region: str | None) -> Scope:
    """The same month and rules over the office's own region."""
    return replace(unfiltered(seen), region=region)


def remember(name: str, key: str) -> None:
    """A filter was changed: write it into the address."""
    st.query_params[name] = st.session_state[key]


def _rename() -> None:
    """An address of before the filters were renamed becomes one of today."""
    if address.OLD_NAMES.keys() & st.query_params.to_dict().keys():
        st.query_params.from_dict(address.current_names(st.query_params.to_dict()))


def _put_back(page: str) -> None:
    """Streamlit's own navigation opens a page without a query: give it the filters of the page before."""
    held = st.session_state.get(_REMEMBERED, {"page": page, "query": {}})
    query = {name: st.query_params[name] for name in FILTERS if name in st.query_params}
    if not query and held["page"] != page:
        query = held["query"]
        for name, value in query.items():
            st.query_params[name] = value
    st.session_state[_REMEMBERED] = {"page": page, "query": query}


def viewer() -> Viewer:
    """The person of this run: without a login whoever reaches the screen is the machine's own operator."""
    return OPERATOR


def caller() -> Caller:
    """The browser of this run, in the queue for checks: without a login each is a person, who leaves with its session."""
    context = get_script_run_ctx()
    session = "" if context is None else context.session_id
    if not session or not runtime.exists():  # a screen without a server, as in tests
        return Caller(person=session)
    active = runtime.get_instance().is_active_session
    return Caller(person=session, cancelled=lambda: not active(session))
