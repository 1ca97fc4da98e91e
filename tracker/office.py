"""An office's start and its new years: whose database this is, the reference tables behind it, the sample beside it.

In a new year organisations and indicators go on by themselves. A new target that says no starting level may take the value
that the store holds for the end of the year before; one that nobody leads may be led by who led it before. Both are
proposed, with the value's cell, and taken with a yes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from data import catalogue, office, reference
from data.ledger.statements import Edit, Saved
from data.listing import LIST_SEPARATOR
from data.office import Refreshed, Start, Started
from data.problems import Problem, problem
from data.scope import Scope
from data.viewer import Verb
from intake import reporting, sample
from metrics.measures import Measure
from tracker.desk import Desk
from tracker.ledger import targets
from tracker.statements import amend

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What became of the sample: how many workbooks were imported, the names of those refused; or why there is none."""

    imported: int = 0
    refused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def office_region(desk: Desk) -> str | None:
    """The code of the region whose office this database is; None where no office was started in it."""
    return office.region_of(desk.store)


def is_empty(desk: Desk) -> bool:
    """Whether nothing was ever stated in this database."""
    return not desk.store.rows("changes")


def start_office(
    desk: Desk,
    asked: Start,
    *,
    by: str,
    due_day: int | None = None,
    with_sample: bool = False,
    told: Told = lambda done, of: None,
) -> Started:
    """Begin an office in an empty database, or say why not; beside the sample with its reports where that is wished."""
    desk.require(Verb.MAINTAIN)
    _region, problems = office.read(asked)
    beside = with_sample and not problems and is_empty(desk)
    if beside:
        _play(desk, told)
    started = office.start(desk.store, asked, by=by, now=desk.now, beside=beside)
    if due_day is not None and not started.problems:
        reporting.set_due_day(desk.store, due_day, by=by, now=desk.now)
    return started


def refresh_reference(desk: Desk, *, by: str) -> Refreshed:
    """Bring what the reference tables stated of the office up to date, or say why not."""
    desk.require(Verb.MAINTAIN)
    return office.refresh(desk.store, by=by, now=desk.now)


def against_sample(desk: Desk) -> tuple[Problem, ...]:
    """Why the sample may not come into this database: it is an office's own, or has reports that are no sample."""
    own = office.region_of(desk.store)
    if own is not None:
        name = reference.name_of(own) or own
        return (problem("L69", reason="office_ledger", name=name),)
    reports = [row for row in desk.store.rows("batches") if not row["is_sample"]]
    return (problem("L69", reason="own_reports", count=len(reports)),) if reports else ()


def demo(desk: Desk, told: Told = lambda done, of: None) -> Demonstration:
    """Build the shipped ledger and import the sample workbooks not yet imported; refused in an office's own database.

    ``told`` hears after each workbook how many of how many are done.
    """
    desk.require(Verb.MAINTAIN)
    problems = against_sample(desk)
    return Demonstration(problems=problems) if problems else _play(desk, told)


def _play(desk: Desk, told: Told) -> Demonstration:
    catalogue.build_shipped(desk.store, desk.now)
    schedule, imported, refused = sample.schedule(), 0, list[str]()
    for done, (line, result) in enumerate(zip(schedule, sample.play(desk.store), strict=True), start=1):
        imported += result.status == "imported"
        if result.status not in {"imported", "already_imported"}:
            refused.append(line["file"])
        told(done, len(schedule))
    return Demonstration(imported=imported, refused=tuple(refused))


YEAR_COLUMNS = (
    "target_id", "before", "region", "indicator", "state", "baseline", "unit", "baseline_on", "source", "vintage", "lead_units",
    "support_units",
)  # fmt: skip
# What becomes of a target of the year before, in the new one.
PROPOSED, CARRIED, STATED, UNREPORTED, ENDED = "proposed", "carried", "stated", "unreported", "ended"
Row = Mapping[str, object]


def new_year(desk: Desk, year: int) -> pd.DataFrame:
    """One row per target of the year before, and what it leaves to its heir, the new year's target of the same region and indicator.

    Columns: YEAR_COLUMNS. `state`: proposed (a baseline, perhaps organisations), carried (organisations alone), stated
    (nothing is missing), unreported (the year before ends without a value), ended (no target goes on).
    """
    rows = [_row(*one) for one in _pairs(desk, year)]
    return pd.DataFrame(rows, columns=list(YEAR_COLUMNS)).sort_values(
        ["region", "indicator"], ignore_index=True
    )


