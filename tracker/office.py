"""An office's start: whose database this is, the reference tables behind it, and the sample beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from data import catalogue, office, reference
from data.office import Refreshed, Start, Started
from data.problems import Problem, problem
from data.viewer import Verb
from intake import reporting, sample
from tracker.desk import Desk

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
