"""The monthly round: what each organisation is asked, who has answered, which months are open, what names mean.

Owns the rows of a form (from the ledger and last month's figures), the calendar of due days and closures, and
the names people confirmed. It reads no workbook and judges no target.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from data import periods
from data.scope import END_OF_TIME
from data.store import Store
from intake import matching
from intake.matching import Unresolved
from intake.previews import Preview
from intake.workbooks.fields import OPEN_VALUES, REQUIRED_VALUE, kind_of
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


def asked(
    store: Store,
    months: Sequence[date],
    *,
    region: str | None = None,
    seat: str | None = None,
    known_at: datetime = END_OF_TIME,
) -> pd.DataFrame:
    """Return what forms ask in these months: one row per month (period_end), figure and organisation that reports it.

    As the ledger stands in the month, as far as it was known at a moment. `region` keeps the figures of a region and all below it, `seat` the organisations seated there.
    """
    ends = sorted({periods.month_end(month.year, month.month) for month in months})
    return store.query("asked", months=ends, known_at=known_at, region=region, seat=seat)


def form_rows(
    store: Store, organisations: Sequence[str], period: date, frequency: Frequency = Frequency.MONTH
) -> dict[str, pd.DataFrame]:
    """Return what each organisation is asked in a month: one row per indicator × region it leads first, or has a part in.

    Values are in the indicator's unit; `target` is NaN where the target is an increment or a growth of a level, and of
    a part. Of an organisation that who asks may not see as a whole there are none.
    """
    month = periods.month_end(period.year, period.month)
    due = _due(asked(store, [month]), month)
    own = due[due["is_own"].astype(bool)]
    rows = {code: _rows(own[own["organisation_code"] == code]) for code in organisations}
    return _with_previous(store, rows, period, frequency)


def region_rows(store: Store, region: str, period: date) -> pd.DataFrame:
    """Return one form for a whole region: every indicator with a target there, whoever leads it."""
    due = _due(asked(store, [period], region=region), period)
    whole = due[~due["is_part"].astype(bool) & (due["region_code"] == region)]
    return _with_previous(store, {region: _rows(whole)}, period)[region]


def _due(figures: pd.DataFrame, period: date) -> pd.DataFrame:
    """Return the figures a month's report is for: begun, not past, annual-only ones in their last month.

    A deadline within the month is asked in that month, as the judge looks for it there.
    """
    month = pd.Timestamp(period).to_period("M")
    last = figures["deadline"].dt.to_period("M")
    running = figures["period_end"].dt.to_period("M") == month
    due: pd.DataFrame = figures[running & ((figures["assessed"] != Assessed.ANNUAL) | (last == month))]
    return due


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
    store: Store,
    forms: Mapping[str, pd.DataFrame],
    period: date,
    frequency: Frequency = Frequency.MONTH,
) -> dict[str, pd.DataFrame]:
    """Add to each form's rows the figure of the period before; a cumulative begins anew with the year."""
    keys = {
        (str(row["indicator_code"]), str(row["region_code"]), Measure(row["measure"]))
        for rows in forms.values()
        for row in rows.to_dict("records")
    }
    values = _standing(store, sorted(keys), periods.previous(period, frequency)) if keys else {}
    anew = periods.begins_year(period, frequency)
    return {
        code: rows.assign(
            previous=[
                float("nan")
                if anew and measure == Measure.FLOW
                else values.get((indicator, region), float("nan"))
                for indicator, region, measure in zip(
                    rows["indicator_code"], rows["region_code"], rows["measure"], strict=True
                )
            ]
        )
        for code, rows in forms.items()
    }


def _standing(
    store: Store, keys: Sequence[tuple[str, str, Measure]], end: date
) -> dict[tuple[str, str], float]:
    """Return the main figure that stands for a period, by indicator and region."""
    kinds = [str(kind_of(REQUIRED_VALUE[measure], measure)) for _, _, measure in keys]
    standing = store.rows(
        "standing", indicators=[one for one, _, _ in keys], regions=[one for _, one, _ in keys], kinds=kinds,
        periods=[end] * len(keys),
    )  # fmt: skip
    return {
        (str(row["indicator_code"]), str(row["region_code"])): float(str(row["value"])) for row in standing
    }


def government(store: Store, region: str) -> tuple[str, str]:
    """Return code and name of a region's government; the region's own where the ledger has no such organisation."""
    for row in store.rows("organisations"):
        if row["kind"] == "region_government" and row["region_code"] == region:
            return str(row["organisation_code"]), str(row["name"])
    names = {str(row["region_code"]): str(row["name"]) for row in store.rows("regions")}
    return region, names.get(region, region)


def reporting_organisations(store: Store, period: date, region: str | None = None) -> pd.DataFrame:
    """Return the organisations that owe a report for a month, of a region and below: those whose form asks anything.

    Columns: organisation_code, name, short_name, name_en, region_code, seat (its name).
    """
    return _owing(asked(store, [period], seat=region), period)


def _owing(figures: pd.DataFrame, period: date) -> pd.DataFrame:
    due = _due(figures, period)
    names = {
        "organisation": "name",
        "organisation_short": "short_name",
        "organisation_en": "name_en",
        "seat_code": "region_code",
        "seat": "seat",
    }
    own = due.loc[due["is_own"].astype(bool), ["organisation_code", *names]].rename(columns=names)
    return own.drop_duplicates("organisation_code").sort_values("organisation_code", ignore_index=True)


def reporting_regions(store: Store, period: date, region: str | None = None) -> list[str]:
    """Return the codes of the regions, of one and below, with anything to report in a month."""
    due = _due(asked(store, [period], region=region), period)
    return [str(code) for code in due.loc[~due["is_part"].astype(bool), "region_code"].unique()]


def leaderless(store: Store, period: date, region: str | None = None) -> pd.DataFrame:
    """Return the month's due targets, of a region and below, that no organisation leads: nobody's form asks them."""
    due = _due(asked(store, [period], region=region), period)
    return due[due["organisation_code"].isna()]


def spans(store: Store) -> set[tuple[date, date]]:
    """Return the spans of the targets, from the first day to the deadline's month end, over which reports are asked."""
    return {
        (start, periods.month_end(end.year, end.month))
        for start, end in ((row["period_start"], row["deadline"]) for row in store.rows("target_periods"))
        if isinstance(start, date) and isinstance(end, date)
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
    region: str | None = None,
) -> pd.DataFrame:
    """Return one row per organisation, of a region and below, × month owed: on_time, late, corrected, missing or pending (not yet due).

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
    figures = asked(store, months, seat=region, known_at=known_at or END_OF_TIME)
    rows = [
        _status_row(one, month, received.get((one["organisation_code"], month)), due_on(month, day), today)
        for month in months
        for one in _owing(figures, month).to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(STATUS_COLUMNS))


def _status_row(
    organisation: Mapping[Any, Any], month: date, report: Mapping[str, object] | None, due: date, today: date
) -> dict[str, object]:
    return {
        "organisation_code": organisation["organisation_code"], "unit": organisation["name"], "unit_short": organisation["short_name"],
        "unit_en": organisation["name_en"],
        "region_code": organisation["region_code"], "period_end": pd.Timestamp(month), "status": _status(report, due, today),
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
