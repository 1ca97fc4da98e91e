"""A region's targets handed down to its districts (分解表)."""

from typing import TYPE_CHECKING

from data.intake.kinds.kind import Kind

if TYPE_CHECKING:
    from data.intake.previews import Preview
    from data.store import Writer


def _post(write: "Writer", preview: "Preview", batch_id: int) -> None:
    """Append every share the form states, also those that stand already."""
    write.append("allocation", [
        {"parent_target_id": one.target_id, "region_code": one.region_code, "sheet": one.sheet, "cell": one.cell,
         "value": one.new, "batch_id": batch_id}
        for one in preview.differences
    ])  # fmt: skip


DECOMPOSITION = Kind(name="decomposition", post=_post)
