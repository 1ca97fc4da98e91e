"""Who looks: every screen shows a district and a bureau's reporter their own rows, also after others filled the caches."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from data.scope import Scope
from data.store import Store
from data.viewer import OPERATOR, Viewer
from pages.frame import view
from tests.asking import NOW, desk
from tests.pages.conftest import Open, labels, said
from tests.pages.test_screens import SCREENS, intact
from tests.viewers import CITY, DISTRICT, OF_DISTRICT, OF_SISTER, SISTER, own, reporter

TARGET = "baotou-2024-no1.5.polysilicon_capacity"


@pytest.fixture(scope="module")
def store(demo_copy: Path) -> Store:
    return tracker.open_store(demo_copy)


@pytest.fixture
def seen_by(screen: Open, monkeypatch: pytest.MonkeyPatch):
    """Opens a screen as a viewer sees it."""

    def opened(viewer: Viewer, folder: str, **query: str) -> AppTest:
        monkeypatch.setattr(view, "viewer", lambda: viewer)
        return screen(folder, **query)

    return opened


def everything_on(at: AppTest) -> str:
    """Every text, link, button and choice of a screen."""
    choices = [option for box in at.selectbox for option in box.options]
    buttons = [button.label for button in at.button]
    addresses = [link.proto.query_string for link in at.get("page_link")]
    return "\n".join([said(at), *labels(at), *choices, *buttons, *addresses]).replace("\\", "")


def districts(store: Store, but: str) -> set[str]:
    """The names of the city's other districts."""
    regions = tracker.regions(desk(store))
    others = regions[(regions["parent_code"] == CITY) & (regions["region_code"] != but)]
    return {*others["name"], *others["short_name"]} - {"矿区"}


@pytest.mark.parametrize("folder", SCREENS)
def test_a_district_sees_nothing_of_its_sisters_nor_of_the_city(seen_by, store: Store, folder: str):
    """Two of them in turn, after everything was shown to the operator: what is kept for one is not shown to another."""
    intact(seen_by(OPERATOR, folder))
    excerpts = tracker.targets(desk(store), Scope(as_of=NOW.date()))["excerpt"]
    for viewer, own_code in ((OF_DISTRICT, DISTRICT), (OF_SISTER, SISTER), (OF_DISTRICT, DISTRICT)):
        at = seen_by(viewer, folder)
        intact(at)
        shown = everything_on(at)
        assert [name for name in districts(store, own_code) if name in shown] == []
        assert set(re.findall(r"\b15020[1-9]\b", shown)) <= {own_code}
        assert [text for text in excerpts if len(text) > 8 and text in shown] == []


@pytest.mark.parametrize("folder", [name for name in SCREENS if name != "glossary"])
def test_a_reporter_sees_what_their_unit_leads_or_supports(seen_by, store: Store, folder: str):
    viewer = reporter(store)
    intact(seen_by(OPERATOR, folder, region="all"))
    at = seen_by(viewer, folder, region="all")
    intact(at)
    shown, mine = everything_on(at), own(store, viewer)
    known = tracker.targets(desk(store), Scope(as_of=NOW.date())).set_index("target_id")
    own_words = set(known.loc[known.index.isin(mine.targets), "indicator"])
    foreign = set(known["indicator"]) - own_words
    alone = {name for name in foreign if not any(name in other for other in own_words)}
    assert [name for name in alone if name in shown] == []
    assert not [target for target in set(known.index) - mine.targets if f"target={target}&" in shown]


def test_two_viewers_in_turn_see_each_their_own(seen_by):
    for _turn in range(2):
        for viewer, own_name, other in (
            (OF_DISTRICT, "昆都仑区", "青山区"),
            (OF_SISTER, "青山区", "昆都仑区"),
        ):
            shown = everything_on(seen_by(viewer, "overview"))
            assert own_name in shown
            assert other not in shown


@pytest.mark.parametrize("viewer", [OF_DISTRICT, OF_SISTER], ids=["district", "sister"])
def test_a_link_to_something_foreign_opens_nothing(seen_by, viewer: Viewer):
    for query in ({"target": TARGET}, {"target": f"{TARGET}@150207"}):
        at = seen_by(viewer, "targets", **query)
        assert "台账里没有编号为" in at.warning[0].value
    at = seen_by(viewer, "overview", region=CITY)
    assert any("不在台账里" in warning.value for warning in at.warning)


def test_a_region_is_ranked_only_among_sisters_who_may_all_be_seen(seen_by, store: Store):
    alone = said(seen_by(OF_DISTRICT, "regions"))
    assert "不在可见范围内，不作地区排名" in alone
    assert "参加排名" not in alone
    two = Viewer(name="两区", regions=frozenset({DISTRICT, SISTER}))
    assert "参加排名" not in said(seen_by(two, "regions", region="all"))
    city = tracker.of_region(desk(store), CITY).viewer
    assert "9个参加排名" in said(seen_by(city, "regions", region=CITY))


def test_units_are_ranked_only_among_their_like(seen_by, store: Store):
    assert "不作排名" in said(seen_by(reporter(store), "organisations"))
    city = tracker.of_region(desk(store), CITY).viewer
    whole, part = (
        said(seen_by(OPERATOR, "organisations", region=CITY)),
        said(seen_by(city, "organisations", region=CITY)),
    )
    assert "不作排名" not in part
    assert part.count("按时报送") == whole.count("按时报送")


def test_what_one_may_not_do_is_not_offered(seen_by):
    assert [one.label for one in seen_by(OPERATOR, "returns").expander] != []
    assert [one.label for one in seen_by(OF_DISTRICT, "returns").expander if "关账" in one.label] == []
    at = seen_by(OF_DISTRICT, "documents", document="baotou-2024-no1")
    assert "原文只给能看到文件全部条款的人看。" in said(at)


def test_the_words_of_a_hidden_target_are_replaced_by_a_sentence(seen_by):
    at = seen_by(OF_DISTRICT, "targets", target=f"{TARGET}@{DISTRICT}")
    intact(at)
    assert "上级目标的条款不在可见范围内" in said(at)
