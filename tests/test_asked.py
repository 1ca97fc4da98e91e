"""Only what is shown is asked: how many queries a verb runs does not depend on how much there is."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

import tracker
from data.periods import month_end
from data.scope import Scope
from data.store import Store
from intake.sample import FOLDER
from tests.asking import desk
from tests.intake.reporting import form, ledger, rows
from tracker import Desk

OCTOBER, SEPTEMBER = date(2024, 10, 31), date(2024, 9, 30)
INDUSTRY = "150200-industry"


def every_organisation(at: Desk) -> list[str]:
    return tracker.form_takers(at, "monthly", OCTOBER)


@pytest.mark.parametrize(
    ("few", "many"),
    [
        (
            lambda at: tracker.templates(at, [INDUSTRY], OCTOBER, BytesIO()),
            lambda at: tracker.templates(at, every_organisation(desk(at.store)), OCTOBER, BytesIO()),
        ),
        (
            lambda at: tracker.reporting_status(at, [SEPTEMBER]),
            lambda at: tracker.reporting_status(at, [month_end(2024, month) for month in range(2, 10)]),
        ),
        (
            lambda at: tracker.history(
                at, "baotou-2024-no1.5.polysilicon_capacity", Scope(as_of=date(2024, 2, 29))
            ),
            lambda at: tracker.history(at, "baotou-2024-no1.5.polysilicon_capacity", Scope(as_of=SEPTEMBER)),
        ),
        (
            lambda at: tracker.progress(at, Scope(as_of=SEPTEMBER, region="150223")),
            lambda at: tracker.progress(at, Scope(as_of=SEPTEMBER)),
        ),
    ],
    ids=["templates", "reporting_status", "history", "progress"],
)
def test_more_of_the_same_takes_no_more_queries(
    demo: Store, asked: Counter[str], few: Callable[[Desk], object], many: Callable[[Desk], object]
):
    organisations = every_organisation(desk(demo))
    assert len(organisations) > 10
    asked.clear()
    few(desk(demo))
    once = Counter(asked)
    asked.clear()
    many(desk(demo))
    spare = Counter(asked) - once
    assert sum((spare - Counter({"asked": 1})).values()) == 0, spare


@pytest.mark.parametrize("kind", ["monthly", "region", "decomposition", "plan"])
def test_who_can_be_given_a_form_is_one_question(demo: Store, asked: Counter[str], kind: str):
    tracker.form_takers(desk(demo), kind, OCTOBER)
    assert max(asked.values()) == 1
    assert asked.total() <= 2


def test_a_month_is_asked_for_alone(demo: Store, asked: Counter[str]):
    tracker.months(desk(demo))
    tracker.months(desk(demo), tracker.batches(desk(demo))["imported_at"].iloc[20])
    assert asked == Counter({"reported_months": 2, "batches": 1})


def test_a_workbook_is_checked_by_as_many_queries_however_long_it_is(asked: Counter[str]):
    store, counts = ledger(), []
    for codes in (("steel",), ("steel", "invest", "wind", "share", "profit")):
        frame = rows(*codes, ytd=[50.0 + number for number in range(len(codes))])
        asked.clear()
        tracker.check_workbook(desk(store, date(2024, 7, 5)), form(frame), "六月.xlsx")
        counts.append(Counter(asked))
    assert counts[0] == counts[1]


def test_no_screen_verb_and_no_check_asks_for_everything_reported(demo: Store, asked: Counter[str]):
    at = desk(demo)
    tracker.progress(at, Scope(as_of=SEPTEMBER))
    tracker.changes(at, Scope(as_of=SEPTEMBER))
    tracker.history(at, "baotou-2024-no1.5.polysilicon_capacity", Scope(as_of=SEPTEMBER))
    tracker.check_workbook(at, FOLDER / "2024-09_昆区.xlsx")
    assert not {"observations", "observations_known"} & asked.keys()


def test_the_cells_around_a_value_are_those_nearest_to_it(demo: Store):
    batch = next(row for row in demo.rows("batches") if row["source_file"] == "2024-09_市工信局.xlsx")
    at, number = desk(demo), int(str(batch["batch_id"]))
    whole = tracker.batch_cells(at, number, "填报表")
    lines = sorted(set(whole["cell"].str.extract(r"(\d+)")[0].astype(int)))
    near = tracker.batch_cells(at, number, "填报表", near=lines[4], most=3)
    assert sorted(set(near["cell"].str.extract(r"(\d+)")[0].astype(int))) == lines[3:6]
    assert len(near) < len(whole)
