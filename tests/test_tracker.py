"""The verbs: the numbers of a view, followed by hand from the document and the cell."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tracker
from data.scope import Scope
from data.store import Store
from data.viewer import Viewer
from intake.sample import FOLDER
from tests.asking import desk, imported
from tests.reports_made import report

JUNE, MAY = date(2024, 6, 30), date(2024, 5, 31)
POLYSILICON = "baotou-2024-no1.5.polysilicon_capacity"
LATER = datetime(2024, 10, 12, 9, 0)
PV_OUTPUT = "baotou-2024-no1.s2.pv_output_value"


def row_of(store: Store, target_id: str, scope: Scope) -> dict[str, object]:
    frame = tracker.progress(desk(store), scope)
    (row,) = frame[frame["target_id"] == target_id].to_dict("records")
    return row


def test_a_stock_with_a_baseline_is_judged_on_its_gain(ledger: Store):
    """(61.5 − 47.5) ÷ (87 − 47.5) = 35.4 %; 6/12 = 50 %; pace 0.709; 14.6 points behind: far behind."""
    report(ledger, ("polysilicon_capacity", "150200", JUNE, "level", "61.5"))
    row = row_of(ledger, POLYSILICON, Scope(as_of=JUNE))
    assert row["completion"] == pytest.approx(14 / 39.5)
    assert row["expected"] == pytest.approx(0.5)
    assert row["pace"] == pytest.approx(14 / 39.5 / 0.5)
    assert row["lag_pp"] == pytest.approx((14 / 39.5 - 0.5) * 100)
    assert row["official_status"] == "far_behind"
    assert (row["source_file"], row["cell"], row["baseline"]) == ("test-1.xlsx", "I5", 47.5)


def test_a_flow_is_judged_on_its_share_of_the_year(ledger: Store):
    """1000 ÷ 2000 = 50 % at the end of June: exactly on pace."""
    report(ledger, ("pv_output_value", "150200", JUNE, "ytd", "1000"))
    row = row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE))
    assert (row["completion"], row["pace"], row["official_status"]) == (0.5, 1.0, "on_pace")


def test_earlier_years_are_the_path_where_the_rule_set_asks_for_them(ledger: Store):
    """2023: 600 of 2000 by June = 30 %; now 700 of 2000 = 35 %: ahead of last year's pace, behind 6/12."""
    values = [(date(2023, month, day), amount) for month, day, amount in
              ((3, 31, "200"), (6, 30, "600"), (9, 30, "1200"), (12, 31, "2000"))]  # fmt: skip
    report(ledger, *[("pv_output_value", "150200", *[day, "ytd", amount]) for day, amount in values],
           ("pv_output_value", "150200", JUNE, "ytd", "700"))  # fmt: skip
    official, seasonal = (
        row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE, rules=rules)) for rules in ("default", "seasonal")
    )
    assert (official["expected"], official["expected_path"], official["official_status"]) == (
        0.5,
        "elapsed",
        "far_behind",
    )
    assert (seasonal["expected"], seasonal["expected_path"]) == (pytest.approx(0.3), "seasonal")
    assert seasonal["official_status"] == "on_pace"
    assert [share for _end, share in seasonal["expected_points"]] == pytest.approx([0.1, 0.3, 0.6, 1.0])
    assert official["expected_points"] == ()
    # the months of last year are no part of this year's course
    assert tracker.history(desk(ledger), PV_OUTPUT, Scope(as_of=JUNE))["period_end"].dt.year.tolist() == [
        2024
    ]
    other = row_of(ledger, POLYSILICON, Scope(as_of=JUNE, rules="seasonal"))
    assert (other["expected_path"], other["expected_points"]) == ("elapsed", ())


def test_the_published_verdict_on_charging_points_is_reproduced(ledger: Store):
    """Inner Mongolia 2023: 10,729 in mid-July − 8,200 at the end of 2022 = 2,529 of 8,000 = 31.6 %; 7/12 is due."""
    published = tracker.facts(desk(ledger)).set_index("fact_id")
    reached = published.loc["published.150000.public_charging_points.2023-07-15", "value"]
    begun = published.loc["neimenggu-2023-press-conference.4-0.baseline-01", "value"]
    assert (reached, begun) == (10729, 8200)
    added = str(int(reached - begun))
    report(ledger, ("charging_piles_new", "150000", date(2023, 7, 15), "ytd", added))
    row = row_of(
        ledger, "neimenggu-2023-press-conference.4-4.charging_piles_new", Scope(as_of=date(2023, 7, 31))
    )
    assert (row["actual"], row["target"]) == (2529, 8000)
    assert row["completion"] == pytest.approx(0.316, abs=0.0005)
    assert row["lag_pp"] == pytest.approx(31.6125 - 700 / 12)
    assert (row["official_status"], row["outlook_status"]) == ("far_behind", "off_track")


def test_nothing_reported_is_not_zero(ledger: Store):
    row = row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE))
    assert row["official_status"] == "not_reported"
    assert row["actual"] != row["actual"], "missing stays missing"
    assert row["completion"] != row["completion"], "and has no ratio"


