"""A region's plan by month (分月计划): how far each of its targets is to be by each month of a year."""

from typing import TYPE_CHECKING

from data.intake.kinds.kind import Kind

if TYPE_CHECKING:
    from data.intake.previews import Preview
    from data.store import Writer


def _post(write: "Writer", preview: "Preview", batch_id: int) -> None:
    """Append every planned value the form states, also those that stand already."""
    write.append("planned_path", [
        {"target_id": one.target_id, "period_end": one.period_end, "sheet": one.sheet, "cell": one.cell,
         "value": one.new, "batch_id": batch_id}
        for one in preview.differences
    ])  # fmt: skip


PLAN = Kind(name="plan", post=_post)
