"""The workbooks that go out: the month's form of a unit or a region, and the workbook returned to a reporter."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from data.intake import reporting
from data.intake.importer import Preview
from data.store import Store
from data.workbooks import periods, reader
from data.workbooks.reader import Form
from metrics.model import Frequency


def write_unit_form(
    store: Store,
    unit: str,
    period: date,
    out: str | Path | BinaryIO,
    *,
    since: date | None = None,
    frequency: Frequency = Frequency.MONTH,
    is_sample: bool = False,
) -> int:
    """Write the month's form of an organisation (code), or the back-fill form of the months `since` then.

    Returns its rows; nothing is written when nothing is asked.
    """
    rows = reporting.form_rows(store, unit, period, frequency)
    name = next(
        (str(row["name"]) for row in store.rows("organisations") if row["organisation_code"] == unit), unit
    )
    if not rows.empty:
        form = Form(
            unit_code=unit, unit_name=name, period_end=period, frequency=frequency, is_sample=is_sample
        )
        if since is None:
            reader.write_template(rows, form, out)
        else:
            reader.write_history_form(rows, form, periods.between(since, period), out)
    return len(rows)


def write_region_form(store: Store, region: str, period: date, out: str | Path | BinaryIO) -> int:
    """Write one form for all that has a target in a region (code), in its government's name; return its rows."""
    rows = reporting.region_rows(store, region, period)
    code, name = reporting.government(store, region)
    if not rows.empty:
        reader.write_template(rows, Form(unit_code=code, unit_name=name, period_end=period), out)
    return len(rows)


def returned_workbook(store: Store, content: bytes, preview: Preview) -> bytes:
    """Return the workbook to send back: problems coloured, commented and listed on the first sheet.

    .xlsx is marked in place; other formats come back as our form holding what could be read; a file that could
    not be opened comes back as the list alone.
    """
    marked = reader.mark_up(content, preview.file_name, preview.problems)
    if marked is not None:
        return marked
    form = _filled(store, preview)
    marked = reader.mark_up(form or b"", "form.xlsx" if form else "", preview.problems)
    assert marked is not None
    return marked


def _filled(store: Store, preview: Preview) -> bytes | None:
    if preview.period is None or preview.rows.empty:
        return None
    about = Form(
        unit_code=preview.unit or "",
        unit_name=preview.unit_name or "（未写明）",
        period_end=preview.period,
        frequency=Frequency(preview.frequency),
        is_sample=preview.is_sample,
        title="退回：工业目标跟踪月报表",
    )
    out = BytesIO()
    reader.write_template(reporting.filled_rows(store, preview), about, out)
    return out.getvalue()
