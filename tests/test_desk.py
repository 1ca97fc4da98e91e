"""The desk: who asks is part of every question. Every verb, for a district, a bureau's reporter and everything."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pandas as pd
import pytest

import tracker
from data.errors import NotAllowedError
from data.office import Start
from data.scope import Scope
from data.store import Store
from data.viewer import OPERATOR, Viewer
from intake.sample import FOLDER
from tests.asking import NOW, desk, imported
from tests.viewers import BUREAU, CITY, DISTRICT, OF_DISTRICT, OF_SISTER, SISTER, Own, foreign, own, reporter
from tracker import Desk

SEPTEMBER = Scope(as_of=date(2024, 9, 30))
TARGET = "baotou-2024-no1.5.polysilicon_capacity"
DOCUMENT = "baotou-2024-no1"
MONTHS = [date(2024, 8, 31), date(2024, 9, 30)]
Asked = Callable[[Desk, Own], pd.DataFrame]

# Every verb that answers with rows, asked as widely as it can be.
VERBS: dict[str, Asked] = {
    "batches": lambda at, _own: tracker.batches(at),
    "changes": lambda at, _own: tracker.changes(at, SEPTEMBER),
    "courses": lambda at, _own: tracker.courses(at, SEPTEMBER),
    "facts": lambda at, _own: tracker.facts(at).assign(statement_id=lambda facts: facts["fact_id"]).drop(columns="indicator_code"),
    "figures": lambda at, _own: tracker.figures(at, tracker.targets(at, SEPTEMBER), SEPTEMBER),
    "judged": lambda at, _own: tracker.judged(at, tracker.targets(at, SEPTEMBER), SEPTEMBER),
    "leaderless": lambda at, _own: tracker.leaderless(at, MONTHS[-1]),
    "observations": lambda at, _own: tracker.observations(at, SEPTEMBER),
    "picked": lambda at, _own: pd.DataFrame({"target_id": tracker.picked(at, SEPTEMBER)}),
    "progress": lambda at, _own: tracker.progress(at, SEPTEMBER),
    "remarks": lambda at, _own: tracker.remarks(at, SEPTEMBER),
    "targets": lambda at, _own: tracker.targets(at, SEPTEMBER),
    "values": lambda at, _own: tracker.values(at, tracker.targets(at, SEPTEMBER), SEPTEMBER),
}  # fmt: skip
# Verbs that are asked of one thing: a foreign one is none.
OF_ONE = {
    "batch_cells",
    "explain",
    "history",
    "life",
    "passage",
    "revisions",
    "series",
    "trail",
    "lights",
    "changed",
}
# What everybody may know: the common words, and the office's rules of reporting.
VOCABULARY = {
    "called", "closed_months", "due_day", "english_names", "indicators", "is_empty", "meanings", "office_region", "organisations", "regions", "sectors", "turns",
}  # fmt: skip
# What is proved below or elsewhere, each by a test of its own.
ALONE = {
    "decomposition_template", "documents", "form_months", "form_takers", "home_region", "lagging", "latest_month", "months", "plan_template", "reconcile",
    "region_template", "reporting_status", "template", "templates", "check_document", "check_workbook", "returned_workbook",
}  # fmt: skip
WRITES = {
    "build", "check", "close_month", "confirm_name", "confirm_typed", "demo", "register_document",
    "reopen_month", "set_due_day", "void", "against_sample", "refresh_reference", "start_office", "new_year", "accept_year",
    "amend", "assign", "ledger_changes", "merge", "retype", "supersede", "take_back", "withdraw",
}  # fmt: skip
# What was handed in: proved in test_submissions_of_others.py.
SUBMISSIONS = {
    "check_failed", "confirm", "discard", "give_back", "hand_in", "look", "open_home", "original", "read_rows",
    "set_submission_days", "submission", "submission_days", "submission_list", "waiting",
}  # fmt: skip
NO_QUESTION = {
    "Desk",
    "let_reporters_read_region",
    "lit",
    "of_organisation",
    "of_region",
    "reporters_read_region",
    "open_store",
    "read_catalogue",
    "reconciled",
}


@pytest.fixture(params=["district", "reporter", "everything"])
def viewer(request: pytest.FixtureRequest, demo: Store) -> Viewer:
    return {"district": OF_DISTRICT, "reporter": reporter(demo), "everything": OPERATOR}[request.param]


def test_every_verb_is_among_those_proved():
    known = VERBS.keys() | OF_ONE | VOCABULARY | ALONE | WRITES | SUBMISSIONS | NO_QUESTION
    assert set(tracker.__all__) == known


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_gives_the_viewers_own_rows_and_no_others(demo: Store, viewer: Viewer, verb: str):
    mine = own(demo, viewer)
    seen = VERBS[verb](desk(demo, viewer=viewer), mine)
    assert foreign(seen, mine).empty
    whole = VERBS[verb](desk(demo), mine)
    assert len(seen) == len(whole) - len(foreign(whole, mine))


@pytest.mark.parametrize("who", ["district", "reporter", "everything"])
def test_what_was_handed_down_is_reconciled_where_every_part_may_be_seen(demo: Store, who: str):
    """A district sees neither the target above nor its sisters' parts, a bureau only what it leads: sums would be wrong."""
    viewer = {"district": OF_DISTRICT, "reporter": reporter(demo), "everything": OPERATOR}[who]
    assert tracker.reconcile(desk(demo, viewer=viewer), SEPTEMBER).empty == (who != "everything")


