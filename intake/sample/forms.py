"""Writes the demonstration's workbooks with the product's own template: python -m intake.sample.forms.

Owns who reports what and when in the story the demonstration tells: one organisation has not reported the last month,
one district two, one report was late, one value was corrected. The figures come from synthesis.py.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd

from data import catalogue, periods
from data.store import Store
from intake import forms
from intake.sample import FOLDER
from intake.sample.synthesis import MONTHS, Profile, accumulated, decimals, figures, growth, leaning, split
from intake.workbooks.template import Form, write_template
from metrics.measures import Measure

CITY, YEAR = "150200", 2024
SCHEDULE = FOLDER / "schedule.csv"
DECOMPOSITION = f"{YEAR}_包头市目标分解表.xlsx"

# A total that its parts must add up to, month by month.
TOTALS = {
    "rare_earth_output_value": (
        "rare_earth_raw_output_value",
        "rare_earth_materials_output_value",
        "rare_earth_application_output_value",
    ),
    "emerging_clusters_output_value": (
        "wind_equipment_output_value",
        "storage_hydrogen_output_value",
        "advanced_metal_output_value",
        "truck_output_value",
        "carbon_fibre_output_value",
    ),
}
# Three targets of the preamble name no organisation; in this story the government office compiles them.
COMPILER = "150200-government-office"
NOT_REPORTED = {("150200-commerce", 9), ("150223-government", 8), ("150223-government", 9)}
LATE = {("150200-science", 6): 15, ("150207-government", 7): 14}
CORRECTION = ("150200-development-reform", 5, "industrial_silicon_capacity", Decimal("1.06"))
REPORTING_DAYS = {"department": 5, "party": 7, "region_government": 6}
BEHIND = 0.02
# What is handed down to the districts, how large each is, and how well it does.
HANDED_DOWN = (
    "advanced_metal_output_value",
    "carbon_fibre_output_value",
    "commercialised_results",
    "emerging_projects_attracted",
    "emerging_projects_started",
    "energy_storage_built",
    "high_tech_and_science_smes",
    "magnet_enterprises",
    "module_capacity",
    "monocrystalline_silicon_capacity",
    "polysilicon_capacity",
    "rare_earth_application_output_value",
    "rare_earth_materials_output_value",
    "rare_earth_raw_output_value",
    "skilled_workers_added",
    "solar_cell_capacity",
    "specialised_smes_new",
    "storage_hydrogen_output_value",
    "talent_attracted",
    "truck_output_value",
    "truck_swap_stations_built",
    "wafer_capacity",
    "wind_equipment_output_value",
)
WEIGHTS = {
    "150203": 20.0,
    "150204": 17.0,
    "1502Z1": 18.0,
    "150207": 14.0,
    "150202": 9.0,
    "150221": 9.0,
    "150222": 5.0,
    "150223": 4.0,
    "150205": 3.0,
    "150206": 2.0,
}
STRENGTH = {"150204": 0.84, "150205": 0.86, "150222": 0.93, "1502Z1": 1.12, "150207": 1.05}
STRETCH = 1.03
PHOTOVOLTAICS = {
    "photovoltaics",
    "polysilicon",
    "monocrystalline-silicon",
    "wafers",
    "solar-cells",
    "modules",
}
REASONS = {
    "photovoltaics": (
        "市场价格下行，部分企业降负荷生产，在建项目设备到货推迟。",
        "逐企制定稳产方案，12月底前完成在建项目单机调试。",
    ),
    "default": (
        "部分项目前期手续办理较慢，形成进度的时间推后。",
        "建立周调度清单，逐项明确完成时限和责任人。",
    ),
}


Ledger = Mapping[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One indicator of one region over the year, as who reports it would give it."""

    indicator: Mapping[str, object]
    region_code: str
    region: str
    target: float
    start: float
    values: Mapping[int, float]


def write_all(folder: Path = FOLDER) -> int:
    """Write every workbook and the schedule of their import; how many workbooks there are."""
    ledger = catalogue.read().tables
    names = {str(row["organisation_code"]): row for row in ledger["organisation"]}
    reports = city_reports(ledger)
    reports |= district_reports(ledger, reports)
    schedule = [
        _write(folder, names[code], month, rows)
        for code, rows in sorted(reports.items())
        for month in MONTHS
        if (code, month) not in NOT_REPORTED
    ]
    schedule.append(_write_correction(folder, names, reports))
    schedule.append(write_decomposition_form(folder, ledger))
    schedule.sort(key=lambda line: (line[1], line[0]))
    with (folder / SCHEDULE.name).open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["file", "imported_at", "imported_by"])
        table.writerows(schedule)
    return len(schedule)


