"""The monthly round: what each unit is asked, who has answered, which months are open, what names mean.

Owns the rows of a form (from the ledger and last month's figures), the calendar of due days and closures, and
the names people confirmed. It reads no workbook and judges no target.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from data.intake import matching
from data.intake.previews import Preview
from data.intake.questions import Unresolved
from data.scope import END_OF_TIME
from data.store import Store
from data.workbooks import periods
from data.workbooks.fields import OPEN_VALUES, REQUIRED_VALUE, kind_of
from metrics.measures import Measure
from metrics.model import Assessed, Basis, Frequency

DUE_DAY = 10  # of the following month, unless the office sets another
ROW_COLUMNS = (
    "indicator_code", "indicator", "unit", "measure", "region_code", "region", "target", "previous", "sector",
)  # fmt: skip
STATUS_COLUMNS = (
    "organisation_code", "unit", "unit_short", "unit_en", "region_code", "period_end", "status", "due_on", "first_at", "last_at",
    "reports", "batch_id", "is_sample",
)  # fmt: skip
LEVEL_BASES = {Basis.LEVEL, Basis.FLOW, Basis.SHARE, Basis.RANK}


def form_rows(store: Store, unit: str, period: date, frequency: Frequency = Frequency.MONTH) -> pd.DataFrame:
    """Return what a unit is asked in a month: one row per indicator × region it leads first, or has a part in.

    Values are in the indicator's unit; `target` is NaN where the target is an increment or a growth of a level.
    """
    every, month = _targets(store), periods.month_end(period.year, period.month)
    due = _due_targets(every, month)
    led = due[_first_leads(due) == unit]
    own = _contributed(store, _due_targets(_undivided(every), month), unit)
    return _with_previous(store, _rows(pd.concat([led, own], ignore_index=True)), period, frequency)


def region_rows(store: Store, region: str, period: date) -> pd.DataFrame:
    """Return one form for a whole region: every indicator with a target there, whoever leads it."""
    targets = _due_targets(_targets(store), period)
    return _with_previous(store, _rows(targets[targets["region_code"] == region]), period)


def _targets(store: Store) -> pd.DataFrame:
    return store.query("targets", region=None, sector=None, unit=None, known_at=END_OF_TIME)


def _due_targets(targets: pd.DataFrame, period: date) -> pd.DataFrame:
    """Return the targets a month's report is for: begun, not past, annual-only ones in their last month."""
    month = pd.Timestamp(period)
    running = (targets["period_start"] <= month) & (targets["deadline"] >= month)
    asked = (targets["assessed"] != Assessed.ANNUAL) | (
        targets["deadline"].dt.to_period("M") == month.to_period("M")
    )
    due: pd.DataFrame = targets[running & asked]
    return due


def _first_leads(targets: pd.DataFrame) -> pd.Series:
    """Return who reports each target's figure: of several leads the one named first, lest one figure be asked twice."""
    return pd.Series(
        [codes[0] if codes is not None and len(codes) else "" for codes in targets["lead_codes"]],
        index=targets.index,
        dtype="object",
    )


