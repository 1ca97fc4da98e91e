"""What an import of any kind writes, and how it is taken back: one transaction, the past kept, the copy for readers renewed.

A preview was made of the store as it was then: inside the transaction it is held against the store as it is now, and
what no longer fits writes nothing. A correction is a new version and a void is a mark; the standing values are derived
and can be rebuilt.
"""

from datetime import datetime
from decimal import Decimal

from data.store import Store, Writer
from intake.kinds import KINDS
from intake.previews import ImportResult, Preview


def commit(
    store: Store,
    preview: Preview,
    *,
    by: str,
    now: datetime,
    confirm_warnings: bool = False,
    submission_id: str | None = None,
) -> ImportResult:
    """Write a checked file in one transaction; what may not be written is told by the result's status.

    `outdated`: the store has changed since the check, so the file is to be checked again. `submission_id`: under which
    the file was kept.
    """
    if _held_back(preview, confirm_warnings=confirm_warnings):
        return _result(preview, preview.status, preview.batch_id)
    with store.transaction() as write:
        if standing := write.rows("batch_by_content", digest=preview.sha256):
            return _result(preview, "already_imported", int(str(standing[-1]["batch_id"])))
        if _outdated(write, preview):
            return _result(preview, "outdated")
        batch_id = int(str(write.rows("next_batch")[0]["batch_id"]))
        write.append("batch", [_batch(preview, batch_id, by, now) | {"submission_id": submission_id}])
        KINDS[preview.kind].post(write, preview, batch_id)
        write.execute("seal_batch", batch_id=batch_id)
        # Asked here and not of the preview: a back-fill lists only some of its keys there.
        if write.rows("shares_keys", batch_id=batch_id)[0]["shared"]:
            _derive(write, batch_id)
    return _result(preview, "imported", batch_id)


def _held_back(preview: Preview, *, confirm_warnings: bool) -> bool:
    """Tell whether a preview may not be written: rejected, there already, names unknown, or warnings nobody confirmed."""
    if preview.status in {"rejected", "already_imported"} or preview.unresolved:
        return True
    return preview.status == "needs_confirmation" and not confirm_warnings


def _outdated(write: Writer, preview: Preview) -> bool:
    """Tell whether anything was changed since the check, a month closed that the file reports above all."""
    closed = {row["period_end"] for row in write.rows("closures") if row["action"] == "close"}
    return preview.compared != write.rows("edition")[0]["version"] or not closed.isdisjoint(preview.months)


def _batch(preview: Preview, batch_id: int, by: str, now: datetime) -> dict[str, object]:
    """Return the import's own row; what its rows count and add up to is sealed once they are written."""
    return {
        "batch_id": batch_id, "kind": preview.kind, "period_end": preview.period, "organisation_code": preview.unit,
        "source_file": preview.file_name, "sha256": preview.sha256, "template_version": preview.template_version,
        "imported_at": now, "imported_by": by, "vintage": preview.vintage, "row_count": 0, "control_sum": Decimal(0),
        "is_sample": preview.is_sample, "status": "posted",
    }  # fmt: skip


def _derive(write: Writer, batch_id: int) -> None:
    """Settle anew which values stand among the keys a batch touches."""
    write.execute("forget_outranked", batch_id=batch_id)
    write.execute("derive_outranked", batch_id=batch_id)


def _result(preview: Preview, status: str, batch_id: int | None = None) -> ImportResult:
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
    return True


def rebuild(store: Store) -> None:
    """Derive anew from the log which values do not stand."""
    with store.transaction() as write:
        write.execute("clear_outranked")
        write.execute("derive_outranked", batch_id=None)