def city_reports(ledger: Ledger) -> dict[str, list[Reported]]:
    """What each leading organisation of the city would report, by organisation code."""
    profiles = _profiles()
    indicators = {str(row["indicator_code"]): row for row in ledger["indicator"]}
    leads = {
        str(row["target_id"]): str(row["organisation_code"])
        for row in ledger["responsibility"]
        if row["role"] == "lead" and row["position"] == 0
    }
    series: dict[str, Reported] = {}
    reported: dict[str, list[str]] = {}
    for target in ledger["target"]:
        code = str(target["indicator_code"])
        if target["region_code"] != CITY or code not in profiles:
            continue
        series[code] = _reported(indicators[code], target, profiles[code])
        reported.setdefault(leads.get(str(target["target_id"]), COMPILER), []).append(code)
    for total, parts in TOTALS.items():
        series[total] = _summed(series[total], [series[part] for part in parts])
    return {organisation: [series[code] for code in codes] for organisation, codes in reported.items()}


def handed_down(ledger: Ledger) -> dict[str, dict[str, float]]:
    """The invented decomposition: for each target handed down, the part of every district that supports it."""
    indicators = {str(row["indicator_code"]): row for row in ledger["indicator"]}
    handed = {}
    for target in ledger["target"]:
        code = str(target["indicator_code"])
        if target["region_code"] == CITY and code in HANDED_DOWN:
            goal, unit = _float(target["value_normal"]), str(indicators[code]["unit"])
            weights = {region: WEIGHTS[region] for region in _districts(ledger, str(target["target_id"]))}
            handed[str(target["target_id"])] = split(goal * STRETCH, weights, decimals(goal, unit))
    return handed


def district_reports(ledger: Ledger, city: Mapping[str, list[Reported]]) -> dict[str, list[Reported]]:
    """What each district would report of what was handed down to it; the districts add up to the city."""
    names = {str(row["region_code"]): str(row["name"]) for row in ledger["region"]}
    offices = {
        str(row["region_code"]): str(row["organisation_code"])
        for row in ledger["organisation"]
        if row["kind"] == "region_government"
    }
    whole = {str(row.indicator["indicator_code"]): row for rows in city.values() for row in rows}
    reports: dict[str, list[Reported]] = {}
    for target_id, parts in handed_down(ledger).items():
        total = whole[target_id.rsplit(".", 1)[-1]]
        weights = leaning(target_id, {region: WEIGHTS[region] for region in parts}, STRENGTH)
        digits = decimals(total.target, str(total.indicator["unit"]))
        for region, values in accumulated(total.values, weights, digits).items():
            part = Reported(
                indicator=total.indicator,
                region_code=region,
                region=names[region],
                target=parts[region],
                start=0.0,
                values=values,
            )
            reports.setdefault(offices[region], []).append(part)
    return reports


def _districts(ledger: Ledger, target_id: str) -> list[str]:
    homes = {
        str(row["organisation_code"]): str(row["region_code"])
        for row in ledger["organisation"]
        if row["kind"] == "region_government"
    }
    linked = [
        str(row["organisation_code"]) for row in ledger["responsibility"] if row["target_id"] == target_id
    ]
    return [homes[code] for code in linked if homes.get(code) in WEIGHTS]


def _reported(indicator: Mapping[str, object], target: Mapping[str, object], profile: Profile) -> Reported:
    goal = _float(target["value_normal"])
    baseline = None if target["baseline_normal"] is None else _float(target["baseline_normal"])
    measure = str(indicator["measure"])
    values = figures(
        indicator=str(indicator["indicator_code"]),
        measure=measure,
        target=goal,
        baseline=baseline,
        profile=profile,
        unit=str(indicator["unit"]),
    )
    start = (
        0.0 if Measure(measure).traits.accumulates else goal * profile.start if baseline is None else baseline
    )
    return Reported(
        indicator=indicator, region_code=CITY, region="包头市", target=goal, start=start, values=values
    )


def _summed(total: Reported, parts: Iterable[Reported]) -> Reported:
    sums = {month: round(sum(part.values[month] for part in parts), 1) for month in MONTHS}
    return Reported(
        indicator=total.indicator,
        region_code=total.region_code,
        region=total.region,
        target=total.target,
        start=0.0,
        values=sums,
    )


