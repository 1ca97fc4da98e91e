"""Whose reasons an import asks for: of the rows a file holds, those whose targets lag; no other target is judged."""

import pytest

import tracker
from data.scope import Scope
from data.store import Store
from intake.workbooks.fields import row_id
from metrics.model import Status
from tests.asking import desk
from tracker import reporting


def keys(store: Store, *statuses: Status) -> set[str]:
    """Row ids of the targets with these lights (all without any), judged as every screen judges them."""
    newest = tracker.latest_month(desk(store))
    assert newest is not None
    frame = tracker.progress(desk(store), Scope(as_of=newest))
    wanted = frame[frame["official_status"].isin(statuses)] if statuses else frame
    return {row_id(*key) for key in zip(wanted["indicator_code"], wanted["region_code"], strict=True)}


def test_of_all_rows_exactly_those_that_lag_are_asked(demo: Store):
    behind = keys(demo, Status.BEHIND, Status.FAR_BEHIND)
    assert len(behind) > 3
    assert reporting.lagging(desk(demo), keys(demo)) == behind


def test_of_some_rows_the_same_light_comes_out(demo: Store):
    behind, every = sorted(keys(demo, Status.BEHIND, Status.FAR_BEHIND)), sorted(keys(demo))
    some = {*behind[:2], *every[:5], "nothing@150200"}
    assert reporting.lagging(desk(demo), some) == some & set(behind)


def test_only_the_rows_of_the_file_are_judged(demo: Store, monkeypatch: pytest.MonkeyPatch):
    seen, real = [], reporting.Docket
    monkeypatch.setattr(reporting, "Docket", lambda known, *rest: (seen.append(known), real(known, *rest))[1])
    asked = set(sorted(keys(demo))[:3])
    reporting.lagging(desk(demo), asked)
    (known,) = seen
    assert {row_id(*key) for key in zip(known["indicator_code"], known["region_code"], strict=True)} == asked


def test_nothing_reported_means_nothing_lags(ledger: Store):
    assert reporting.lagging(desk(ledger), {"pv_output_value@150200"}) == frozenset()


def test_a_file_of_what_no_target_is_of_asks_for_no_reason(demo: Store):
    """Without a single target among its indicators there is nothing to judge, which once ended in a fault."""
    indicator = "industrial_value_added_growth"
    assert f"{indicator}@150200" not in keys(demo)
    assert reporting.lagging(desk(demo), {f"{indicator}@150200"}) == frozenset()
