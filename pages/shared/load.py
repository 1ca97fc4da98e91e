"""What the screens know: the open store and its frames, cached by the store's version.

The one place where the screens call the program's verbs for reading. Frames come in the language in use and
are shared between viewers, so nobody may change them.
"""

import gc
import os
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

import tracker
from data.scope import Scope
from data.store import Store
from wording.translate import language

Edition = tuple[str, int, int]
DATABASE = "XUSHI_DATABASE"
DEFAULT_DATABASE = "data/xushi.duckdb"
_ENGLISH = {
    "region": "region_en",
    "region_short": "region_en",
    "sector": "sector_en",
    "top_sector": "top_sector_en",
    "indicator": "indicator_en",
    "lead_units": "lead_units_en",
    "support_units": "support_units_en",
}


def store() -> Store:
    """The database named by XUSHI_DATABASE, opened once for all viewers."""
    return _store(os.environ.get(DATABASE, DEFAULT_DATABASE))


def edition() -> Edition:
    """Which state of which database: the key of everything cached, so that a commit outdates it."""
    held = store()
    return held.path, id(held), held.version


@st.cache_resource(max_entries=1, show_spinner=False)
def _store(path: str) -> Store:
    opened = tracker.open_store(Path(path), create=False)
    gc.collect()
    gc.freeze()  # what start-up made lives for ever: no later collection needs to walk it
    return opened


def progress(scope: Scope) -> pd.DataFrame:
    """The progress frame of the scope (tracker.progress), names in the language in use."""
    return _progress(store(), edition(), scope, language())


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Scope: hash})
def _progress(_store: Store, edition: Edition, scope: Scope, speech: str) -> pd.DataFrame:
    return in_language(tracker.progress(_store, scope), speech)


def targets(scope: Scope) -> pd.DataFrame:
    """The targets of the scope without judgement (tracker.targets)."""
    return _targets(store(), edition(), scope, language())


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Scope: hash})
def _targets(_store: Store, edition: Edition, scope: Scope, speech: str) -> pd.DataFrame:
    return in_language(tracker.targets(_store, scope), speech)


_VERBS = {
    "regions": tracker.regions,
    "sectors": tracker.sectors,
    "organisations": tracker.organisations,
    "documents": tracker.documents,
    "batches": tracker.batches,
    "remarks": tracker.remarks,
    "revisions": tracker.revisions,
    "batch_cells": tracker.batch_cells,
    "reporting_status": tracker.reporting_status,
    "facts": tracker.facts,
}


def named(verb: str, **asked: object) -> pd.DataFrame:
    """A plain list by the name of its verb: regions, sectors, organisations, batches, remarks …"""
    return _named(store(), edition(), verb, tuple(sorted(asked.items())))


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs={Scope: hash})
def _named(_store: Store, edition: Edition, verb: str, asked: tuple[tuple[str, object], ...]) -> pd.DataFrame:
    return _VERBS[verb](_store, **dict(asked))


def months() -> list[date]:
    """The months for which anything stands reported, newest first."""
    return _months(store(), edition())


@st.cache_resource(max_entries=4, show_spinner=False)
def _months(_store: Store, edition: Edition) -> list[date]:
    return tracker.months(_store)


def home_region() -> str | None:
    """The smallest region that holds everything reported: what an office sees first."""
    return _home_region(store(), edition())


@st.cache_resource(max_entries=4, show_spinner=False)
def _home_region(_store: Store, edition: Edition) -> str | None:
    return tracker.home_region(_store)


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


def series(target_id: str, scope: Scope) -> pd.DataFrame:
    """The reported values of one target (tracker.series)."""
    return _series(store(), edition(), target_id, scope)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs={Scope: hash})
def _series(_store: Store, edition: Edition, target_id: str, scope: Scope) -> pd.DataFrame:
    return tracker.series(_store, target_id, scope)


def history(target_id: str, scope: Scope) -> pd.DataFrame:
    """What one target's light was at each reported month (tracker.history)."""
    return _history(store(), edition(), target_id, scope)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs={Scope: hash})
def _history(_store: Store, edition: Edition, target_id: str, scope: Scope) -> pd.DataFrame:
    return tracker.history(_store, target_id, scope)
