"""One target cut from the frames: its record, its remarks, its corrections, its cells and its relatives."""

import re
from collections.abc import Hashable
from datetime import datetime
from typing import Any

import pandas as pd

from data.ledger.versions import ENDS
from data.scope import Scope
from pages.frame import view
from pages.shared import load
from wording.formats import number
from wording.labels import kind_word
from wording.translate import language

Record = dict[Hashable, Any]
_CELL = re.compile(r"([A-Z]+)(\d+)")
_NEIGHBOURS = 1


def record(facts: pd.DataFrame, target_id: str | None) -> Record | None:
    """The target's row of the progress frame; None when it has none."""
    found = facts[facts["target_id"] == target_id]
    return None if found.empty else found.iloc[0].to_dict()


def ended(target_id: str, scope: Scope) -> pd.DataFrame:
    """How a target went that stands no more in the scope's month, its end last; empty of one that never stood by then."""
    spans = load.named("life", target_id=target_id, scope=view.unfiltered(scope))
    begun: pd.DataFrame = spans[spans["valid_from"] <= pd.Timestamp(scope.as_of)]
    return begun if not begun.empty and begun["act"].iloc[-1] in ENDS else begun.iloc[:0]


def document(code: str) -> Record:
    """The document that states the target."""
    known = load.named("documents")
    return known[known["document_id"] == code].iloc[0].to_dict()


def batch(number: object) -> Record | None:
    """The import a value came with."""
    known = load.named("batches")
    found = known[known["batch_id"] == number]
    return None if found.empty else found.iloc[0].to_dict()


def remarks(every: pd.DataFrame, one: Record) -> pd.DataFrame:
    """The target's remarks of the latest month that has any."""
    own = every[
        (every["indicator_code"] == one["indicator_code"]) & (every["region_code"] == one["region_code"])
    ]
    latest: pd.DataFrame = own[own["period_end"] == own["period_end"].max()]
    return latest


def revisions(one: Record, known_at: datetime | None) -> pd.DataFrame:
    """Values that were replaced, as known at a moment: one row per correction with what stood before."""
    every = load.named(
        "revisions", indicator=one["indicator_code"], region=one["region_code"], known_at=known_at
    )
    every = every[every["status"] == "posted"].sort_values("batch_id")
    keys = ["period_end", "kind"]
    every = every.assign(before=every.groupby(keys)["value"].shift())
    changed = every["before"].notna() & (every["before"] != every["value"])
    return every[changed].sort_values("batch_id", ascending=False)


def cells_around(one: Record) -> pd.DataFrame:
    """The rows of the sheet next to the value's: label, then one column a workbook column, as typed."""
    name = "indicator_en" if language() == "en" else "indicator"
    return (
        _near(one)
        .pivot_table(index=["row", name], columns="column", values="raw_text", aggfunc="last")
        .reset_index()
    )


def column_heads(one: Record) -> dict[str, str]:
    """What stands in each of these columns, after its letter: I 期末."""
    near = _near(one)
    said = {column: list(dict.fromkeys(rows["kind"])) for column, rows in near.groupby("column")}
    return {
        str(column): f"{column!s} {'/'.join(kind_word(str(kind)) for kind in kinds)}"
        for column, kinds in said.items()
    }


def _near(one: Record) -> pd.DataFrame:
    near = load.named(
        "batch_cells",
        batch_id=int(one["batch_id"]),
        sheet=one["sheet"],
        near=int(re.sub(r"\D", "", str(one["cell"]))),
        most=2 * _NEIGHBOURS + 1,
    )
    places = near["cell"].str.extract(_CELL)
    typed = near["raw_text"].mask(near["kind"] == "yoy", near["value"].map(_per_cent))
    return near.assign(column=places[0], row=places[1].astype(int), raw_text=typed)


def _per_cent(value: float) -> str:
    """A growth rate as the sheet shows it: Excel keeps 8.4% as 0.084."""
    return f"{number(value)}%"


def family(facts: pd.DataFrame, one: Record) -> pd.DataFrame:
    """The targets this one is part of or replaces, and those that are part of it, its own parts first."""
    mine = one["target_id"]
    above = [code for code in (one["part_of"], one["supersedes"]) if isinstance(code, str)]
    near = (facts["part_of"] == mine) | facts["target_id"].isin(above) | (facts["supersedes"] == mine)
    found: pd.DataFrame = facts[near]
    return found
