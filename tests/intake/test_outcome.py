"""What a dry run lists for scripts: every value that was read, exact, with its place."""

from datetime import date

import pytest

from data.store import Store
from intake import backfills, door, matching
from intake.outcome import read_rows as rows_of
from intake.previews import Preview
from tests.intake.reporting import NOW, check, form, ledger, rows
from tests.intake.test_history import backfill


def read_rows(store: Store, preview: Preview) -> list[dict[str, str]]:
    return list(rows_of(preview, matching.load(store)))


def test_a_value_is_told_exact_as_it_would_be_stored_with_what_was_typed():
    store = ledger()
    preview = check(store, form(rows("steel", ytd=["12,345.67"])))
    assert read_rows(store, preview) == [
        {
            "indicator": "粗钢产量", "region": "甲市", "kind": "ytd", "period_end": "2024-06-30", "value": "12345.6700",
            "unit": "万吨", "sheet": "填报表", "cell": "I5", "raw_text": "12,345.67", "state": "new",
        }
    ]  # fmt: skip


def test_a_rejected_file_still_lists_what_could_be_read():
    store = ledger()
    preview = check(store, form(rows("steel", "invest", ytd=[73.0, "约87"])))
    told = read_rows(store, preview)
    assert (preview.status, [(one["indicator"], one["state"]) for one in told]) == (
        "rejected",
        [("粗钢产量", "refused")],
    )


def test_a_back_fill_lists_all_its_values_and_not_just_those_a_screen_shows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backfills, "LISTED", 2)
    store = ledger()
    preview = check(store, backfill())
    told = read_rows(store, preview)
    assert (len(preview.differences), len(told)) == (2, preview.found["new"])
    assert len(told) > 2


def test_a_growth_comes_with_its_indicators_unit_though_its_value_is_in_percent():
    store = ledger()
    preview = check(store, form(rows("steel", ytd=[73.0], yoy=[5.8])))
    told = [(one["kind"], one["value"], one["unit"]) for one in read_rows(store, preview)]
    assert told == [("ytd", "73.0000", "万吨"), ("yoy", "5.8000", "万吨")]


def test_a_value_that_stands_or_differs_is_told_so():
    store = ledger()
    first = check(store, form(rows("steel", "wind", ytd=[73.0, 40.0])))
    assert door.commit(store, first, by="张三", now=NOW, confirm_warnings=True).status == "imported"
    preview = check(store, form(rows("steel", "wind", ytd=[73.0, 41.0])))
    assert {one["indicator"]: one["state"] for one in read_rows(store, preview)} == {
        "粗钢产量": "same",
        "风电装机": "changed",
    }


@pytest.mark.parametrize("expected", [{"period": date(2024, 5, 31)}, {"uploader": "district"}])
def test_a_file_of_another_month_or_organisation_is_refused_and_its_values_are_told(expected: dict):
    store = ledger()
    preview = check(store, form(rows("steel", ytd=[73.0])), **expected)
    told = [(one["value"], one["state"]) for one in read_rows(store, preview)]
    assert (preview.status, told) == ("rejected", [("73.0000", "refused")])
