"""The imports that await confirmation: the one thing this dashboard keeps in the viewer's session.

Keyed by the file's content and the store's version, so that a file is checked once, and again after anything
was imported.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import streamlit as st
from streamlit.typing import UploadedFile

import tracker
from data.intake.importer import ImportResult, Preview
from pages.shared import load
from pages.shared.marks import plain
from wording.translate import _

_PREVIEWS, _DONE = "previews_awaiting", "imports_done"
Key = tuple[str, load.Edition]


def checked(files: Iterable[UploadedFile], now: datetime) -> Iterator[tuple[Preview, bytes]]:
    """A preview of each file, with a progress bar while they are read; those already imported here stay shown."""
    waiting = list(files)
    bar = (
        st.progress(0.0, text=_("正在检查")) if any(not _known(file.getvalue()) for file in waiting) else None
    )
    found = []
    for at, file in enumerate(waiting):
        if bar is not None:
            bar.progress(at / len(waiting), text=_("正在检查 {name}").format(name=plain(file.name)))
        found.append((_preview(file, now), file.getvalue()))
    if bar is not None:
        bar.empty()
    yield from found


def done(content: bytes) -> ImportResult | None:
    """What importing this file did, if it was imported in this session."""
    found: ImportResult | None = st.session_state.get(_DONE, {}).get(_digest(content))
    return found


def finish(content: bytes, result: ImportResult) -> None:
    """Remember what importing the file did."""
    st.session_state.setdefault(_DONE, {})[_digest(content)] = result


def forget(content: bytes) -> None:
    """Check the file again at the next look."""
    _held().pop(_key(content), None)


def shown(preview: Preview) -> str:
    """What the viewer is shown of a file, as a key: a confirmation counts for that and nothing newer."""
    said = repr([(one.code, one.cell) for one in preview.problems]).encode()
    return hashlib.sha256(preview.digest.encode() + said).hexdigest()[:16]


def _preview(file: UploadedFile, now: datetime) -> Preview:
    content = file.getvalue()
    held = _held()
    if done(content) is None or _key(content) not in held:
        held.setdefault(_key(content), _check(content, file.name, now))
    return held[_key(content)]


def _check(content: bytes, name: str, now: datetime) -> Preview:
    return tracker.check_workbook(load.store(), content, name, today=now.date())


def _known(content: bytes) -> bool:
    return _key(content) in _held()


def _held() -> dict[Key, Preview]:
    held: dict[Key, Preview] = st.session_state.setdefault(_PREVIEWS, {})
    return held


def _key(content: bytes) -> Key:
    return _digest(content), load.edition()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