def _write(
    folder: Path, organisation: Mapping[str, object], month: int, rows: list[Reported], suffix: str = ""
) -> tuple[str, str, str]:
    period = periods.month_end(YEAR, month)
    code = str(organisation["organisation_code"])
    form = Form(
        organisation_code=code,
        organisation_name=str(organisation["name"]),
        period_end=period,
        is_sample=True,
        vintage="快报" if month == MONTHS[-1] else "正式",
    )
    name = f"{period:%Y-%m}_{organisation['short_name']}{suffix}.xlsx"
    write_template(pd.DataFrame([_row(row, month) for row in rows]), form, folder / name)
    day = LATE.get((code, month), REPORTING_DAYS[str(organisation["kind"])]) + (15 if suffix else 0)
    return name, datetime(YEAR, month + 1, day, 9, 30).isoformat(), f"{organisation['short_name']}（示例）"  # noqa: DTZ001 the machine's own time


def write_decomposition_form(folder: Path, ledger: Ledger) -> tuple[str, str, str]:
    """The year's decomposition form of the city, its line of the schedule."""
    when = datetime(YEAR, 1, 20, 10, 0)  # noqa: DTZ001 the machine's own time
    store = Store.open(":memory:")
    catalogue.build_shipped(store, when)
    parts = {
        (target_id, region): part
        for target_id, parts in handed_down(ledger).items()
        for region, part in parts.items()
    }
    forms.write_decomposition_form(store, CITY, folder / DECOMPOSITION, is_sample=True, parts=parts)
    store.close()
    return DECOMPOSITION, when.isoformat(), "市政府办公室（示例）"


def _write_correction(
    folder: Path, names: Mapping[str, Mapping[str, object]], reports: Mapping[str, list[Reported]]
) -> tuple[str, str, str]:
    """The first report of that month again, with the one value that was wrong put right."""
    organisation, month, indicator, factor = CORRECTION
    wrong = [
        _scaled(row, month, factor) if row.indicator["indicator_code"] == indicator else row
        for row in reports[organisation]
    ]
    _write(folder, names[organisation], month, wrong)
    return _write(folder, names[organisation], month, reports[organisation], suffix="_更正")


def _scaled(row: Reported, month: int, factor: Decimal) -> Reported:
    values = dict(row.values) | {month: round(row.values[month] * float(factor), 1)}
    return Reported(
        indicator=row.indicator,
        region_code=row.region_code,
        region=row.region,
        target=row.target,
        start=row.start,
        values=values,
    )


def _row(row: Reported, month: int) -> dict[str, object]:
    measure, now = Measure(str(row.indicator["measure"])), row.values[month]
    before = row.values.get(month - 1)
    flow = measure.traits.accumulates
    reason, next_step = _remarks(row, month)
    return {
        "indicator_code": row.indicator["indicator_code"],
        "indicator": row.indicator["name"],
        "unit": row.indicator["unit"],
        "measure": str(measure),
        "region_code": row.region_code,
        "region": row.region,
        "target": row.target,
        "previous": before,
        "month": round(now - before, 4) if flow and before is not None else None,
        "ytd": None if measure.traits.grows else now,
        "yoy": now
        if measure.traits.grows
        else growth(f"{row.indicator['indicator_code']}{row.region_code}", month)
        if flow
        else None,
        "reason": reason,
        "next_step": next_step,
    }


def _remarks(row: Reported, month: int) -> tuple[str | None, str | None]:
    """A reason and a next step where the figure is behind its linear path."""
    if Measure(str(row.indicator["measure"])).traits.grows:
        behind = row.values[month] < row.target
    else:
        behind = (row.values[month] - row.start) < (row.target - row.start) * (month / 12 - BEHIND)
    chain = "photovoltaics" if row.indicator["sector_code"] in PHOTOVOLTAICS else "default"
    return REASONS[chain] if behind else (None, None)


def _profiles() -> dict[str, Profile]:
    with (FOLDER / "profiles.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["indicator_code"]: Profile(
                landing=float(row["landing"]), curve=row["curve"], start=float(row["start"])
            )
            for row in csv.DictReader(lines)
        }


def _float(value: object) -> float:
    return float(str(value))


if __name__ == "__main__":
    write_all()
