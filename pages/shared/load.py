"""What the screens know: the desk of this run and the frames asked at it, cached.

The one place where the screens call the program's verbs for reading. Frames come in the language in use and are shared
between all who may see the same, so nobody may change them; what may be seen is part of every key.
"""

import gc
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

import tracker
import wording.labels
from data import home
from data.home import Home
from data.periods import month_end
from data.scope import Scope
from data.store import Store
from data.viewer import Verb, Viewer
from intake.documents.passage import Passage, Trail
from intake.documents.registration import Registration
from intake.guard.child import Caller
from tracker import Desk
from tracker.ledger import Meaning
from wording.translate import language

Edition = tuple[str, int, int, str]
_DESK: ContextVar[Desk] = ContextVar("desk")
_ENGLISH = {
    "region": "region_en",
    "region_short": "region_en",
    "sector": "sector_en",
    "top_sector": "top_sector_en",
    "indicator": "indicator_en",
    "lead_units": "lead_units_en",
    "support_units": "support_units_en",
    "unit_short": "unit_en",
}


def store() -> Store:
    """The office's database (data/home.py says which), opened once for all viewers."""
    return _store(str(home.database()))


def enter(viewer: Viewer, now: datetime) -> None:
    """Begin a run: who asks, and at what moment, of the office's database."""
    _DESK.set(Desk(store(), viewer, lambda: now))


def desk() -> Desk:
    """The desk of this run; LookupError before it began, so that nothing is ever asked by nobody."""
    return _DESK.get()


def edition() -> Edition:
    """Which state of which database, and what may be seen of it: the key of everything cached.

    A commit outdates it, and two who may not see the same never share it.
    """
    asked = desk()
    return asked.store.path, id(asked.store.file), asked.store.version, asked.viewer.reading.key


@st.cache_resource(max_entries=1, show_spinner=False)
def _store(path: str) -> Store:
    opened = tracker.open_store(Path(path), create=False)
    gc.collect()
    gc.freeze()  # what start-up made lives for ever: no later collection needs to walk it
    return opened


def is_empty() -> bool:
    """Whether nothing is stated in this database: a ledger begins with its regions."""
    return named("regions").empty


def progress(scope: Scope) -> pd.DataFrame:
    """The progress frame of the scope (tracker.progress), names in the language in use.

    A month is judged once, over all that may be seen; region, sector, organisation and status only pick rows of it.
    """
    return _progress(edition(), scope, language())


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Scope: hash})
def _progress(edition: Edition, scope: Scope, speech: str) -> pd.DataFrame:
    month = _month(edition, _whole(scope), speech)
    if scope.is_everything:
        return month
    wanted = tracker.picked(desk(), scope)
    return tracker.lit(month[month["target_id"].isin(wanted)].reset_index(drop=True), scope.status)


def _whole(scope: Scope) -> Scope:
    """The same month, moment and rules over everything."""
    return replace(scope, region=None, sector=None, organisation=None, status=None)


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs={Scope: hash})
def _month(edition: Edition, scope: Scope, speech: str) -> pd.DataFrame:
    return in_language(tracker.judged(desk(), _stated(edition, scope.as_of, scope.known_at), scope), speech)


def reconciled(scope: Scope) -> pd.DataFrame:
    """The targets of the scope that were handed down, reconciled (tracker.reconciled), whatever their light."""
    return tracker.reconciled(progress(replace(scope, status=None)))


def causes(scope: Scope) -> pd.DataFrame:
    """Why each target with another light than last month has it: target_id, cause (tracker.changes).

    Asked once a month over everything, as the month is judged.
    """
    return _causes(edition(), _whole(scope), language())


@st.cache_resource(max_entries=6, show_spinner=False, hash_funcs={Scope: hash})
def _causes(edition: Edition, scope: Scope, speech: str) -> pd.DataFrame:
    month = _month(edition, scope, speech)
    moved = month[month["previous_status"] != month["official_status"]]
    known = _stated(edition, scope.as_of, scope.known_at)
    wanted = known[known["target_id"].isin(moved["target_id"])]
    return tracker.changed(desk(), wanted, moved, scope)[["target_id", "cause"]]


