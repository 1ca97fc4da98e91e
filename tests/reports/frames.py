"""Material for the report tests: sixty invented targets, judged by the real formulas, and the awkward cases."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from data.scope import Scope
from metrics.aggregate import reconcile
from metrics.progress import judge
from metrics.status import load_rules
from reports.handed_down import contributions
from reports.material import Material, by_need, remarks_of, stamp

AS_OF = date(2024, 6, 30)
KNOWN_AT = datetime(2024, 7, 10, 9, 0)
REGIONS = (
    ("150203", "昆都仑区", "昆都仑区"),
    ("150204", "青山区", "青山区"),
    ("150206", "白云鄂博矿区", "白云矿区"),
    ("150223", "达尔罕茂明安联合旗", "达茂旗"),
    ("1502Z1", "包头稀土高新技术产业开发区", "稀土高新区"),
)
SECTORS = (
    ("photovoltaics", "晶硅光伏"),
    ("rare-earth", "稀土"),
    ("hydrogen", "氢能"),
    ("digital", "数字化转型"),
)
INDICATORS = (
    ("output", "产业产值", "flow", "flow", "亿元", 400.0),
    ("capacity", "多晶硅产能", "stock", "level", "万吨", 87.0),
    ("growth", "工业增加值增速", "rate", "growth", "%", 8.0),
)
LONG_NAME = "规模以上工业企业单位工业增加值能源消费量较上年同期累计下降幅度指标"


def targets(regions: int = len(REGIONS), sectors: int = len(SECTORS)) -> pd.DataFrame:
    """One row per region × sector × indicator, with the columns of the progress frame that the ledger gives."""
    rows = [
        _target(region, sector, indicator, position)
        for position, (region, sector, indicator) in enumerate(
            (r, s, i) for r in REGIONS[:regions] for s in SECTORS[:sectors] for i in INDICATORS
        )
    ]
    frame = pd.DataFrame(rows)
    for column in ("period_start", "deadline", "baseline_on"):
        frame[column] = pd.to_datetime(frame[column])
    return frame


def _target(
    region: tuple[str, str, str],
    sector: tuple[str, str],
    indicator: tuple[str, str, str, str, str, float],
    n: int,
) -> dict[str, object]:
    code, name, measure, basis, unit, value = indicator
    clause = f"二、{n % 9 + 1} 扩大{sector[1]}优势产能"
    return {
        "target_id": f"sample-2024.{n:03d}.{code}", "document_id": "sample-2024", "clause": clause,
        "excerpt": f"{name}达到{value:g}{unit}", "region_code": region[0], "region": region[1],
        "region_short": region[2], "region_level": "county", "parent_region_code": "150200",
        "sector_code": sector[0], "sector": sector[1], "top_sector_code": sector[0], "top_sector": sector[1],
        "indicator_code": f"{sector[0]}_{code}", "indicator": f"{sector[1]}{name}", "measure": measure, "basis": basis,
        "comparator": ">=", "value": value + (n / 20 if measure == "rate" else n), "value_high": np.nan, "unit": unit, "better": "higher",
        "additive": measure == "flow", "strength": "binding" if n % 3 else "strive", "assessed": "monthly",
        "period_start": "2024-01-01", "deadline": "2024-12-31", "baseline_value": np.nan, "baseline_on": None,
        "part_of": None, "lead_units": ("市工信局",), "support_units": ("市发改委", region[2]),
    }  # fmt: skip


def observations(stated: pd.DataFrame, until: date = AS_OF) -> pd.DataFrame:
    """Monthly reports: each target runs at its own share of the pace; every seventh organisation does not report."""
    rows = []
    for n, row in enumerate(stated.to_dict("records")):
        for month in range(2, until.month + 1):
            value = _reported(row, n, month)
            if n % 7 != 6 and value is not None:
                rows.append(_observation(row, month, value))
    return pd.DataFrame(rows, columns=list(_observation(stated.iloc[0].to_dict(), 2, 1.0)))


def _reported(row: dict[str, object], n: int, month: int) -> float | None:
    speed = 0.45 + (n * 37 % 80) / 100
    value = float(row["value"])  # type: ignore[arg-type]  # the factory wrote a float
    if row["measure"] == "rate":
        return round(value * speed + month / 10, 1)
    base = 0.0 if row["measure"] == "flow" else value * 0.3
    return round(base + (value - base) * month / 12 * speed, 2)


def _observation(row: dict[str, object], month: int, value: float) -> dict[str, object]:
    kind = {"flow": "ytd", "stock": "level", "rate": "yoy"}[str(row["measure"])]
    return {
        "target_id": row["target_id"], "indicator_code": row["indicator_code"], "region_code": row["region_code"],
        "period_end": pd.Timestamp(2024, month, 1) + pd.offsets.MonthEnd(0), "frequency": "month", "kind": kind,
        "value": value, "raw_text": str(value), "vintage": "flash", "batch_id": month, "sheet": "填报表",
        "cell": f"H{month + 4}", "source_file": f"示例_2024-{month:02d}.xlsx", "is_sample": True,
    }  # fmt: skip


def progress(stated: pd.DataFrame, reported: pd.DataFrame, as_of: date = AS_OF) -> pd.DataFrame:
    """The progress frame of the contract: ledger columns, judgement, and the cell behind each actual."""
    judged = judge(stated, reported, as_of, load_rules("default"))
    before = judge(stated, reported, date(2024, 5, 31), load_rules("default"))
    frame = stated.rename(columns={"value": "target", "baseline_value": "baseline"}).merge(
        judged, on="target_id"
    )
    cells = reported.rename(columns={"period_end": "actual_period", "kind": "actual_kind"})
    trace = ["batch_id", "source_file", "sheet", "cell", "raw_text", "vintage", "is_sample"]
    frame = frame.merge(
        cells[["target_id", "actual_period", "actual_kind", *trace]],
        on=["target_id", "actual_period", "actual_kind"],
        how="left",
    )
    frame["previous_status"], frame["previous_lag_pp"] = before["official_status"], before["lag_pp"]
    frame["is_sample"], frame["is_handed_down"] = True, False
    return frame


def material(stated: pd.DataFrame | None = None, reported: pd.DataFrame | None = None) -> Material:
    """The month's material of these targets, 60 by default."""
    stated = targets() if stated is None else stated
    reported = observations(stated) if reported is None else reported
    frame = by_need(progress(stated, reported))
    scope = Scope(as_of=AS_OF)
    return Material(
        scope=scope,
        stamp=stamp(frame, scope, KNOWN_AT, "包头市"),
        progress=frame,
        observations=reported,
        said=remarks_of(remarks(stated), AS_OF),
        batches=pd.DataFrame({"batch_id": [2, 3, 4, 5, 6]}),
        regions=regions(),
    )


