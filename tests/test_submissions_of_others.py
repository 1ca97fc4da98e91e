"""What was handed in is shown to whom it concerns: a district, a bureau's reporter and everything see their own."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

import tracker
from data.errors import NotAllowedError
from data.home import Home
from data.store import Store
from data.viewer import OF_A_REGION, OPERATOR, Viewer
from tests.asking import desk
from tests.test_desk import taken_back
from tests.viewers import OF_DISTRICT, OF_SISTER, reporter
from tracker import Desk

NOW = datetime(2024, 11, 5, 9)
THIRD = Viewer(name="九原区", regions=frozenset({"150207"}), verbs=OF_A_REGION)
SAMPLES = ("2024-09_昆区.xlsx", "2024-09_青山区.xlsx", "2024-09_市工信局.xlsx")


@pytest.fixture
def home(demo: Store) -> Home:
    """The records with one submission of each sample, checked; the newest of them first."""
    at = desk(demo, NOW)
    records = tracker.open_home(at)
    for sample in SAMPLES:
        one = tracker.hand_in(at, records, BytesIO(taken_back(demo, sample)), sample, by="a")
        tracker.look(at, records, one.submission_id)
    return records


def seen(at: Desk, home: Home) -> set[str]:
    return {one.file_name for one in tracker.waiting(at, home)}


@pytest.mark.parametrize("turns", [1, 2])
def test_everybody_sees_their_own_in_turn(demo: Store, home: Home, turns: int):
    of: dict[str, Viewer] = {
        SAMPLES[0]: OF_DISTRICT, SAMPLES[1]: OF_SISTER, SAMPLES[2]: reporter(demo)
    }  # fmt: skip
    for _turn in range(turns):
        for sample, viewer in of.items():
            at = desk(demo, NOW, viewer=viewer)
            assert seen(at, home) == {sample} == set(tracker.submission_list(at, home)["file_name"])
    assert seen(desk(demo, NOW, viewer=OPERATOR), home) == set(SAMPLES)


def test_a_foreign_one_is_none_and_nothing_is_done_to_it(demo: Store, home: Home):
    at = desk(demo, NOW, viewer=OF_DISTRICT)
    (foreign,) = (one for one in tracker.waiting(desk(demo, NOW), home) if one.file_name == SAMPLES[1])
    name = foreign.submission_id
    assert tracker.submission(at, home, name) is None
    assert not tracker.discard(at, home, name, by="b")
    assert not tracker.give_back(at, home, name, by="b", reason="x")
    for act in (
        lambda: tracker.look(at, home, name),
        lambda: tracker.original(at, home, name),
        lambda: tracker.confirm(at, home, name, seen=None, by="b"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert seen(desk(demo, NOW), home) == set(SAMPLES)


def test_how_long_submissions_wait_is_not_a_regions_to_set(demo: Store):
    at = desk(demo, NOW, viewer=OF_DISTRICT)
    with pytest.raises(NotAllowedError):
        tracker.set_submission_days(at, 5, by="b")
    assert tracker.submission_days(at) == 90


def test_who_hands_in_anothers_file_sees_it_refused_and_its_state_and_no_other_region_does(
    demo: Store, home: Home
):
    (waits,) = (held for held in tracker.waiting(desk(demo, NOW), home) if held.file_name == SAMPLES[1])
    content = tracker.original(desk(demo, NOW), home, waits.submission_id)
    at, sister = desk(demo, NOW, viewer=OF_DISTRICT), desk(demo, NOW, viewer=THIRD)
    one = tracker.hand_in(at, home, BytesIO(content), "青山区.xlsx", by="b").submission_id
    looked = tracker.look(at, home, one)
    assert looked.preview is not None
    assert "M29" in {found.code for found in looked.preview.problems}
    assert "青山区.xlsx" in seen(at, home)
    assert "青山区.xlsx" not in seen(sister, home)
    assert tracker.original(at, home, one) == content
    with pytest.raises(NotAllowedError):
        tracker.look(sister, home, one)
    refused = tracker.confirm(at, home, one, seen=looked.submission.compared, by="b")
    assert refused is not None
    assert refused.status == "rejected"
    assert tracker.discard(at, home, one, by="b")
    assert SAMPLES[1] in seen(desk(demo, NOW), home)
    assert tracker.original(desk(demo, NOW), home, waits.submission_id) == content


def test_what_the_checks_found_is_of_who_looked_and_of_nobody_with_other_rights(demo: Store, home: Home):
    wide, narrow = desk(demo, NOW), desk(demo, NOW, viewer=reporter(demo))
    (one,) = (held for held in tracker.waiting(wide, home) if held.file_name == SAMPLES[2])
    rights = set()
    for at in (wide, narrow, wide):
        looked = tracker.look(at, home, one.submission_id)
        assert looked.preview is not None
        rights.add(looked.submission.checked_for)
        outdated = tracker.confirm(at, home, one.submission_id, seen=-1, by="b")
        assert outdated is not None
        assert outdated.status == "outdated"
    assert rights == {wide.viewer.rights, narrow.viewer.rights}


def test_of_a_file_with_rows_of_others_none_is_shown_but_to_who_brought_it(demo: Store):
    book = load_workbook(BytesIO(taken_back(demo, SAMPLES[0])))
    sheet = book.worksheets[0]
    last = [cell for row in sheet for cell in row if cell.value == "昆都仑区"][-1]
    last.value = "青山区"
    for cell in sheet[last.row]:
        if isinstance(cell.value, str) and cell.value.endswith("@150203"):
            cell.value = cell.value.replace("@150203", "@150204")
    out = BytesIO()
    book.save(out)
    operator, district = desk(demo, NOW), desk(demo, NOW, viewer=OF_DISTRICT)
    records = tracker.open_home(operator)
    name = tracker.hand_in(operator, records, BytesIO(out.getvalue()), "混.xlsx", by="a").submission_id
    whole = tracker.look(operator, records, name).preview
    assert {"150204", "150203"} <= {one.region_code for one in whole.differences}
    shown = tracker.look(district, records, name).preview
    assert ([one.code for one in shown.problems], shown.differences) == (["M29"], ())
    with pytest.raises(NotAllowedError):
        tracker.original(district, records, name)
    assert tracker.original(operator, records, name) == out.getvalue()
