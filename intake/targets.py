"""Which of a region's targets can be handed down or planned by month, to whom, and what stands of both.

Asked of the store for the forms that go out and for those that come back. It reads no workbook and writes nothing.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from data.scope import END_OF_TIME
from metrics.measures import Measure
from metrics.model import Basis

if TYPE_CHECKING:
    from data.store import Store

HANDED_DOWN = {Basis.LEVEL, Basis.INCREMENT, Basis.FLOW}

Row = Mapping[str, object]
Handed = tuple[str, str]  # a target and the district that takes a part of it
Planned = tuple[str, date]  # a target and the month end it is planned for


def divisible(store: "Store", region: str) -> list[Row]:
    """Return the region's own targets with a number that districts can add up to, in the order of the documents."""
    return [row for row in _divisible(store, region) if row["region_code"] == region]


def dividing(store: "Store", region: str | None = None) -> list[str]:
    """Return the codes of the regions, of one and all below it, with targets to hand down and districts to take them."""
    with_districts = {row["parent_code"] for row in store.rows("regions")}
    return sorted({str(row["region_code"]) for row in _divisible(store, region)} & with_districts)


def _divisible(store: "Store", region: str | None) -> list[Row]:
    return [
        row
        for row in _standing(store, region)
        if row["additive"]
        and row["value_normal"] is not None
        and row["basis"] in HANDED_DOWN
        and not row["is_handed_down"]
    ]


def _standing(store: "Store", region: str | None) -> list[Row]:
    """Return the targets that stand, stated and handed down, of a region and all below it."""
    return list(
        store.rows(
            "targets",
            region=region,
            sector=None,
            answering=None,
            targets=None,
            indicators=None,
            as_of=date.max,
            known_at=END_OF_TIME,
        )
    )


def districts(store: "Store", region: str) -> dict[str, str]:
    """Return the region's children by code, in code order, with short names; with full ones where two share theirs."""
    children = [row for row in store.rows("regions") if row["parent_code"] == region]
    shared = Counter(row["short_name"] for row in children)
    return {
        str(row["region_code"]): str(row["short_name" if shared[row["short_name"]] == 1 else "name"])
        for row in sorted(children, key=lambda row: str(row["region_code"]))
    }


def handed_down(store: "Store") -> dict[Handed, Decimal]:
    """Return the part that stands, by target and district."""
    return {
        (str(row["parent_target_id"]), str(row["region_code"])): Decimal(str(row["value"]))
        for row in store.rows("handed_down")
    }


def plannable(store: "Store", region: str, year: int) -> list[Row]:
    """Return the region's targets with a number that is reached step by step within the year."""
    return [row for row in _plannable(store, region, year) if row["region_code"] == region]


def planning(store: "Store", year: int, region: str | None = None) -> list[str]:
    """Return the codes of the regions, of one and all below it, with targets to plan by month in a year."""
    return sorted({str(row["region_code"]) for row in _plannable(store, region, year)})


def _plannable(store: "Store", region: str | None, year: int) -> list[Row]:
    return [
        row
        for row in _standing(store, region)
        if row["value_normal"] is not None
        and Measure(str(row["measure"])).traits.is_planned
        and row["basis"] != Basis.GROWTH
        and _years(row)[0] <= year <= _years(row)[1]
    ]


def _years(row: Row) -> tuple[int, int]:
    start, end = row["period_start"], row["deadline"]
    last = end.year if isinstance(end, date) else 0
    return (start.year if isinstance(start, date) else last), last


def plans(store: "Store") -> dict[Planned, Decimal]:
    """Return the planned value that stands, by target and month end."""
    return {
        (str(row["target_id"]), _day(row["period_end"])): Decimal(str(row["value"]))
        for row in store.rows("planned_paths", known_at=END_OF_TIME, targets=None)
    }


def _day(value: object) -> date:
    assert isinstance(value, date)
    return date(value.year, value.month, value.day)
