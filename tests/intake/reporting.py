"""What the reporting tests share: a small ledger, a form filled in, and a check on a fixed day."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd

from data.store import Store
from intake import door
from intake.previews import Expectation, Preview
from intake.workbooks.template import Form, write_template
from tests.ledger import stated

JUNE = date(2024, 6, 30)
TODAY = date(2024, 7, 5)
NOW = datetime(2024, 7, 5, 9, 30)
ORGANISATION, ORGANISATION_NAME = "city-drc", "甲市发展和改革委员会"
CITY, DISTRICT, COUNTY = "990100", "990102", "990103"

REGIONS = (
    ("990000", "某省", "province", None, ""),
    (CITY, "甲市", "city", "990000", "全市"),
    (DISTRICT, "乙区", "county", CITY, ""),
    (COUNTY, "丙县", "county", CITY, ""),
)
UNITS = (
    ("吨", "mass", 1), ("万吨", "mass", 10000), ("元", "money", 1), ("万元", "money", 10000), ("亿元", "money", 10**8),
    ("%", "ratio", 1), ("个百分点", "points", 1), ("位", "rank", 1), ("辆", "count", 1), ("GW", "power", 10**6),
    ("万千瓦", "power", 10**4),
)  # fmt: skip
INDICATORS = (
    ("steel", "粗钢产量", "flow", "万吨", True, "钢产量"),
    ("invest", "工业固定资产投资", "flow", "亿元", True, "工业投资"),
    ("wind", "风电装机", "stock", "万千瓦", True, ""),
    ("added_value", "规模以上工业增加值增速", "rate", "%", False, "规上工业增加值"),
    ("share", "新兴产业占比", "share", "%", False, ""),
    ("standing", "百强市位次", "rank", "位", False, ""),
    ("margin", "百分点变动", "stock", "个百分点", False, ""),
    ("profit", "工业利润总额", "flow", "亿元", True, ""),
)  # fmt: skip


def ledger(path: str | Path = ":memory:") -> Store:
    """Return a store with the small ledger."""
    store = Store.open(path)
    with store.transaction() as write:
        stated(write, "region", [
            {"region_code": code, "name": name, "short_name": name, "name_en": code, "level": level,
             "parent_code": parent, "code_standard": "own", "aliases": aliases}
            for code, name, level, parent, aliases in REGIONS
        ])  # fmt: skip
        stated(write, "unit", [
            {"unit": unit, "name_en": unit, "dimension": dimension, "factor": Decimal(factor)}
            for unit, dimension, factor in UNITS
        ])  # fmt: skip
        stated(write, "sector", [{"sector_code": "x", "name": "x", "name_en": "x", "position": 1}])
        stated(write, "indicator", [
            {"indicator_code": code, "name": name, "name_en": code, "sector_code": "x", "measure": measure,
             "unit": unit, "additive": additive, "better": "higher", "aliases": aliases}
            for code, name, measure, unit, additive, aliases in INDICATORS
        ])  # fmt: skip
        stated(write, "organisation", [
            {"organisation_code": ORGANISATION, "name": ORGANISATION_NAME, "short_name": "市发改委", "name_en": "DRC",
             "kind": "department", "region_code": CITY},
            {"organisation_code": "district", "name": "乙区人民政府", "short_name": "乙区", "name_en": "District",
             "kind": "region_government", "region_code": DISTRICT},
        ])  # fmt: skip
    return store


def rows(*codes: str, **columns: list[object]) -> pd.DataFrame:
    """Return template rows for indicators of the city (all of them by default), with targets and further columns."""
    chosen = [one for one in INDICATORS if not codes or one[0] in codes]
    frame = pd.DataFrame(
        {
            "indicator_code": [one[0] for one in chosen],
            "indicator": [one[1] for one in chosen],
            "unit": [one[3] for one in chosen],
            "measure": [one[2] for one in chosen],
            "region_code": CITY,
            "region": "甲市",
            "target": 100.0,
            "previous": 40.0,
        }
    )
    return frame.assign(**columns)


def form(frame: pd.DataFrame, period: date = JUNE, **about: object) -> bytes:
    """Return the bytes of a form holding the rows."""
    out = BytesIO()
    write_template(
        frame,
        Form(organisation_code=ORGANISATION, organisation_name=ORGANISATION_NAME, period_end=period, **about),
        out,
    )
    return out.getvalue()


def check(store: Store, content: bytes, name: str = "六月.xlsx", **expect: object) -> Preview:
    """Check a file on the fixed day."""
    return door.check(store, content, name, expect=Expectation(**({"today": TODAY} | expect)))


def codes(preview: Preview) -> list[str]:
    """Return the codes of the problems found."""
    return [problem.code for problem in preview.problems]


def edited(content: bytes, cells: dict[str, object], sheet: str = "填报表") -> bytes:
    """Return the workbook with cells replaced; a (value, format) pair sets the number format too."""
    book = openpyxl.load_workbook(BytesIO(content))
    for address, value in cells.items():
        cell = book[sheet][address]
        if isinstance(value, tuple):
            cell.value, cell.number_format = value
        else:
            cell.value = value
            if isinstance(value, str) and not value.startswith("="):
                cell.data_type = "s"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook's bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def foreign(rows: list[list[object]], *merged: str, name: str = "Sheet1") -> bytes:
    """Return a workbook that is not our form: these rows from A1 down."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    for span in merged:
        book.active.merge_cells(span)
    return saved(book)


def seed(store: Store, indicator: str, kind: str, values: dict[date, float], region: str = CITY) -> None:
    """Put earlier figures of an indicator into the store."""
    with store.transaction() as write:
        batch = int(str(write.rows("next_batch")[0]["batch_id"]))
        write.append("batch", [{
            "batch_id": batch, "kind": "backfill", "source_file": "seed", "sha256": f"seed-{batch}",
            "imported_at": datetime(2024, 1, 1), "imported_by": "seed", "vintage": "final", "row_count": 0,
            "control_sum": Decimal(0), "is_sample": False, "status": "posted",
        }])  # fmt: skip
        write.append("observation_log", [
            {"indicator_code": indicator, "region_code": region, "period_end": month, "frequency": "month",
             "kind": kind, "value": Decimal(str(value)), "vintage": "final", "batch_id": batch, "sheet": "s", "cell": "A1"}
            for month, value in values.items()
        ])  # fmt: skip
        write.execute("seal_batch", batch_id=batch)
        write.execute("derive_outranked", batch_id=batch)


def footprint(store: Store) -> tuple[int, ...]:
    """Return how many rows the tables an import writes hold."""
    with store._file.cursor() as cursor:
        tables = ("batch", "observation_log", "observation_current", "remark_log", "alias", "region_alias")
        return tuple(cursor.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)
