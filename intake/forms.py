"""The workbooks that go out: the forms of an organisation, of all or of a region, and the workbook returned to a reporter.

Owns also who can be given which form and for which months.
"""

import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from data import periods
from data.places import file_name
from data.store import Store
from intake import reporting, targets
from intake.guard.child import OPERATOR, Caller
from intake.previews import Preview
from intake.workbooks.backfill import write_history_form
from intake.workbooks.decomposition import DecompositionForm, District, write_decomposition
from intake.workbooks.markup import Review, mark_up
from intake.workbooks.plans import PlanForm, write_plans
from intake.workbooks.template import Form, write_template
from metrics.model import Frequency


class FormKind(StrEnum):
    """The forms that can be asked for: the first and the third for an organisation, the others for a region."""

    MONTHLY = "monthly"
    REGION = "region"
    BACKFILL = "backfill"
    DECOMPOSITION = "decomposition"
    PLAN = "plan"


def takers(store: Store, kind: FormKind, period: date, region: str | None = None) -> list[str]:
    """Return the codes of the organisations or regions whose form of this kind and month would ask anything.

    Of all, or of a region and what lies below it.
    """
    match kind:
        case FormKind.MONTHLY | FormKind.BACKFILL:
            owing = reporting.reporting_organisations(store, period, region)
            return [str(code) for code in owing["organisation_code"]]
        case FormKind.REGION:
            return reporting.reporting_regions(store, period, region)
        case FormKind.DECOMPOSITION:
            return targets.dividing(store, region)
        case FormKind.PLAN:
            return targets.planning(store, period.year, region)


def months(store: Store, today: date) -> list[date]:
    """Return the month ends, newest first, for which the ledger has a target to report; none after today's month."""
    spans = reporting.spans(store)
    if not spans:
        return []
    first, last = min(start for start, _ in spans), min(max(end for _, end in spans), today)
    ends = periods.between(first, last) if first <= last else []
    return [end for end in reversed(ends) if any(start <= end <= until for start, until in spans)]


def write_organisation_forms(
    store: Store, organisations: Collection[str], period: date, out: str | Path | BinaryIO
) -> int:
    """Write a zip of the month's forms of these organisations (codes), named by month and organisation; how many forms."""
    owing = reporting.reporting_organisations(store, period)
    wanted = owing[owing["organisation_code"].isin(organisations)].to_dict("records")
    shared = Counter(file_name(str(one["short_name"])) for one in wanted)
    rows = reporting.form_rows(store, [str(one["organisation_code"]) for one in wanted], period)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in wanted:
            form, code, name = BytesIO(), str(one["organisation_code"]), file_name(str(one["short_name"]))
            about = Form(organisation_code=code, organisation_name=str(one["name"]), period_end=period)
            write_template(rows[code], about, form)
            own = f"{name}_{file_name(code)}" if shared[name] > 1 else name  # else one would hide the other
            archive.writestr(f"{period:%Y-%m}_{own}.xlsx", form.getvalue())
    return len(wanted)


def write_organisation_form(
    store: Store,
    organisation: str,
    period: date,
    out: str | Path | BinaryIO,
    *,
    since: date | None = None,
    frequency: Frequency = Frequency.MONTH,
) -> int:
    """Write the month's form of an organisation (code), or the back-fill form of the months or quarters `since` then.

    Returns its rows; nothing is written when nothing is asked.
    """
    rows = reporting.form_rows(store, [organisation], period, frequency)[organisation]
    name = next(
        (str(row["name"]) for row in store.rows("organisations") if row["organisation_code"] == organisation),
        organisation,
    )
    if not rows.empty:
        form = Form(
            organisation_code=organisation, organisation_name=name, period_end=period, frequency=frequency
        )
        if since is None:
            write_template(rows, form, out)
        else:
            ends, quarterly = periods.between(since, period), frequency is Frequency.QUARTER
            write_history_form(rows, form, [end for end in ends if not quarterly or end.month % 3 == 0], out)
    return len(rows)