def test_looking_back_shows_no_more(demo: Store, viewer: Viewer):
    mine = own(demo, viewer)
    then = Scope(as_of=date(2024, 6, 30), known_at=datetime(2024, 7, 9))
    at = desk(demo, viewer=viewer)
    for seen in (tracker.progress(at, then), tracker.observations(at, then), tracker.remarks(at, then)):
        assert foreign(seen, mine).empty


def test_a_foreign_target_is_none(demo: Store):
    at = desk(demo, viewer=OF_DISTRICT)
    for target_id in (TARGET, f"{TARGET}@{SISTER}"):
        assert tracker.explain(at, target_id, SEPTEMBER) is None
        assert tracker.trail(at, target_id, SEPTEMBER) is None
        assert tracker.passage(at, target_id) is None
        assert tracker.series(at, target_id, SEPTEMBER).empty
        assert tracker.history(at, target_id, SEPTEMBER).empty
        assert tracker.life(at, target_id, SEPTEMBER).empty
    assert tracker.revisions(at, "polysilicon_capacity", SISTER).empty
    (batch,) = {
        row["batch_id"] for row in demo.rows("batches") if row["source_file"] == "2024-09_青山区.xlsx"
    }
    assert tracker.batch_cells(at, batch, "填报表").empty
    assert len(tracker.batch_cells(desk(demo), batch, "填报表"))


def test_the_trail_of_ones_own_leads_to_nothing_foreign(demo: Store):
    mine = own(demo, OF_DISTRICT)
    trail = tracker.trail(desk(demo, viewer=OF_DISTRICT), f"{TARGET}@{DISTRICT}", SEPTEMBER)
    assert trail is not None
    assert all(foreign(rows, mine).empty for rows in trail.relatives.values())
    assert trail.part_of.empty
    assert trail.target["excerpt"] == ""


def test_documents_count_what_one_may_see(demo: Store, viewer: Viewer):
    mine = own(demo, viewer)
    seen = tracker.documents(desk(demo, viewer=viewer)).set_index("document_id")
    stated = {target for target in mine.targets if "@" not in target}
    assert set(seen.index) >= mine.documents
    for code, row in seen.iterrows():
        assert row["targets"] == sum(target.startswith(f"{code}.") for target in stated)


def test_who_has_reported_is_told_of_ones_own_units(demo: Store, viewer: Viewer):
    mine = own(demo, viewer)
    whole = tracker.reporting_status(desk(demo), MONTHS)
    seen = tracker.reporting_status(desk(demo, viewer=viewer), MONTHS)
    expected = whole[whole["organisation_code"].isin(mine.organisations)]
    pd.testing.assert_frame_equal(seen, expected.reset_index(drop=True), check_dtype=False)
    assert set(tracker.form_takers(desk(demo, viewer=viewer), "monthly", MONTHS[-1])) <= mine.organisations


