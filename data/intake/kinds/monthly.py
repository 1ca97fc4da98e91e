"""The month's report of an organisation: our form, or any table of indicators with the figures of one period."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from data.intake.kinds.kind import Kind

if TYPE_CHECKING:
    from data.intake.previews import Preview
    from data.store import Writer


def _post(write: "Writer", preview: "Preview", batch_id: int) -> None:
    """Append the values in arrival order (by month, region, indicator), and what was said of them."""
    read = sorted(
        (one for one in preview.differences if one.new is not None),
        key=lambda one: (one.period_end, one.region_code, one.indicator_code, one.kind),
    )
    names = ("indicator_code", "region_code", "kind", "period_end", "raw_text", "raw_unit", "sheet", "cell")
    constant = {"frequency": preview.frequency, "vintage": preview.vintage, "batch_id": batch_id}
    rows = [{name: getattr(one, name) for name in names} | {"value": one.new} | constant for one in read]
    write.append("observation_log", rows)
    write.append("remark_log", [asdict(one) | {"batch_id": batch_id} for one in preview.noted])


MONTHLY = Kind(name="monthly", post=_post)
