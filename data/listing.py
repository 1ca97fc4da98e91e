"""Rows as text that other programs read: a table for people, csv and json for scripts.

Missing is empty (null in JSON), a list is joined by 、, a whole number has no point. Numbers carry 15 digits, as in
a spreadsheet: what lies beyond them is binary noise (1.5 − 1.6 is −0.1).

The columns are a promise to scripts: they keep their names and their order when the house's own words change.
"""

import json
from decimal import Decimal

import numpy as np
import pandas as pd

LIST_SEPARATOR = "、"

TARGET_COLUMNS = (
    "target_id",
    "document",
    "clause",
    "excerpt",
    "region",
    "sector",
    "indicator",
    "measure",
    "basis",
    "comparator",
    "value",
    "value_high",
    "unit",
    "period_start",
    "deadline",
    "strength",
    "lead_units",
    "support_units",
)
FACT_COLUMNS = (
    "kind",
    "document",
    "clause",
    "excerpt",
    "region",
    "indicator",
    "measure",
    "value",
    "unit",
    "period_end",
    "source",
)
DOCUMENT_COLUMNS = (
    "document",
    "title",
    "number",
    "issuer",
    "issued_on",
    "targets",
    "facts",
    "text_file",
    "registered_by",
    "registered_at",
)
PROGRESS_COLUMNS = (
    "target_id",
    "region",
    "sector",
    "indicator",
    "comparator",
    "target",
    "unit",
    "actual",
    "actual_period",
    "completion",
    "expected",
    "pace",
    "lag_pp",
    "required_per_month",
    "landing",
    "landing_low",
    "landing_high",
    "official_status",
    "outlook_status",
    "reason",
    "rule_set",
)
CHANGE_COLUMNS = (
    "target_id",
    "region",
    "sector",
    "indicator",
    "official_status_before",
    "official_status",
    "actual_before",
    "actual",
    "lag_change",
    "by_correction",
    "by_value",
    "by_time",
    "cause",
)
REPORTING_COLUMNS = (
    "period_end",
    "organisation_code",
    "unit",
    "status",
    "due_on",
    "first_at",
    "last_at",
    "reports",
    "batch_id",
)
BATCH_COLUMNS = (
    "batch_id",
    "kind",
    "period_end",
    "unit",
    "source_file",
    "imported_at",
    "imported_by",
    "vintage",
    "row_count",
    "control_sum",
    "is_sample",
    "status",
    "void_reason",
    "submission_id",
)
SUBMISSION_COLUMNS = (
    "submission_id",
    "state",
    "outcome",
    "file_name",
    "kind",
    "period_end",
    "unit",
    "rows_new",
    "rows_changed",
    "rows_same",
    "rows_missing",
    "handed_in_by",
    "handed_in_at",
    "batch_id",
    "decided_by",
    "decided_at",
    "reason",
)
RECONCILE_COLUMNS = (
    "target_id",
    "region",
    "indicator",
    "unit",
    "target",
    "districts",
    "allocated",
    "remainder",
    "loading_ratio",
    "actual",
    "reported",
    "actual_allocated",
    "actual_remainder",
)


_DIGITS = 15


def as_text(frame: pd.DataFrame, shape: str) -> str:
    """The frame as `json`, `csv` or `table`, ending in a line end."""
    rows = [{str(name): _cell(value) for name, value in row.items()} for row in frame.to_dict("records")]
    if shape == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    plain = pd.DataFrame(rows, columns=frame.columns, dtype=object)
    return plain.to_csv(index=False) if shape == "csv" else plain.fillna("").to_string(index=False) + "\n"


def _cell(value: object) -> object:
    match value:
        case tuple() | list():
            return LIST_SEPARATOR.join(map(str, value))
        case pd.Timestamp():
            return (
                value.date().isoformat()
                if value == value.normalize()
                else value.isoformat(timespec="seconds")
            )
        case bool() | np.bool_():
            return bool(value)
        case float() | np.floating() | Decimal():
            return _number(float(value))
    return None if value is None or value is pd.NaT else value


def _number(value: float) -> float | int | None:
    if not np.isfinite(value):
        return None
    value = float(f"{value:.{_DIGITS}g}")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
