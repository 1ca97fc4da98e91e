"""A database of ten thousand targets with a year of monthly reports, for measuring; nothing in it is real."""

import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import tracker
from data.periods import month_end
from tests.asking import desk
from tests.ledger import stated

NOW = datetime(2024, 10, 12, 9, 0)
MONTHS = [month_end(2024, month) for month in range(2, 10)] + [
    month_end(2023, month) for month in range(9, 13)
]
Row = dict[str, object]


def build(path: Path, targets: int = 10_000) -> Path:
    """Write the database: the real ledger's regions and sectors, invented indicators, twelve months of values."""
    path.unlink(missing_ok=True)
    store = tracker.open_store(path)
    tracker.build(desk(store, NOW))
    dice = random.Random(7)
    sectors = [row["sector_code"] for row in store.rows("sectors") if row["parent_code"]]
    regions = [row["region_code"] for row in store.rows("regions") if row["parent_code"] == "150200"] + [
        "150200"
    ]
    leads = [row["organisation_code"] for row in store.rows("organisations")]
    indicators = [_indicator(at, dice.choice(sectors)) for at in range(targets // len(regions) + 1)]
    goals = [_target(indicator, region) for indicator in indicators for region in regions][:targets]
    with store.transaction() as write:
        stated(write, "indicator", indicators)
        stated(write, "target", goals)
        stated(write, "responsibility", [_lead(row, dice.choice(leads)) for row in goals])
        write.append("batch", [_batch(at + 1, month) for at, month in enumerate(sorted(MONTHS))])
        values = [value for row in goals for value in _values(row, dice)]
        write.append("observation_log", values)
    store.checkpoint()
    store.close()
    return path


def _indicator(at: int, sector: str) -> Row:
    code, name = f"invented_{at}", f"虚构指标{at}"
    return {
        "indicator_code": code,
        "name": name,
        "name_en": f"Invented {at}",
        "sector_code": sector,
        "measure": "flow",
        "unit": "亿元",
        "additive": True,
        "better": "higher",
    }


def _target(indicator: Row, region: str) -> Row:
    known = {
        "clause": "虚构",
        "excerpt": "虚构",
        "excerpt_offset": 0,
        "basis": "flow",
        "comparator": ">=",
        "unit": "亿元",
        "strength": "binding",
        "assessed": "monthly",
    }
    number = Decimal(120)
    return known | {
        "target_id": f"invented.{indicator['indicator_code']}.{region}", "document_id": "baotou-2024-no1", "region_code": region,
        "indicator_code": indicator["indicator_code"], "value": number, "value_normal": number,
        "period_start": datetime(2024, 1, 1).date(), "deadline": datetime(2024, 12, 31).date(),
    }  # fmt: skip


def _lead(target: Row, organisation: object) -> Row:
    return {
        "target_id": target["target_id"],
        "organisation_code": organisation,
        "role": "lead",
        "position": 0,
    }


def _batch(number: int, month: object) -> Row:
    return {
        "batch_id": number, "kind": "monthly", "period_end": month, "source_file": "虚构.xlsx", "sha256": str(number), "imported_at": NOW,
        "imported_by": "虚构", "vintage": "flash", "row_count": 0, "control_sum": Decimal(0), "is_sample": True, "status": "posted",
    }  # fmt: skip


def _values(target: Row, dice: random.Random) -> list[Row]:
    pace = dice.choice((5, 7, 9, 10, 11, 13))
    return [
        {
            "indicator_code": target["indicator_code"], "region_code": target["region_code"], "period_end": month, "frequency": "month",
            "kind": "ytd", "value": Decimal(pace * month.month), "raw_text": str(pace * month.month), "raw_unit": "亿元",
            "vintage": "flash", "batch_id": at + 1, "sheet": "填报表", "cell": "H7",
        }
        for at, month in enumerate(sorted(MONTHS))
    ]  # fmt: skip