@pytest.mark.parametrize("kind", ["region", "decomposition", "plan"])
def test_forms_are_offered_for_ones_own_regions(demo: Store, viewer: Viewer, kind: str):
    mine = own(demo, viewer)
    takers = set(tracker.form_takers(desk(demo, viewer=viewer), kind, MONTHS[-1]))
    assert takers <= mine.regions
    assert takers <= set(tracker.form_takers(desk(demo), kind, MONTHS[-1]))


@pytest.mark.parametrize("handed_down", ["ledger", "demo"])
def test_a_form_asks_what_it_asks_whoever_fetches_it(request: pytest.FixtureRequest, handed_down: str):
    """A district named by the city's document is asked its part; that the target above is hidden takes nothing away."""
    store = request.getfixturevalue(handed_down)
    asked = tracker.template(desk(store), f"{DISTRICT}-government", MONTHS[-1], BytesIO())
    own_form = tracker.template(
        desk(store, viewer=OF_DISTRICT), f"{DISTRICT}-government", MONTHS[-1], BytesIO()
    )
    assert own_form == asked > 0


def test_a_form_of_others_is_empty(demo: Store):
    at = desk(demo, viewer=OF_DISTRICT)
    assert tracker.template(at, f"{SISTER}-government", MONTHS[-1], BytesIO()) == 0
    assert tracker.template(at, BUREAU, MONTHS[-1], BytesIO()) == 0
    assert tracker.templates(at, [f"{SISTER}-government", BUREAU], MONTHS[-1], BytesIO()) == 0
    assert tracker.region_template(at, SISTER, MONTHS[-1], BytesIO()) == 0
    assert tracker.plan_template(at, SISTER, 2024, BytesIO()) == 0
    assert tracker.decomposition_template(at, CITY, BytesIO()) == 0


def test_months_and_home_are_those_of_ones_own_reports(demo: Store):
    at = desk(demo, viewer=OF_DISTRICT)
    assert tracker.home_region(at) == DISTRICT
    assert tracker.home_region(desk(demo)) == CITY
    silent = desk(demo, viewer=Viewer(name="达茂旗", regions=frozenset({"150223"})))
    assert max(tracker.months(silent)) == tracker.latest_month(silent) == date(2024, 7, 31)
    assert tracker.months(desk(demo, viewer=Viewer(name="河口区", regions=frozenset({"370503"})))) == []


def test_two_viewers_in_turn_see_each_their_own(demo: Store):
    first, second = desk(demo, viewer=OF_DISTRICT), desk(demo, viewer=OF_SISTER)
    for _turn in range(2):
        for at, code in ((first, DISTRICT), (second, SISTER)):
            assert set(tracker.progress(at, SEPTEMBER)["region_code"]) == {code}


def test_a_file_with_rows_of_others_is_refused_and_says_whose(demo: Store):
    at = desk(demo, datetime(2024, 11, 5, 9), viewer=OF_DISTRICT)
    for sample in ("2024-09_青山区.xlsx", "2024-09_市工信局.xlsx"):
        out = taken_back(demo, sample)
        preview = tracker.check_workbook(at, out, sample)
        assert preview.status == "rejected"
        told = next(one for one in preview.problems if one.code == "M29")
        assert ("青山区" if "青山" in sample else "包头市") in dict(told.facts)["rows"]
        before = len(demo.rows("batches"))
        assert imported(at, out, sample).status == "rejected"
        assert len(demo.rows("batches")) == before


def taken_back(store: Store, sample: str) -> bytes:
    """The sample's bytes, its import voided, so that it can be handed in again."""
    batch = next(row["batch_id"] for row in store.rows("batches") if row["source_file"] == sample)
    assert tracker.void(desk(store), int(str(batch)), reason="x")
    return (FOLDER / sample).read_bytes()