def accept_year(desk: Desk, year: int, chosen: Collection[str], *, by: str, reason: str) -> Saved:
    """Give these new targets (ids) what is proposed for them, as one change of the ledger."""
    edits = [
        edit
        for old, new, value in _pairs(desk, year)
        if new is not None and new["target_id"] in chosen
        for edit in (*_baseline(new, value), *_answering(old, new))
    ]
    return amend(desk, edits, by=by, reason=reason)


def _pairs(desk: Desk, year: int) -> Iterator[tuple[Row, Row | None, Row | None]]:
    """Each target of the year before, its heir and the value its year ended with, exact and with its cell."""
    end = date(year - 1, 12, 31)
    before, now = _stated(desk, end), _stated(desk, date(year, 12, 31))
    ending = before[before["deadline"].dt.year == end.year]
    beginning = now[now["period_start"].dt.year == year]
    heirs = {_key(row): row for row in reversed(beginning.to_dict("records"))}
    held = {
        (*_key(row), str(row["kind"])): row
        for row in desk.store.rows("observations", as_of=end)
        if row["period_end"] == end
    }
    for old in ending.drop_duplicates(["indicator_code", "region_code"]).to_dict("records"):
        kind = str(Measure(str(old["measure"])).traits.kind)
        yield old, heirs.get(_key(old)), held.get((*_key(old), kind))


def _stated(desk: Desk, month: date) -> pd.DataFrame:
    every = targets(desk, Scope(as_of=month))
    return every[~every["is_handed_down"]]


def _key(row: Row) -> tuple[str, str]:
    return str(row["indicator_code"]), str(row["region_code"])


def _row(old: Row, new: Row | None, value: Row | None) -> dict[str, object]:
    shown = value if new is not None and _wants_baseline(new) else None
    carried = new is not None and _is_leaderless(new)
    return {
        "target_id": None if new is None else new["target_id"],
        "before": old["target_id"],
        "region": old["region"],
        "indicator": old["indicator"],
        "state": _state(new, value),
        "baseline": None if shown is None else float(str(shown["value"])),
        "unit": old["indicator_unit"],
        "baseline_on": None if shown is None else shown["period_end"],
        "source": "" if shown is None else _cell(shown),
        "vintage": "" if shown is None else shown["vintage"],
        "lead_units": LIST_SEPARATOR.join(_names(old["lead_units"])) if carried else "",
        "support_units": LIST_SEPARATOR.join(_names(old["support_units"])) if carried else "",
    }


def _state(new: Row | None, value: Row | None) -> str:
    if new is None:
        return ENDED
    if _wants_baseline(new):
        return UNREPORTED if value is None else PROPOSED
    return CARRIED if _is_leaderless(new) else STATED


def _wants_baseline(new: Row) -> bool:
    """Whether a level is where the target starts from, and none is stated."""
    return bool(pd.isna(new["baseline_value"])) and Measure(str(new["measure"])).traits.has_level  # type: ignore[call-overload]


def _is_leaderless(new: Row) -> bool:
    return not _names(new["lead_codes"])


def _names(held: object) -> tuple[str, ...]:
    return tuple(held) if isinstance(held, tuple) else ()


def _cell(value: Row) -> str:
    return f"{value['source_file']} {value['sheet']}!{value['cell']}"


def _baseline(new: Row, value: Row | None) -> Iterator[Edit]:
    """The value the year before ended with, as what the new target starts from."""
    if value is None or not _wants_baseline(new):
        return
    cells = {
        "baseline_value": Decimal(str(value["value"])),
        "baseline_unit": new["indicator_unit"],
        "baseline_on": value["period_end"],
        "baseline_source": _cell(value),
    }
    yield Edit(kind="target", key=str(new["target_id"]), act="correct", cells=cells)


def _answering(old: Row, new: Row) -> Iterator[Edit]:
    """Who answered for the target of the year before, where nobody leads the new one."""
    if not _is_leaderless(new):
        return
    leads = _names(old["lead_codes"])
    supports = tuple(code for code in _names(old["unit_codes"]) if code not in leads)
    for role, codes in (("lead", leads), ("support", supports)):
        for position, code in enumerate(codes):
            key = f"{new['target_id']}/{code}/{role}"
            cells = {
                "target_id": new["target_id"], "organisation_code": code, "role": role, "position": position,
            }  # fmt: skip
            yield Edit(kind="responsibility", key=key, act="add", cells=cells)
