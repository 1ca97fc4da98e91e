"""The imports that await confirmation: the one thing this dashboard keeps in the viewer's session.

Keyed by the file's content and the store's version, so that a file is checked once, and again after anything
was imported.
"""

import hashlib
from collections.abc import Iterable, Iterator

import streamlit as st
from streamlit.typing import UploadedFile

import tracker
from data.intake.previews import ImportResult, Preview
from pages.shared import load
from pages.shared.marks import plain
from wording.translate import _

_PREVIEWS, _DONE = "previews_awaiting", "imports_done"
Key = tuple[str, load.Edition]


def checked(files: Iterable[UploadedFile]) -> Iterator[tuple[Preview, bytes]]:
    """A preview of each file, with a progress bar while they are read; those already imported here stay shown."""
    waiting = list(files)
    place = (
        st.empty()
    )  # keeps its place without a bar too, or all below would move and forget what is unfolded
    unknown = any(not _known(file.getvalue()) for file in waiting)
    bar = place.progress(0.0, text=_("正在检查")) if unknown else None
    found = []
    for at, file in enumerate(waiting):
        if bar is not None:
            bar.progress(at / len(waiting), text=_("正在检查 {name}").format(name=plain(file.name)))
        found.append((_preview(file), file.getvalue()))
    place.empty()
    yield from found


def done(content: bytes) -> ImportResult | None:
    """What importing this file did, if it was imported in this session and not taken back since."""
    held: tuple[Preview, ImportResult] | None = st.session_state.get(_DONE, {}).get(_digest(content))
    if held is None:
        return None
    every = load.named("batches")
    standing = every.loc[every["status"] == "posted", "batch_id"]
    return held[1] if held[1].batch_id in set(standing) else None


def finish(content: bytes, preview: Preview, result: ImportResult) -> None:
    """Remember what importing the file did, and what was seen of it before."""
    st.session_state.setdefault(_DONE, {})[_digest(content)] = preview, result


def forget(content: bytes) -> None:
    """Check the file again at the next look."""
    _held().pop(_key(content), None)


def shown(preview: Preview) -> str:
    """What the viewer is shown of a file, as a key: a confirmation counts for that and nothing newer."""
    said = repr([(one.code, one.cell) for one in preview.problems]).encode()
    return hashlib.sha256(preview.digest.encode() + said).hexdigest()[:16]


def _preview(file: UploadedFile) -> Preview:
    content = file.getvalue()
    if done(content) is not None:
        imported: Preview = st.session_state[_DONE][_digest(content)][0]
        return imported
    held = _held()
    if _key(content) not in held:
        held[_key(content)] = _check(content, file.name)
    return held[_key(content)]


def _check(content: bytes, name: str) -> Preview:
    return tracker.check_workbook(load.desk(), content, name)


def _known(content: bytes) -> bool:
    return _key(content) in _held() or done(content) is not None


def _held() -> dict[Key, Preview]:
    held: dict[Key, Preview] = st.session_state.setdefault(_PREVIEWS, {})
    return held


def _key(content: bytes) -> Key:
    return _digest(content), load.edition()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