def test_the_light_of_the_month_before_stands_beside(ledger: Store):
    values = (
        ("pv_output_value", "150200", MAY, "ytd", "900"),
        ("pv_output_value", "150200", JUNE, "ytd", "950"),
    )
    report(ledger, *values)
    row = row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE))
    assert (row["previous_status"], row["official_status"]) == ("on_pace", "behind")


def test_what_was_known_then_leaves_later_corrections_out(ledger: Store):
    report(ledger, ("pv_output_value", "150200", JUNE, "ytd", "700"))
    report(
        ledger,
        ("pv_output_value", "150200", JUNE, "ytd", "1000"),
        batch_id=2,
        imported_at=datetime(2024, 8, 1),
    )
    before = row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE, known_at=datetime(2024, 7, 31)))
    assert before["actual"] == 700


def test_the_courses_of_a_year_are_of_that_year(ledger: Store):
    report(
        ledger, *[("pv_output_value", "150200", end, "ytd", "500") for end in (date(2023, 12, 31), MAY, JUNE)]
    )
    assert set(tracker.courses(desk(ledger), Scope(as_of=MAY))["as_of"]) == {pd.Timestamp(MAY)}
    assert set(tracker.courses(desk(ledger), Scope(as_of=JUNE))["as_of"]) == {
        pd.Timestamp(MAY),
        pd.Timestamp(JUNE),
    }


def test_last_months_papers_are_those_of_this_months_end_however_late_one_looks(ledger: Store):
    """May 900 was corrected to 700 on the 20th of July: (700 − 900) ÷ 2000 = −10 points by correction."""
    value = ("pv_output_value", "150200", MAY, "ytd")
    report(ledger, (*value, "900"), imported_at=datetime(2024, 6, 5))
    report(ledger, (*value, "700"), batch_id=2, imported_at=datetime(2024, 7, 20))
    for known_at, points in ((datetime(2024, 8, 1), -10), (datetime(2024, 7, 1), 0)):
        frame = tracker.changes(desk(ledger), Scope(as_of=JUNE, known_at=known_at)).set_index("target_id")
        assert frame.loc[PV_OUTPUT, "by_correction"] == pytest.approx(points)


def test_remarks_revisions_imports_months_and_returns_are_as_they_were_known(demo: Store):
    """The 9th of July 2024: of June only what had come in by then, later voids and corrections undone."""
    then = datetime(2024, 7, 9)
    scope = Scope(as_of=JUNE, known_at=then)
    now = Scope(as_of=JUNE)
    assert set(tracker.remarks(desk(demo), scope)["batch_id"]) <= set(
        tracker.batches(desk(demo), then)["batch_id"]
    )
    assert len(tracker.remarks(desk(demo), scope)) < len(tracker.remarks(desk(demo), now))
    assert (tracker.batches(desk(demo), then)["imported_at"] <= then).all()
    assert max(tracker.months(desk(demo))) > max(tracker.months(desk(demo), then))
    late = tracker.reporting_status(desk(demo, date(2024, 12, 1)), [JUNE], known_at=then)
    assert late["first_at"].dropna().le(then).all()
    assert (
        late["first_at"].notna().sum()
        < tracker.reporting_status(desk(demo, date(2024, 12, 1)), [JUNE])["first_at"].notna().sum()
    )


def test_a_void_is_undone_before_its_day(ledger: Store):
    report(ledger, ("pv_output_value", "150200", JUNE, "ytd", "700"))
    tracker.void(desk(ledger, datetime(2024, 8, 1)), 1, reason="测试")
    then = datetime(2024, 7, 31)
    (before,) = tracker.batches(desk(ledger), then).to_dict("records")
    assert before["status"] == "posted"
    assert pd.isna(before["void_reason"])
    assert tracker.batches(desk(ledger))["status"].tolist() == ["void"]
    assert tracker.revisions(desk(ledger), "pv_output_value", "150200", then)["status"].tolist() == ["posted"]
    assert tracker.revisions(desk(ledger), "pv_output_value", "150200")["status"].tolist() == ["void"]
    assert row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE, known_at=then))["actual"] == 700


def test_a_view_never_shows_a_region_the_viewer_may_not_see(ledger: Store):
    viewer = Viewer(name="山东", regions=frozenset({"370000"}))
    frame = tracker.progress(desk(ledger.seen_by(viewer)), Scope(as_of=JUNE))
    assert set(frame["region"]) == {"山东省"}


def test_a_sector_takes_all_below_it(ledger: Store):
    frame = tracker.targets(desk(ledger), Scope(as_of=JUNE, sector="photovoltaics"))
    assert {"polysilicon_capacity", "module_capacity", "pv_output_value"} <= set(frame["indicator_code"])
    assert set(frame["top_sector_code"]) == {"photovoltaics"}


def test_an_organisation_sees_what_it_leads_and_what_it_supports(ledger: Store):
    frame = tracker.targets(desk(ledger), Scope(as_of=JUNE, organisation="150200-industry"))
    roles = [("市工信局" in row.lead_units, "市工信局" in row.support_units) for row in frame.itertuples()]
    assert {(True, False), (False, True)} == set(roles)


