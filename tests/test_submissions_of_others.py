"""What was handed in is shown to whom it concerns: a district, a bureau's reporter and everything see their own."""

from datetime import datetime
from io import BytesIO

import pytest

import tracker
from data.errors import NotAllowedError
from data.home import Home
from data.store import Store
from data.viewer import OPERATOR, Viewer
from tests.asking import desk
from tests.test_desk import taken_back
from tests.viewers import OF_DISTRICT, OF_SISTER, reporter
from tracker import Desk

NOW = datetime(2024, 11, 5, 9)
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
