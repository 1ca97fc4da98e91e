"""Looking back: the store shows every past moment exactly as it stood then, whatever was imported or voided since."""

from datetime import datetime, timedelta

from data.store import Store
from intake import door
from tests.intake.reporting import JUNE, NOW, check, form, ledger, rows

STEPS = (  # an import by vintage, value and reason; or the number of the batch that is voided
    ("快报", 70.0, "电力不足"),
    ("正式", 73.0, "检修"),
    ("快报", 71.0, None),
    ("正式", 75.0, "原料不足"),
    4,
    2,
    ("正式", 74.0, None),
)


def test_every_past_moment_is_shown_as_it_stood():
    store, seen = ledger(), []
    for number, step in enumerate(STEPS):
        moment = NOW + timedelta(hours=number)
        _take(store, step, moment)
        seen.append((moment, _standing(store), _said(store, datetime.max)))
    values = [[float(row["value"]) for row in standing if row["kind"] == "ytd"] for _, standing, _ in seen]
    assert values == [[70.0], [73.0], [73.0], [75.0], [73.0], [71.0], [74.0]]
    assert [said for _, _, said in seen] == [
        ["电力不足"], ["检修"], ["检修"], ["原料不足"], ["检修"], ["电力不足"], ["电力不足"],
    ]  # fmt: skip
    for moment, standing, said in seen:
        assert store.rows("observations_known", as_of=JUNE, known_at=moment) == standing
        assert _said(store, moment) == said
    before = NOW - timedelta(seconds=1)
    assert store.rows("observations_known", as_of=JUNE, known_at=before) == []
    assert _said(store, before) == []


def test_the_history_of_a_number_ends_at_the_moment_looked_at():
    store = ledger()
    for number, step in enumerate(STEPS):
        _take(store, step, NOW + timedelta(hours=number))
    then = NOW + timedelta(hours=4, minutes=30)  # batch 4 is void, batch 2 not yet
    versions = store.rows("revisions", indicator="steel", region="990100", known_at=then)
    told = [(row["batch_id"], row["status"]) for row in versions if row["kind"] == "ytd"]
    assert told == [(1, "posted"), (2, "posted"), (3, "posted"), (4, "void")]


def _take(store: Store, step: int | tuple[str, float, str | None], now: datetime) -> None:
    if isinstance(step, int):
        assert door.void(store, step, reason="报错", now=now)
        return
    vintage, ytd, reason = step
    content = form(rows("steel", month=[12.5], ytd=[ytd], yoy=[5.8], reason=[reason]), vintage=vintage)
    result = door.commit(store, check(store, content), by="张三", now=now, confirm_warnings=True)
    assert result.status == "imported"


def _standing(store: Store) -> list[dict[str, object]]:
    return store.rows("observations", as_of=JUNE)


def _said(store: Store, known_at: datetime) -> list[object]:
    return [row["text"] for row in store.rows("remarks", as_of=JUNE, known_at=known_at)]