def test_sample_values_say_so(ledger: Store):
    report(ledger, ("pv_output_value", "150200", JUNE, "ytd", "1000"), is_sample=True)
    frame = tracker.progress(desk(ledger), Scope(as_of=JUNE)).set_index("target_id")
    assert frame.loc[PV_OUTPUT, "is_sample"]
    assert not frame.loc[POLYSILICON, "is_sample"]


def test_rebuilding_the_ledger_keeps_what_was_reported(ledger: Store, now: datetime):
    report(ledger, ("pv_output_value", "150200", JUNE, "ytd", "1000"))
    with ledger.transaction() as write:
        write.execute("clear_ledger")
    assert tracker.build(desk(ledger, now))
    assert row_of(ledger, PV_OUTPUT, Scope(as_of=JUNE))["actual"] == 1000


def test_the_latest_month_is_the_newest_reported(ledger: Store):
    assert tracker.latest_month(desk(ledger)) is None
    report(ledger, ("pv_output_value", "150200", JUNE, "ytd", "1000"))
    assert tracker.latest_month(desk(ledger)) == JUNE


def test_what_was_handed_down_is_reconciled_with_what_was_stated(demo: Store):
    frame = tracker.reconcile(desk(demo), Scope(as_of=date(2024, 9, 30), region="150200")).set_index(
        "indicator"
    )
    # 150 亿元 handed to five districts as 154.5; all five reported September, and they add up to the city
    wind = frame.loc["风电装备产业产值"]
    assert (wind["districts"], wind["allocated"], wind["remainder"]) == (5, 154.5, -4.5)
    assert wind["loading_ratio"] == pytest.approx(1.03)
    assert (wind["reported"], wind["actual_remainder"]) == (5, 0.0)
    # one banner has not reported September: its part is missing, not zero
    assert frame.loc["储能电站建成规模", "reported"] == 9
    assert np.isnan(frame.loc["储能电站建成规模", "actual_allocated"])
    # parts of another light are parts all the same
    picked = Scope(as_of=date(2024, 9, 30), region="150200", status="missed")
    assert len(tracker.reconcile(desk(demo), picked)) == len(frame)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"region": "150203"},
        {"sector": "photovoltaics"},
        {"organisation": "150200-development-reform"},
        {"region": "150200", "status": "behind"},
    ],
)
def test_picking_rows_of_a_month_is_the_same_as_asking_for_them(
    demo: Store, as_of: date, asked: dict[str, Any]
):
    everything = Scope(as_of=date.max)
    month = tracker.judged(desk(demo), tracker.targets(desk(demo), everything), Scope(as_of=as_of))
    scope = Scope(as_of=as_of, **asked)
    wanted = month["target_id"].isin(tracker.picked(desk(demo), scope))
    picked = tracker.lit(month[wanted], scope.status)
    queried = tracker.progress(desk(demo), scope)
    assert len(picked) > 0
    assert (len(picked) < len(month)) == bool(asked)
    shown = [
        "target_id",
        "official_status",
        "completion",
        "actual",
        "landing",
        "cell",
        "previous_status",
        "lag_pp",
    ]
    left, right = (frame.sort_values("target_id", ignore_index=True)[shown] for frame in (picked, queried))
    pd.testing.assert_frame_equal(left, right, check_dtype=False)


def test_readers_of_the_copy_see_every_change_at_once(ledger: Store, tmp_path: Path):
    def seen(query: str, **asked: object) -> list[dict[str, object]]:
        copy = tracker.open_store(tmp_path / "published" / "xushi.duckdb", create=False, read_only=True)
        found = copy.rows(query, **asked)
        copy.close()
        return found

    tracker.set_due_day(desk(ledger, LATER), 5, by="张三")
    assert [row["value"] for row in seen("settings")] == ["5"]
    assert tracker.close_month(desk(ledger, LATER), date(2024, 5, 31), reason="测试", by="张三")
    assert [row["period_end"] for row in seen("closures")] == [date(2024, 5, 31)]
    tracker.confirm_typed(desk(ledger, LATER), "indicator", "工业固投", "advanced_metal_capacity", by="张三")
    assert "工业固投" in {row["typed"] for row in seen("aliases")}
    reading = tracker.check_document(desk(ledger), "baotou-2024-no1", ("正文 " * 20).encode(), "a.txt")
    tracker.register_document(desk(ledger, LATER), reading, by="张三", confirmed=True)
    assert [row["text_file"] for row in seen("documents") if row["text_file"]] == ["a.txt"]
    sample, handed = FOLDER / "2024-09_市委组织部.xlsx", FOLDER / "2024_包头市目标分解表.xlsx"
    done = imported(desk(ledger, LATER), sample.read_bytes(), sample.name)
    assert [row["status"] for row in seen("batches")] == ["posted"]
    assert tracker.void(desk(ledger, LATER), int(str(done.batch_id)), reason="测试")
    assert [row["status"] for row in seen("batches")] == ["void"]
    imported(desk(ledger, LATER), handed.read_bytes(), handed.name)
    assert len(seen("handed_down")) == 165