def test_ones_own_file_is_checked_as_it_is_for_everyone(demo: Store):
    content = taken_back(demo, "2024-09_昆区.xlsx")
    mine = tracker.check_workbook(desk(demo, viewer=OF_DISTRICT), content, "昆区.xlsx")
    every = tracker.check_workbook(desk(demo), content, "昆区.xlsx")
    assert mine.status == every.status != "rejected"
    assert mine.differences == every.differences


def test_a_check_tells_nothing_of_the_figures_of_others(demo: Store):
    """A figure equal to a sister's is told to the city (M20), not to the district."""
    content = taken_back(demo, "2024-09_青山区.xlsx")
    preview = tracker.check_workbook(desk(demo, viewer=OF_DISTRICT), content, "青山区.xlsx")
    assert all(one.old is None for one in preview.differences)


def test_what_reaches_beyond_a_region_is_not_done_in_it(demo: Store):
    at = tracker.of_region(desk(demo), DISTRICT)
    for act in (
        lambda: tracker.close_month(at, MONTHS[0], reason="x", by="a"),
        lambda: tracker.reopen_month(at, MONTHS[0], reason="x", by="a"),
        lambda: tracker.set_due_day(at, 5, by="a"),
        lambda: tracker.build(at),
        lambda: tracker.demo(at),
        lambda: tracker.start_office(at, Start(region="430200"), by="a"),
        lambda: tracker.refresh_reference(at, by="a"),
        lambda: tracker.retype(at, "correct", ("target", TARGET), {"value": "1"}, by="a", reason="x"),
        lambda: tracker.withdraw(at, ("target", TARGET), since=None, by="a", reason="x"),
        lambda: tracker.supersede(at, TARGET, TARGET, since=MONTHS[0], by="a", reason="x"),
        lambda: tracker.merge(at, BUREAU, BUREAU, last_day=MONTHS[0], by="a", reason="x"),
        lambda: tracker.take_back(at, 1, by="a"),
        lambda: tracker.ledger_changes(at),
        lambda: tracker.accept_year(at, 2025, [], by="a", reason="x"),
        lambda: tracker.check(at),
    ):
        with pytest.raises(NotAllowedError):
            act()
    handed = next(row for row in demo.rows("batches") if row["kind"] == "decomposition")
    assert not tracker.void(at, int(str(handed["batch_id"])), reason="x")
    mine = next(row for row in demo.rows("batches") if row["source_file"] == "2024-09_昆区.xlsx")
    assert tracker.void(at, int(str(mine["batch_id"])), reason="x")


def test_a_desk_is_narrowed_and_never_widened(demo: Store):
    narrow = tracker.of_region(desk(demo), DISTRICT)
    wide = tracker.of_region(narrow, CITY)
    assert set(tracker.progress(wide, SEPTEMBER)["region_code"]) == {DISTRICT}
    assert set(tracker.progress(Desk(narrow.store, OPERATOR, narrow.clock), SEPTEMBER)["region_code"]) == {
        DISTRICT
    }


def test_reporters_read_their_whole_region_where_the_office_lets_them_and_write_no_more(demo: Store):
    whole = desk(demo, NOW)
    at = tracker.of_organisation(whole, BUREAU)
    expected = reporter(demo)
    assert (at.viewer.reading, at.viewer.writing) == (expected.reading, expected.writing)
    assert at.viewer.verbs == expected.verbs
    with pytest.raises(NotAllowedError):
        tracker.let_reporters_read_region(at, allowed=True, by="a")
    tracker.let_reporters_read_region(whole, allowed=True, by="a")
    let = tracker.of_organisation(whole, BUREAU)
    assert let.viewer.reading == tracker.of_region(whole, CITY).viewer.reading
    assert let.viewer.writing == at.viewer.writing
    assert len(tracker.targets(let, SEPTEMBER)) > len(tracker.targets(at, SEPTEMBER))
    narrow = tracker.of_organisation(tracker.of_region(whole, DISTRICT), BUREAU)
    assert tracker.targets(narrow, SEPTEMBER)["region_code"].isin([DISTRICT]).all()
