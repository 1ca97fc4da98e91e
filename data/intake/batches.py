"""What an import writes, and how it is taken back: one transaction, the past kept, the copy for readers renewed.

A correction is a new version and a void is a mark; the standing values are derived and can be rebuilt.
"""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from data.intake import figures
from data.intake.figures import SHAPE, FiguresFile
from data.intake.previews import ImportResult, Preview
from data.store import Store, Writer


def commit(
    store: Store,
    preview: Preview,
    *,
    by: str,
    now: datetime,
    confirm_warnings: bool = False,
    submission_id: str | None = None,
) -> ImportResult:
    """Write a checked file in one transaction; what is rejected or unconfirmed writes nothing.

    `submission_id`: under which the file was kept.
    """
    blocked = preview.status in {"rejected", "already_imported"} or bool(preview.unresolved)
    if blocked or (preview.status == "needs_confirmation" and not confirm_warnings):
        return _result(preview, preview.batch_id, preview.status)
    with store.transaction(long=preview.figures is not None) as write:
        if standing := write.rows("batch_by_content", digest=preview.sha256):
            return _result(preview, int(str(standing[-1]["batch_id"])), "already_imported")
        batch_id = int(str(write.rows("next_batch")[0]["batch_id"]))
        _write(write, preview, batch_id, by, now, submission_id=submission_id)
    store.publish()
    return _result(preview, batch_id, "imported")


def _write(
    write: Writer, preview: Preview, batch_id: int, by: str, now: datetime, *, submission_id: str | None
) -> None:
    write.append("batch", [{
        "batch_id": batch_id, "kind": preview.kind, "period_end": preview.period, "organisation_code": preview.unit,
        "source_file": preview.file_name, "sha256": preview.sha256, "template_version": preview.template_version,
        "imported_at": now, "imported_by": by, "vintage": preview.vintage, "row_count": 0, "control_sum": Decimal(0),
        "is_sample": preview.is_sample, "status": "posted", "voided_at": None, "void_reason": None, "note": None,
        "submission_id": submission_id,
    }])  # fmt: skip
    if preview.figures is not None:
        _append_figures(write, preview.figures, preview.vintage, batch_id)
    else:
        write.append("observation_log", _log(preview, batch_id))
    write.append("remark_log", [asdict(one) | {"batch_id": batch_id} for one in preview.noted])
    write.execute("seal_batch", batch_id=batch_id)
    # Asked here and not of the preview: others may have imported since it was made.
    if write.rows("shares_keys", batch_id=batch_id)[0]["shared"]:
        _derive(write, batch_id)


def _append_figures(write: Writer, file: FiguresFile, vintage: str, batch_id: int) -> None:
    """Append a back-fill to the log, period by period in sheet order."""
    read = figures.load(file.path)
    constant = {
        "batch_id": batch_id,
        "vintage": vintage,
        "sheet": read.head.sheet,
        "frequency": read.head.frequency,
    }
    for letters, end, rows in read.portions():
        write.lend("append_figures", SHAPE, rows, letters=letters, period_end=end, **constant)


def _derive(write: Writer, batch_id: int) -> None:
    """Settle anew which values stand among the keys a batch touches."""
    write.execute("forget_outranked", batch_id=batch_id)
    write.execute("derive_outranked", batch_id=batch_id)


def _log(preview: Preview, batch_id: int) -> list[dict[str, object]]:
    """Return a form's values as the log has them, in arrival order: by month, region, indicator."""
    rows = sorted(
        (one for one in preview.differences if one.new is not None),
        key=lambda one: (one.period_end, one.region_code, one.indicator_code, one.kind),
    )
    names = ("indicator_code", "region_code", "kind", "period_end", "raw_text", "raw_unit", "sheet", "cell")
    constant = {"frequency": preview.frequency, "vintage": preview.vintage, "batch_id": batch_id}
    return [{name: getattr(one, name) for name in names} | {"value": one.new} | constant for one in rows]


def _result(preview: Preview, batch_id: int | None, status: str) -> ImportResult:
    counts = preview.counts
    return ImportResult(
        batch_id=batch_id, status=status, rows_new=counts["new"], rows_changed=counts["changed"],
        rows_same=counts["same"], rows_missing=counts["missing"], problems=preview.problems,
    )  # fmt: skip


def void(store: Store, batch_id: int, *, reason: str, now: datetime) -> bool:
    """Take an import back: older values stand again. False when there is no such standing batch."""
    with store.transaction() as write:
        if not any(
            row["batch_id"] == batch_id and row["status"] == "posted" for row in write.rows("batches")
        ):
            return False
        write.execute("void_batch", batch_id=batch_id, now=now, reason=reason)
        _derive(write, batch_id)
    store.publish()
    return True


def rebuild(store: Store) -> None:
    """Derive anew from the log which values do not stand."""
    with store.transaction() as write:
        write.execute("clear_outranked")
        write.execute("derive_outranked", batch_id=None)
