"""Puts reported values into a store without a workbook, for tests that are not about workbooks."""

from datetime import date, datetime
from decimal import Decimal

from data.store import Store


def report(  # the shape of an import, shortest form
    store: Store,
    *values: tuple[str, str, date, str, str],
    batch_id: int = 1,
    imported_at: datetime = datetime(2024, 7, 5, 9, 30),
    is_sample: bool = False,
) -> None:
    """Each value: indicator code, region code, period end, kind, number as text."""
    rows = [
        {
            "indicator_code": indicator,
            "region_code": region,
            "period_end": end,
            "frequency": "month",
            "kind": kind,
            "value": Decimal(number),
            "raw_text": number,
            "raw_unit": None,
            "vintage": "final",
            "batch_id": batch_id,
            "sheet": "填报表",
            "cell": f"I{5 + position}",
        }
        for position, (indicator, region, end, kind, number) in enumerate(values)
    ]
    batch = {
        "batch_id": batch_id,
        "kind": "monthly",
        "period_end": max(end for _, _, end, _, _ in values),
        "source_file": f"test-{batch_id}.xlsx",
        "sha256": f"{batch_id:064d}",
        "imported_at": imported_at,
        "imported_by": "测试",
        "vintage": "final",
        "row_count": len(rows),
        "control_sum": sum(Decimal(number) for *_, number in values),
        "is_sample": is_sample,
        "status": "posted",
    }
    with store.transaction() as write:
        write.append("batch", [batch])
        write.append("observation_log", rows)
