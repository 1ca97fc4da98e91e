"""Years of past months or quarters at once: our form, or any table that names three of them side by side."""

from typing import TYPE_CHECKING

from data.intake.kinds.kind import Kind

if TYPE_CHECKING:
    from data.intake.previews import Preview
    from data.store import Writer


def _post(write: "Writer", preview: "Preview", batch_id: int) -> None:
    """Append the figures period by period in sheet order, straight from their file."""
    from data.intake import figures  # noqa: PLC0415  # arrays are loaded for this kind alone

    assert preview.figures is not None
    read = figures.load(preview.figures.path)
    constant = {
        "batch_id": batch_id,
        "vintage": preview.vintage,
        "sheet": read.head.sheet,
        "frequency": read.head.frequency,
    }
    for letters, end, rows in read.portions():
        write.lend("append_figures", figures.SHAPE, rows, letters=letters, period_end=end, **constant)


BACKFILL = Kind(name="backfill", post=_post)