def _stated(edition: Edition, as_of: date, known_at: datetime | None) -> pd.DataFrame:
    """All targets that may be seen as they stand in a month and were known at a moment, fetched once per commit."""
    last = [turn for turn in _turns(edition, known_at) if turn <= as_of]
    return _stated_since(edition, last[-1] if last else date.min, known_at)


@st.cache_resource(max_entries=6, show_spinner=False)
def _stated_since(edition: Edition, turn: date, known_at: datetime | None) -> pd.DataFrame:
    return tracker.targets(desk(), Scope(as_of=month_end(turn.year, turn.month), known_at=known_at))


@st.cache_resource(max_entries=6, show_spinner=False)
def _turns(edition: Edition, known_at: datetime | None) -> list[date]:
    return tracker.turns(desk(), known_at)


def targets() -> pd.DataFrame:
    """All targets that may be seen and stand in the end, without judgement (tracker.targets)."""
    return _stated(edition(), date.max, None)


_VERBS: dict[str, Callable[..., pd.DataFrame]] = {
    "regions": tracker.regions,
    "sectors": tracker.sectors,
    "organisations": tracker.organisations,
    "documents": tracker.documents,
    "batches": tracker.batches,
    "remarks": tracker.remarks,
    "revisions": tracker.revisions,
    "batch_cells": tracker.batch_cells,
    "indicators": tracker.indicators,
    "reporting_status": tracker.reporting_status,
    "facts": tracker.facts,
    "courses": tracker.courses,
    "leaderless": tracker.leaderless,
    "new_year": tracker.new_year,
    "life": tracker.life,
    "series": tracker.series,
}


def named(verb: str, **asked: object) -> pd.DataFrame:
    """A plain list by the name of its verb: regions, sectors, organisations, batches, remarks …"""
    return _named(desk(), edition(), desk().today, verb, tuple(sorted(asked.items())))


def spoken(verb: str, **asked: object) -> pd.DataFrame:
    """The same with the names that people read in the language in use."""
    return in_language(named(verb, **asked), language())


def called(name: str) -> str:
    """A Chinese name of an indicator, region or organisation in the language in use."""
    return name if language() != "en" else _english_names(desk(), edition()).get(name, name)


@st.cache_resource(max_entries=2, show_spinner=False)
def _english_names(_desk: Desk, edition: Edition) -> dict[str, str]:
    return tracker.english_names(_desk)


def form_months() -> list[date]:
    """The months for which a form can be asked, newest first (tracker.form_months)."""
    return _form_months(desk(), edition(), desk().today)


@st.cache_resource(max_entries=2, show_spinner=False)
def _form_months(_desk: Desk, edition: Edition, today: date) -> list[date]:
    return tracker.form_months(_desk)


def meanings(what: str, typed: str) -> tuple[Meaning, ...]:
    """What a name in an address may mean (tracker.meanings)."""
    return tracker.meanings(desk(), what, typed)


def told_apart(what: str, names: Mapping[str, str]) -> dict[str, str]:
    """The names by code of regions or organisations, with the place of those that share theirs with others."""
    regions = named("regions").set_index("region_code")
    above = (
        regions["parent_code"]
        if what == "regions"
        else named("organisations").set_index("organisation_code")["region_code"]
    )
    called_so = regions["name_en" if language() == "en" else "name"]
    places = {code: str(called_so.get(above.get(code), "")) for code in names}
    return wording.labels.told_apart(names, places)


def form_takers(kind: str, period: date, region: str | None) -> dict[str, str]:
    """Who can be given a form (tracker.form_takers), of a region and below it: code and name."""
    codes = _form_takers(desk(), edition(), kind, period, region)
    what, names = (
        ("organisations", ("organisation_code", "short_name"))
        if kind in ("monthly", "backfill")
        else ("regions", ("region_code", "name"))
    )
    known = named(what)
    known = known[known[names[0]].isin(codes)]
    shown = known["name_en"] if language() == "en" else known[names[1]]
    found = dict(zip(known[names[0]], shown.where(shown.notna(), known[names[1]]), strict=True))
    return told_apart(what, found)


@st.cache_resource(max_entries=16, show_spinner=False)
def _form_takers(_desk: Desk, edition: Edition, kind: str, period: date, region: str | None) -> list[str]:
    return tracker.form_takers(_desk, kind, period, region)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs={Scope: hash})