def regions() -> pd.DataFrame:
    """The regions with their tiles, in one row."""
    rows = [
        {"region_code": code, "name": name, "short_name": short, "name_en": name, "parent_code": "150200",
         "tile_row": 0, "tile_column": place}
        for place, (code, name, short) in enumerate(REGIONS)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def remarks(stated: pd.DataFrame) -> pd.DataFrame:
    """A reason and a next step for every target, as an organisation would type them."""
    rows = [
        {
            "indicator_code": row["indicator_code"], "region_code": row["region_code"],
            "period_end": pd.Timestamp(AS_OF), "kind": kind, "text": text, "batch_id": 6, "sheet": "填报表",
            "cell": "K9", "source_file": "示例_2024-06.xlsx", "is_sample": True,
        }
        for row in stated.to_dict("records")
        for kind, text in (
            ("reason", "二期项目设备到货延迟，3条产线未按期投产（示例）"),
            ("next_step", "倒排工期，9月底前完成调试（示例）"),
        )
    ]  # fmt: skip
    columns = ["indicator_code", "region_code", "period_end", "kind", "text", "batch_id"]
    return pd.DataFrame(rows, columns=None if rows else columns)


def awkward() -> Material:
    """Long names, formula-like text, 1,300 %, a negative value, a cap, a range and a target without a number."""
    stated = targets(regions=2, sectors=2).head(8).copy()
    stated.loc[0, "indicator"] = LONG_NAME
    stated.loc[1, "indicator"] = "=cmd|' /C calc'!A0"
    stated.loc[2, "clause"] = "@SUM(1+1)*cmd"
    stated.loc[3, ["comparator", "better", "target_id"]] = ["<=", "lower", "sample-2024.003.cap"]
    stated.loc[4, ["comparator", "value_high"]] = ["range", 200.0]
    stated.loc[5, "value"] = np.nan
    reported = observations(stated)
    reported.loc[reported["target_id"] == stated.loc[0, "target_id"], "value"] = 13 * float(
        stated.loc[0, "value"]
    )
    reported.loc[reported["target_id"] == stated.loc[7, "target_id"], "value"] = -25.5
    return material(stated, reported)


def empty() -> Material:
    """No target at all, in frames that have every column."""
    full = material()
    return replace(
        full,
        progress=full.progress.head(0),
        observations=full.observations.head(0),
        said={},
        batches=full.batches.head(0),
    )


def unreported() -> Material:
    """Targets of which none was reported."""
    stated = targets(regions=2, sectors=2)
    return material(stated, observations(stated).head(0))


def handed() -> Material:
    """Six targets of the city, each handed down to three of its parts; one part in seven has not reported."""
    wholes = targets(regions=1, sectors=2)
    wholes = wholes.assign(
        region_code="150200", region="包头市", region_short="包头", value=wholes["value"] * 3
    )
    parts = targets(regions=3, sectors=2)
    whole = [wholes["target_id"].iloc[place % len(wholes)] for place in range(len(parts))]
    ids = [f"{of}@{code}" for of, code in zip(whole, parts["region_code"], strict=True)]
    stated = pd.concat([wholes, parts.assign(target_id=ids, part_of=whole)], ignore_index=True)
    base = material(stated)
    frame = base.progress.assign(is_handed_down=base.progress["target_id"].str.contains("@"))
    own, parts = frame[~frame["is_handed_down"]], frame[frame["is_handed_down"]]
    parts = parts.assign(parent_target_id=parts["part_of"])
    own = own.assign(additive=own["additive"].astype(bool))
    return replace(
        base, progress=by_need(frame), handed=by_need(reconcile(own, parts)), gaps=contributions(frame)
    )
