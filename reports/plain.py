"""Text that every file can hold: what XML forbids, and what a half of a character leaves behind, taken out.

A remark may carry anything that was pasted into a cell; a product must never fail for it.
"""

import re

import pandas as pd

# Controls but tab and line ends, halves of a pair, and the two code points that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


def plain(text: str) -> str:
    """The text with a space for every run of forbidden characters, none at its ends."""
    return _FORBIDDEN.sub(" ", text).strip() if _FORBIDDEN.search(text) else text


def plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts, and those in its tuples, made plain; the same frame where they are already."""
    mended = {name: column for name in frame.columns if (column := _plain_column(frame[name])) is not None}
    if not mended:
        return frame
    copy = frame.copy(deep=False)
    for name, column in mended.items():
        copy[name] = pd.Series(column, index=frame.index, dtype=object)
    return copy


def _plain_column(values: "pd.Series[str]") -> list[object] | None:
    """The column made plain; None where there is nothing to mend."""
    if not (pd.api.types.is_object_dtype(values) or pd.api.types.is_string_dtype(values)):
        return None
    before = list(values)
    after = [_plain_cell(value) for value in before]
    return after if any(one is not other for one, other in zip(after, before, strict=True)) else None


def _plain_cell(value: object) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple) and any(isinstance(part, str) and _FORBIDDEN.search(part) for part in value):
        return tuple(_plain_cell(part) for part in value)
    return value
