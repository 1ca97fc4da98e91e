"""Changes of the ledger are saved whole or refused by name, and taking them back leaves what stands as it was."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from data.ledger.statements import Author, Edit, Saved, save, undo
from data.ledger.versions import History, timeline_digest
from data.store import Store
from tests.intake.reporting import CITY, ORGANISATION, ledger, seed
from tests.ledger import stated
from tests.worded import assert_worded

NOW = datetime(2024, 8, 20, 9, 0)
KEYS = ("d.a", "d.b", "d.c")
MONTHS = [date(2023, 12, 1), *(date(2024, month, 1) for month in range(1, 13))]
Standing = Mapping[str, tuple[Decimal, str] | None]


@pytest.fixture
def store() -> Store:
    """Three targets of steel, led by one organisation, the second part of the first."""
    store = ledger()
    document = {
        "document_id": "d",
        "title": "d",
        "title_en": "d",
        "issuer": "d",
        "kind": "plan",
        "region_code": CITY,
    }
    with store.transaction() as write:
        stated(write, "document", [document, document | {"document_id": "e", "title": "e"}])
        stated(write, "target", [target(key) for key in KEYS])
        stated(write, "responsibility", [
            {"target_id": key, "organisation_code": ORGANISATION, "role": "lead", "position": 0} for key in KEYS
        ])  # fmt: skip
    return store


def target(key: str) -> dict[str, object]:
    return {
        "target_id": key, "document_id": "d", "clause": "一", "excerpt": "120万吨", "excerpt_offset": 0,
        "number_text": "120万吨", "region_code": CITY, "indicator_code": "steel", "basis": "flow",
        "comparator": ">=", "value": Decimal(120), "value_normal": Decimal(120), "unit": "万吨", "note": "",
        "period_start": date(2023, 1, 1), "deadline": date(2024, 12, 31), "strength": "binding",
        "assessed": "monthly", "part_of": "d.a" if key == "d.b" else None,
    }  # fmt: skip


def change(
    act: str, key: str = "d.a", since: date | None = None, kind: str = "target", **cells: object
) -> Edit:
    return Edit(kind=kind, key=key, act=act, cells=cells, effective_from=since)


def saved(store: Store, *edits: Edit, now: datetime = NOW) -> Saved:
    with store.transaction() as write:
        return save(write, edits, Author(by="李四", now=now, reason="会议决定"))


def undone(store: Store, change_id: int | None, now: datetime = NOW) -> Saved:
    with store.transaction() as write:
        return undo(write, change_id or 0, Author(by="王五", now=now))


def codes(done: Saved) -> list[str]:
    assert_worded(done.problems)
    return [one.code for one in done.problems]


def standing(store: Store, month: date, known_at: datetime = datetime(9999, 12, 31)) -> Standing:
    """Value and note of each target that stands in a month, as far as was known."""
    asked = dict.fromkeys(("region", "sector", "answering", "indicators"))
    rows = store.rows("targets", targets=list(KEYS), as_of=month, known_at=known_at, **asked)
    found = {str(row["target_id"]): (row["value_normal"], str(row["note"])) for row in rows}
    return {key: found.get(key) for key in KEYS}


JUNE = date(2024, 6, 1)
REFUSED = {
    "what is there is not added": (change("add", **target("d.a")), ["L43"]),
    "what is gone is not adjusted": (change("adjust", "d.z", JUNE, value=Decimal(1)), ["L44"]),
    "what stands is not restored": (change("restore", since=JUNE), ["L44"]),
    "a month that is not the target's": (change("adjust", since=date(2025, 1, 1), value=Decimal(1)), ["L50"]),
    "a document nobody knows": (replace(change("adjust", since=JUNE, value=Decimal(1)), basis_document_id="z"), ["L23"]),
    "a region nobody knows": (change("correct", region_code="nowhere"), ["L23"]),
    "a circle": (change("correct", part_of="d.b"), ["L28"]),
    "an end before the start": (change("correct", deadline=date(2022, 1, 1)), ["L29"]),
    "a unit of something else": (change("adjust", since=JUNE, unit="亿元"), ["L34"]),
    "a name that another bears": (change("correct", "invest", kind="indicator", name="粗钢产量"), ["L27"]),
    "an organisation that still leads": (change("withdraw", ORGANISATION, kind="organisation"), ["L24", "L24", "L24"]),
    "an indicator that targets name": (change("withdraw", "steel", JUNE, kind="indicator"), ["L23", "L23", "L23"]),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "told"), REFUSED.values(), ids=REFUSED)
def test_what_would_not_hold_together_is_refused_with_its_place(store: Store, edit: Edit, told: list[str]):
    version = store.version
    done = saved(store, edit)
    assert codes(done) == told
    assert {one.sheet for one in done.problems} <= {edit.kind, "target"}
    assert all(one.cell for one in done.problems)
    assert store.version == version


def test_what_was_reported_on_is_not_taken_away(store: Store):
    with store.transaction() as write:
        stated(write, "indicator", [
            {"indicator_code": "lead", "name": "铅产量", "name_en": "lead", "sector_code": "x", "measure": "flow",
             "unit": "万吨", "additive": True, "better": "higher"},
        ])  # fmt: skip
    seed(store, "lead", "ytd", {date(2024, 6, 30): 1.0})
    assert codes(saved(store, change("withdraw", "lead", kind="indicator"))) == ["L37"]
    assert codes(saved(store, change("correct", "lead", kind="indicator", unit="吨"))) == ["L38"]


def test_a_save_on_what_changed_underneath_is_refused_by_name(store: Store):
    with store.transaction() as write:
        seen = timeline_digest(History.of(write).timeline(("target", "d.a")))
    mine = Edit(kind="target", key="d.a", act="correct", cells={"note": "我的"}, seen=seen)
    assert saved(store, change("correct", note="李四的")).problems == ()
    done = saved(store, mine)
    assert codes(done) == ["L41"]
    assert dict(done.problems[0].facts) == {"by": "李四", "at": "2024-08-20 09:00"}
    assert standing(store, JUNE)["d.a"] == (Decimal(120), "李四的")


def test_a_correction_leaves_what_was_adjusted_adjusted(store: Store):
    assert saved(store, change("adjust", since=JUNE, value=Decimal(90))).problems == ()
    assert codes(saved(store, change("adjust", since=date(2024, 3, 1), value=Decimal(100)))) == ["L45"]
    assert saved(store, change("correct", note="更正")).problems == ()
    assert standing(store, date(2024, 5, 1))["d.a"] == (Decimal(120), "更正")
    assert standing(store, JUNE)["d.a"] == (Decimal(90), "更正")


def test_what_later_changes_rest_on_is_not_taken_back_until_they_are(store: Store):
    first = saved(store, change("adjust", since=JUNE, value=Decimal(90))).change_id
    second = saved(store, change("correct", note="更正"), change("withdraw", "d.c", JUNE)).change_id
    refused = undone(store, first)
    assert codes(refused) == ["L48"]
    assert f"{second} · 李四" in str(refused.problems[0].facts)
    assert undone(store, second).problems == ()
    assert undone(store, first).problems == ()
    assert codes(undone(store, first)) == ["L47"]
    assert codes(undone(store, 99)) == ["L46"]
    assert standing(store, JUNE) == dict.fromkeys(KEYS, (Decimal(120), ""))


def test_what_is_gone_for_good_leaves_nobody_who_answers(store: Store):
    gone = saved(store, change("withdraw", "d.c")).change_id
    assert {
        row["target_id"]
        for row in store.rows("versions")
        if row["thing"] == "responsibility" and row["act"] == "withdraw"
    } == {"d.c"}
    assert store.rows("check_orphans") == []
    assert undone(store, gone).problems == ()
    assert standing(store, JUNE)["d.c"] == (Decimal(120), "")


Months = list[tuple[Decimal, str] | None]


class Model:
    """What stands, month by month, in plain Python: a list a target, and how it was before every change."""

    def __init__(self) -> None:
        self.now: dict[str, Months] = {key: [(Decimal(120), "")] * len(MONTHS) for key in KEYS}
        self.past: list[tuple[datetime, dict[str, Months]]] = [(NOW, self.copy())]
        self.before: dict[int, tuple[str, Months]] = {}

    def copy(self) -> dict[str, Months]:
        return {key: list(months) for key, months in self.now.items()}

    def does(self, change_id: int, edit: Edit, moment: datetime) -> None:
        """Make of the months what an edit that was saved makes of them."""
        self.before[change_id] = (edit.key, list(self.now[edit.key]))
        since = MONTHS.index(edit.effective_from) if edit.effective_from else 0
        self.now[edit.key][since:] = [self.made(edit, held) for held in self.now[edit.key][since:]]
        self.past.append((moment, self.copy()))

    def made(self, edit: Edit, held: tuple[Decimal, str] | None) -> tuple[Decimal, str] | None:
        if edit.act in {"withdraw", "supersede"}:
            return None
        if edit.act == "correct" and held is None:
            return None
        value, note = held or (Decimal(0), "")
        return Decimal(str(edit.cells.get("value", value))), str(edit.cells.get("note", note))

    def takes_back(self, change_id: int, by: int, moment: datetime) -> None:
        key, months = self.before[change_id]
        self.before[by] = (key, list(self.now[key]))
        self.now[key] = list(months)
        self.past.append((moment, self.copy()))


def random_edit(dice: random.Random) -> Edit:
    key, month = dice.choice(KEYS), dice.choice(MONTHS[1:])
    value, note = Decimal(dice.randint(1, 999)), str(dice.randint(1, 999))
    return dice.choice([
        change("adjust", key, month, value=value), change("correct", key, note=note),
        change("withdraw", key, month), change("supersede", key, month),
        change("restore", key, month, value=value, note=note), change("restore", key, month, value=value, note=note),
    ])  # fmt: skip


def some_change(dice: random.Random, store: Store, model: Model, moment: datetime) -> None:
    """One edit at random, or in one case of three an earlier change taken back; what is refused changes nothing."""
    if model.before and dice.random() < 1 / 3:
        earlier = dice.choice(sorted(model.before)[-6:])
        done = undone(store, earlier, moment)
        if done.change_id:
            model.takes_back(earlier, done.change_id, moment)
        return
    edit = random_edit(dice)
    done = saved(store, edit, now=moment)
    if done.change_id:
        model.does(done.change_id, edit, moment)


def assert_same(store: Store, months: Mapping[str, Months], known_at: datetime, *some: date) -> None:
    for month in some:
        at = MONTHS.index(month)
        assert standing(store, month, known_at) == {key: held[at] for key, held in months.items()}, month


@pytest.mark.parametrize(
    ("edits", "seed_of"),
    [(12, 1), *(pytest.param(300, seed_of, marks=pytest.mark.slow) for seed_of in range(5))],
)
def test_random_edits_and_their_undo_leave_what_stands_as_it_was(store: Store, edits: int, seed_of: int):
    """Held against the model after each, in every month and at moments of the past in the end; the history keeps all."""
    dice, model = random.Random(seed_of), Model()
    for step in range(edits):
        moment = NOW + timedelta(minutes=step + 1)
        some_change(dice, store, model, moment)
        assert_same(store, model.now, moment, dice.choice(MONTHS))
    assert len(model.before) > edits / 6
    for moment, months in dice.sample(model.past, 3):
        assert_same(store, months, moment, *MONTHS)
    moment = NOW + timedelta(days=1)
    for change_id in sorted(model.before, reverse=True):
        taken = undone(store, change_id, moment)
        assert taken.change_id or codes(taken) == ["L47"]
    assert_same(store, Model().now, datetime(9999, 12, 31), *MONTHS)
    assert_same(store, model.now, NOW + timedelta(hours=23), *MONTHS)
