"""What a dry run lists for scripts: every value that was read, exact, with its place."""

import pytest

from intake import backfills, matching
from intake.outcome import read_rows
from tests.intake.reporting import check, form, ledger, rows
from tests.intake.test_history import backfill


def test_a_value_is_told_exact_as_it_would_be_stored_with_what_was_typed():
    store = ledger()
    preview = check(store, form(rows("steel", ytd=["12,345.67"])))
    assert read_rows(preview, matching.load(store)) == [
        {
            "indicator": "粗钢产量", "region": "甲市", "kind": "ytd", "period_end": "2024-06-30", "value": "12345.6700",
            "unit": "万吨", "sheet": "填报表", "cell": "I5", "raw_text": "12,345.67", "state": "new",
        }
    ]  # fmt: skip


def test_a_rejected_file_still_lists_what_could_be_read():
    store = ledger()
    preview = check(store, form(rows("steel", "invest", ytd=[73.0, "约87"])))
    told = read_rows(preview, matching.load(store))
    assert (preview.status, [(one["indicator"], one["state"]) for one in told]) == (
        "rejected",
        [("粗钢产量", "refused")],
    )


def test_a_back_fill_lists_all_its_values_and_not_just_those_a_screen_shows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backfills, "LISTED", 2)
    store = ledger()
    preview = check(store, backfill())
    told = read_rows(preview, matching.load(store))
    assert (len(preview.differences), len(told)) == (2, preview.found["new"])
    assert len(told) > 2