def _named(
    _desk: Desk, edition: Edition, today: date, verb: str, asked: tuple[tuple[str, object], ...]
) -> pd.DataFrame:
    return _VERBS[verb](_desk, **dict(asked))


def sees(region: str) -> bool:
    """Whether a region is one of those that may be seen."""
    return desk().viewer.reading.sees(region)


def covers(region: str | None) -> bool:
    """Whether all of a region is seen (None: of the country), without which none of its parts can be ranked."""
    return desk().viewer.reading.covers(region)


def may(verb: Verb) -> bool:
    """Whether who looks may do that, and so is offered it."""
    return verb in desk().viewer.verbs


def months(known_at: datetime | None = None) -> list[date]:
    """The months for which anything stands, or stood at a moment, reported, newest first."""
    return _months(desk(), edition(), known_at)


@st.cache_resource(max_entries=4, show_spinner=False)
def _months(_desk: Desk, edition: Edition, known_at: datetime | None) -> list[date]:
    return tracker.months(_desk, known_at)


def home_region() -> str | None:
    """The smallest region that holds everything reported: what an office sees first."""
    return _home_region(desk(), edition())


@st.cache_resource(max_entries=4, show_spinner=False)
def _home_region(_desk: Desk, edition: Edition) -> str | None:
    return tracker.home_region(_desk)


def in_language(frame: pd.DataFrame, speech: str) -> pd.DataFrame:
    """The frame with English names in the columns that people read, where English is spoken."""
    if speech != "en":
        return frame
    return frame.assign(
        **{
            name: frame[other].where(frame[other].notna(), frame[name])
            for name, other in _ENGLISH.items()
            if name in frame and other in frame
        }
    )


def series(record: Mapping[Hashable, Any], scope: Scope) -> pd.DataFrame:
    """The reported values of one target up to the scope's month, oldest first (tracker.series)."""
    return named("series", target_id=str(record["target_id"]), scope=scope)


def history(target_id: str, scope: Scope) -> pd.DataFrame:
    """What one target's light was at each reported month (tracker.history)."""
    return _history(edition(), target_id, scope)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs={Scope: hash})
def _history(edition: Edition, target_id: str, scope: Scope) -> pd.DataFrame:
    known = _stated(edition, scope.as_of, scope.known_at)
    return tracker.lights(desk(), known[known["target_id"] == target_id], months(scope.known_at), scope)


def passage(statement_id: str) -> tuple[Passage | None, bool]:
    """Where a target or a fact stands in the registered text (tracker.passage), and whether a text is registered."""
    return _passage(desk(), edition(), statement_id)


@st.cache_resource(max_entries=256, show_spinner=False)
def _passage(_desk: Desk, edition: Edition, statement_id: str) -> tuple[Passage | None, bool]:
    known = named("documents").dropna(subset=["text_file"])["document_id"]
    registered = any(statement_id.startswith(f"{document}.") for document in known)
    return (tracker.passage(_desk, statement_id) if registered else None), registered


def trail(target_id: str, scope: Scope) -> Trail | None:
    """What a target rests on and belongs with (tracker.trail)."""
    return _trail(desk(), edition(), target_id, scope)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Scope: hash})
def _trail(_desk: Desk, edition: Edition, target_id: str, scope: Scope) -> Trail | None:
    return tracker.trail(_desk, target_id, scope)


def document_reading(document_id: str, content: bytes, file_name: str, caller: Caller) -> Registration:
    """A file read as the text of a document (tracker.check_document); nothing is written.

    A refusal is not remembered: what a busy machine could not read it may read the next time.
    """
    asked = (desk(), caller, edition(), document_id, content, file_name)
    reading = _document_reading(*asked)
    if reading.refused:
        _document_reading.clear(*asked)
    return reading


@st.cache_resource(max_entries=4, show_spinner=False)
def _document_reading(
    _desk: Desk, _caller: Caller, edition: Edition, document_id: str, content: bytes, file_name: str
) -> Registration:
    return tracker.check_document(_desk, document_id, content, file_name, caller=_caller)


def office() -> Home:
    """The office; when first asked for, its states are settled and what waited too long is thrown away."""
    asking = desk()
    return _office(asking, (asking.store.path, id(asking.store.file)))


@st.cache_resource(max_entries=1, show_spinner=False)
def _office(_desk: Desk, which: tuple[str, int]) -> Home:
    return tracker.open_home(_desk)
