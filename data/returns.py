"""What goes back to the reporter: their own workbook marked up, or our form with their values where that cannot be."""

from io import BytesIO

from data import reporting, workbook
from data.importer import Preview
from data.store import Store
from data.workbook import Form


def returned_workbook(store: Store, content: bytes, preview: Preview) -> bytes:
    """Return the workbook to send back: problems coloured, commented and listed on the first sheet.

    .xlsx is marked in place; other formats come back as our form holding what could be read; a file that could
    not be opened comes back as the list alone.
    """
    marked = workbook.mark_up(content, preview.file_name, preview.problems)
    if marked is not None:
        return marked
    form = _filled(store, preview)
    marked = workbook.mark_up(form or b"", "form.xlsx" if form else "", preview.problems)
    assert marked is not None
    return marked


def _filled(store: Store, preview: Preview) -> bytes | None:
    if preview.period is None or preview.rows.empty:
        return None
    about = Form(
        unit_code=preview.unit or "",
        unit_name=preview.unit_name or "（未写明）",
        period_end=preview.period,
        is_sample=preview.is_sample,
        title="退回：工业目标跟踪月报表",
    )
    out = BytesIO()
    workbook.write_template(reporting.filled_rows(store, preview), about, out)
    return out.getvalue()