def write_region_form(store: Store, region: str, period: date, out: str | Path | BinaryIO) -> int:
    """Write one form for all that has a target in a region (code), in its government's name; return its rows."""
    rows = reporting.region_rows(store, region, period)
    code, name = reporting.government(store, region)
    if not rows.empty:
        write_template(rows, Form(organisation_code=code, organisation_name=name, period_end=period), out)
    return len(rows)


def write_decomposition_form(
    store: Store,
    region: str,
    out: str | Path | BinaryIO,
    *,
    is_sample: bool = False,
    parts: Mapping[targets.Handed, float] | None = None,
) -> int:
    """Write the region's decomposition form with the parts given, else those that stand; its number of targets."""
    districts, parents = targets.districts(store, region), targets.divisible(store, region)
    known = {key: float(value) for key, value in (parts or targets.handed_down(store)).items()}
    form = DecompositionForm(
        region_code=region,
        region_name=_region_name(store, region),
        districts=tuple(District(region_code=code, name=name) for code, name in districts.items()),
        is_sample=is_sample,
    )
    write_decomposition([_row_of(row, districts, known) for row in parents], form, out)
    return len(parents)


def _row_of(
    row: targets.Row, districts: Iterable[str], known: Mapping[targets.Handed, float]
) -> dict[str, object]:
    target_id = str(row["target_id"])
    return (
        {name: row[name] for name in ("target_id", "indicator", "clause", "comparator")}
        | {"unit": row["indicator_unit"], "target": float(str(row["value_normal"]))}
        | {code: known[target_id, code] for code in districts if (target_id, code) in known}
    )


def write_plan_form(store: Store, region: str, year: int, out: str | Path | BinaryIO) -> int:
    """Write the region's plan by month of a year with what stands of it; its number of targets, 0: unwritten."""
    standing = {key: float(value) for key, value in targets.plans(store).items() if key[1].year == year}
    rows = [_plan_row(row, standing) for row in targets.plannable(store, region, year)]
    if rows:
        form = PlanForm(region_code=region, region_name=_region_name(store, region), year=year)
        write_plans(rows, form, out)
    return len(rows)


def _plan_row(row: targets.Row, standing: Mapping[targets.Planned, float]) -> dict[str, object]:
    target_id = str(row["target_id"])
    return (
        {name: row[name] for name in ("target_id", "indicator", "clause", "deadline")}
        | {"unit": row["indicator_unit"], "target": float(str(row["value_normal"]))}
        | {end.isoformat(): value for (target, end), value in standing.items() if target == target_id}
    )


def _region_name(store: Store, region: str) -> str:
    return next(str(row["name"]) for row in store.rows("regions") if row["region_code"] == region)


def returned_workbook(
    store: Store, content: bytes, preview: Preview, review: Review, *, caller: Caller = OPERATOR
) -> bytes:
    """Return the workbook to send back: its problems, worded in `review`, coloured, commented and listed first.

    .xlsx is marked in place; other formats come back as our form holding what could be read; a file that could
    not be opened comes back as the list alone.
    """
    marked = mark_up(content, preview.file_name, review, caller=caller)
    if marked is not None:
        return marked
    form = _filled(store, preview)
    marked = mark_up(form or b"", "form.xlsx" if form else "", review, caller=caller)
    assert marked is not None
    return marked


def _filled(store: Store, preview: Preview) -> bytes | None:
    if preview.period is None or not preview.differences:
        return None
    about = Form(
        organisation_code=preview.organisation or "",
        organisation_name=preview.organisation_name or "（未写明）",
        period_end=preview.period,
        frequency=Frequency(preview.frequency),
        is_sample=preview.is_sample,
        title="标注：工业目标跟踪月报表",
    )
    out = BytesIO()
    write_template(reporting.filled_rows(store, preview), about, out)
    return out.getvalue()