def _undivided(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the additive targets of documents of which nothing has been handed down below their region.

    There the document's own naming says who has a part; once a decomposition stands, it alone says so.
    """
    shares = targets[targets["is_allocated"].astype(bool)]
    divided = set(zip(shares["document_id"], shares["parent_region_code"], strict=True))
    keys = zip(targets["document_id"], targets["region_code"], strict=True)
    whole = pd.Series([key not in divided for key in keys], index=targets.index, dtype=bool)
    return targets[whole & targets["additive"].astype(bool) & ~targets["is_allocated"].astype(bool)]


def _contributed(store: Store, undivided: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the region above's undivided targets that name the unit, as rows of the region the unit governs.

    A target it is first to lead is not among them: of that it reports the whole.
    """
    seat = next((row for row in store.rows("organisations") if row["organisation_code"] == unit), None)
    if seat is None or seat["kind"] != "region_government":
        return undivided.head(0)
    region = next((row for row in store.rows("regions") if row["region_code"] == seat["region_code"]), None)
    if region is None or region["parent_code"] is None:
        return undivided.head(0)
    named = pd.Series([unit in codes for codes in undivided["unit_codes"]], index=undivided.index, dtype=bool)
    above = (undivided["region_code"] == region["parent_code"]) & (_first_leads(undivided) != unit)
    return undivided[named & above].assign(
        region_code=str(region["region_code"]), region=str(region["name"]), value_normal=float("nan")
    )


def _rows(targets: pd.DataFrame) -> pd.DataFrame:
    """Return one row per indicator × region: a comparable annual target first, the nearest deadline next."""
    comparable = [
        basis in LEVEL_BASES or (basis == Basis.GROWTH and Measure(measure).traits.grows)
        for basis, measure in zip(targets["basis"], targets["measure"], strict=True)
    ]
    frame = targets.assign(
        target=targets["value_normal"].where(pd.Series(comparable, index=targets.index, dtype=bool)),
        unit=targets["indicator_unit"],
        previous=float("nan"),
    )
    frame = frame.assign(without=frame["target"].isna()).sort_values(
        ["top_sector_position", "sector_position", "indicator_code", "region_code", "without", "deadline"]
    )
    rows = frame.drop_duplicates(["indicator_code", "region_code"])[list(ROW_COLUMNS)]
    return rows.reset_index(drop=True)


def _with_previous(
    store: Store, rows: pd.DataFrame, period: date, frequency: Frequency = Frequency.MONTH
) -> pd.DataFrame:
    """Add the figure of the period before; a cumulative begins anew with the year."""
    if rows.empty:
        return rows
    measures = [Measure(measure) for measure in rows["measure"]]
    kinds = [str(kind_of(REQUIRED_VALUE[measure], measure)) for measure in measures]
    standing = store.rows(
        "standing", indicators=list(rows["indicator_code"]), regions=list(rows["region_code"]), kinds=kinds,
        periods=[periods.previous(period, frequency)] * len(rows),
    )  # fmt: skip
    values = {(row["indicator_code"], row["region_code"]): float(str(row["value"])) for row in standing}
    anew = periods.begins_year(period, frequency)
    fresh = [anew and measure.traits.accumulates for measure in measures]
    keys = zip(rows["indicator_code"], rows["region_code"], fresh, strict=True)
    return rows.assign(
        previous=[
            float("nan") if new else values.get((code, region), float("nan")) for code, region, new in keys
        ]
    )


def government(store: Store, region: str) -> tuple[str, str]:
    """Return code and name of a region's government; the region's own where the ledger has no such organisation."""
    for row in store.rows("organisations"):
        if row["kind"] == "region_government" and row["region_code"] == region:
            return str(row["organisation_code"]), str(row["name"])
    names = {str(row["region_code"]): str(row["name"]) for row in store.rows("regions")}
    return region, names.get(region, region)


def reporting_units(store: Store, period: date) -> pd.DataFrame:
    """Return the organisations that owe a report for a month: those whose form asks for anything."""
    every = _targets(store)
    owing = set(_first_leads(_due_targets(every, period)))
    undivided = _due_targets(_undivided(every), period)
    named = {
        (region, code)
        for region, codes in zip(undivided["region_code"], undivided["unit_codes"], strict=True)
        for code in codes
    }
    parents = {row["region_code"]: row["parent_code"] for row in store.rows("regions")}
    owing |= {
        row["organisation_code"]
        for row in store.rows("organisations")
        if row["kind"] == "region_government"
        and (parents.get(row["region_code"]), row["organisation_code"]) in named
    }
    organisations = store.query("organisations")
    return organisations[organisations["organisation_code"].isin(owing)].reset_index(drop=True)


def reporting_regions(store: Store, period: date) -> list[str]:
    """Return the codes of the regions with anything to report in a month."""
    return [str(code) for code in _due_targets(_targets(store), period)["region_code"].unique()]


def leaderless(store: Store, period: date) -> pd.DataFrame:
    """Return the month's due targets that no unit leads: no unit's form asks them."""
    due = _due_targets(_targets(store), period)
    return due[_first_leads(due) == ""]


def spans(store: Store) -> set[tuple[date, date]]:
    """Return the spans of the targets, from the first day to the deadline, over which monthly reports are asked."""
    targets = _targets(store)
    monthly = targets[targets["assessed"] != Assessed.ANNUAL]
    return {
        (start.date(), end.date())
        for start, end in zip(monthly["period_start"], monthly["deadline"], strict=True)
        if not (pd.isna(start) or pd.isna(end))
    }


def due_on(period: date, due_day: int) -> date:
    """Return the day a month's report is due: that day of the following month, or its last."""
    following = period + timedelta(days=1)
    return following.replace(day=min(due_day, periods.month_end(following.year, following.month).day))


def reporting_status(
    store: Store,
    months: Sequence[date],
    *,
    today: date,
    due_day: int | None = None,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """Return one row per unit × month owed: on_time, late, corrected, missing or pending (not yet due).

    `corrected` was on time and sent again; a late report stays late however often it is sent. Months are month ends.
    As it was known at `known_at`: what came or was voided later is undone; `today` is then the caller's day.
    """
    day = due_day if due_day is not None else stored_due_day(store)
    received = {
        (str(row["organisation_code"]), row["period_end"]): row
        for row in store.rows(
            "reports_received", first=min(months), last=max(months), known_at=known_at or END_OF_TIME
        )
    }
    rows = [
        _status_row(unit, month, received.get((unit["organisation_code"], month)), due_on(month, day), today)
        for month in months
        for unit in reporting_units(store, month).to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(STATUS_COLUMNS))


def _status_row(
    unit: Mapping[Any, Any], month: date, report: Mapping[str, object] | None, due: date, today: date
) -> dict[str, object]:
    return {
        "organisation_code": unit["organisation_code"], "unit": unit["name"], "unit_short": unit["short_name"],
        "unit_en": unit["name_en"],
        "region_code": unit["region_code"], "period_end": pd.Timestamp(month), "status": _status(report, due, today),
        "due_on": pd.Timestamp(due), "first_at": report and report["first_at"], "last_at": report and report["last_at"],
        "reports": int(str(report["reports"])) if report else 0, "batch_id": report and report["batch_id"],
        "is_sample": bool(report and report["is_sample"]),
    }  # fmt: skip


def _status(report: Mapping[str, object] | None, due: date, today: date) -> str:
    if report is None:
        return "missing" if today > due else "pending"
    first = report["first_at"]
    if isinstance(first, datetime) and first.date() > due:
        return "late"
    return "corrected" if int(str(report["reports"])) > 1 else "on_time"


def stored_due_day(store: Store) -> int:
    """Return the day of the month the office set for reports, else the usual one."""
    return next(
        (int(str(row["value"])) for row in store.rows("settings") if row["name"] == "due_day"), DUE_DAY
    )


def set_due_day(store: Store, day: int, *, by: str, now: datetime) -> None:
    """Set the day of the following month on which reports are due (1 to 31)."""
    if not 1 <= day <= 31:
        raise ValueError(day)
    with store.transaction() as write:
        write.append("setting", [{"name": "due_day", "value": str(day), "set_by": by, "set_at": now}])


def closed_months(store: Store) -> set[date]:
    """Return the months that accept no report."""
    return {
        row["period_end"]
        for row in store.rows("closures")
        if row["action"] == "close" and isinstance(row["period_end"], date)
    }


def close_month(store: Store, period: date, *, reason: str, by: str, now: datetime) -> bool:
    """Close a month: reports for it are refused until it is reopened. False when it already was."""
    return _turn(store, period, "close", reason, by, now) if period not in closed_months(store) else False


def reopen_month(store: Store, period: date, *, reason: str, by: str, now: datetime) -> bool:
    """Open a closed month again; the reason is kept. False when it was open."""
    return _turn(store, period, "reopen", reason, by, now) if period in closed_months(store) else False


def _turn(store: Store, period: date, action: str, *told: object) -> bool:
    reason, by, now = told
    with store.transaction() as write:
        write.append("period_closure", [
            {"period_end": period, "action": action, "reason": reason, "acted_by": by, "acted_at": now}
        ])  # fmt: skip
    return True


def confirm_name(store: Store, unresolved: Unresolved, code: str, *, by: str, now: datetime) -> None:
    """Remember what a typed name means; it is asked once. The file is to be checked again afterwards."""
    table, column = (
        ("alias", "indicator_code") if unresolved.what == "indicator" else ("region_alias", "region_code")
    )
    with store.transaction() as write:
        write.append(
            table, [{"typed": unresolved.key, column: code, "confirmed_by": by, "confirmed_at": now}]
        )


def confirm_typed(
    store: Store, what: str, typed: str, code: str, *, by: str, now: datetime
) -> matching.Indicator | matching.Region | None:
    """Remember what a name means before a file asks; returns what bears it already, and then remembers nothing.

    `what`: indicator or region.
    """
    names = matching.load(store)
    known: matching.Indicator | matching.Region | None = (
        matching.find_indicator(matching.label(typed), names)
        if what == "indicator"
        else matching.find_region(typed, names)
    )
    if known is None:
        key = matching.key(what, typed)
        asked = Unresolved(what=what, typed=typed, key=key, cell="", suggestions=())
        confirm_name(store, asked, code, by=by, now=now)
    return known


def filled_rows(store: Store, preview: Preview) -> pd.DataFrame:
    """Return form rows holding a preview's values and remarks, to send back where a file cannot be marked up."""
    known = matching.load(store)
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for record in preview.rows.to_dict("records"):
        row = rows.setdefault((record["indicator_code"], record["region_code"]), _blank_row(record, known))
        key = _column_of(str(record["kind"]), Measure(str(row["measure"])))
        row[key] = record["new"]
    for remark in preview.remarks.to_dict("records"):
        if (remark["indicator_code"], remark["region_code"]) in rows:
            rows[remark["indicator_code"], remark["region_code"]][remark["kind"]] = remark["text"]
    return pd.DataFrame(_ordered(rows.values()))


def _blank_row(record: Mapping[Any, Any], known: matching.Names) -> dict[str, object]:
    indicator = known.indicators[str(record["indicator_code"])]
    return {
        "indicator_code": indicator.code, "indicator": indicator.name, "unit": indicator.unit,
        "measure": str(indicator.measure), "region_code": record["region_code"], "region": record["region"],
        "target": float("nan"), "previous": float("nan"),
    }  # fmt: skip


def _column_of(kind: str, measure: Measure) -> str:
    return next(key for key in OPEN_VALUES[measure] if str(kind_of(key, measure)) == kind)


def _ordered(rows: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: (str(row["region_code"]), str(row["indicator_code"])))
