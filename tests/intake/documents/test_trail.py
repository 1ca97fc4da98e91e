"""A target's trail: how its words were read, where its baseline comes from, whom it belongs with."""

from datetime import date

import pytest

import tracker
from data.scope import Scope
from data.store import Store
from intake.documents.passage import comparator_word
from tests.asking import desk
from tests.data.ledger_files import document_ids, table

NOW = Scope(as_of=date(2024, 9, 30))
BAOTOU = "baotou-2024-no1"


def test_the_words_and_the_unit_are_shown_as_read(ledger: Store):
    found = tracker.trail(desk(ledger), f"{BAOTOU}.5.polysilicon_capacity", NOW)
    assert found is not None
    readings = found.readings
    assert (readings.comparator_word, readings.comparator) == ("达到", ">=")
    assert (readings.value, readings.unit, readings.normal, readings.normal_unit) == (87, "万吨", 87, "万吨")
    assert found.document["number"] == "包党发〔2024〕1号"
    assert found.target["lead_unit_names"] == ("包头市发展和改革委员会",)


def test_a_baseline_leads_to_where_it_was_published(ledger: Store):
    found = tracker.trail(desk(ledger), f"{BAOTOU}.5.polysilicon_capacity", NOW)
    assert found is not None
    assert found.baseline is not None
    assert (found.baseline.value, found.baseline.unit) == (47.5, "万吨")
    assert found.baseline.on == date(2023, 9, 12)
    assert found.baseline.address.startswith("http")


def test_what_else_is_known_of_the_quantity_comes_oldest_first(ledger: Store):
    """A number of last year with the words of the target, and what was published, each with its bound."""
    found = tracker.trail(desk(ledger), f"{BAOTOU}.s1.rare_earth_output_value", NOW)
    assert found is not None
    said = [
        (row["comparator"], row["value"], row["source_quality"]) for row in found.stated.to_dict("records")
    ]
    assert said == [("~", 380, "media"), ("=", 327.1, "media"), (">=", 1000, "unverified")]
    last_year = tracker.trail(
        desk(ledger), "shandong-2024-press-conference.q1-1.provincial_innovation_projects", NOW
    )
    assert last_year is not None
    assert list(last_year.stated["value"]) == [3202]


def test_parts_lead_to_the_whole_and_back(ledger: Store):
    whole, part = f"{BAOTOU}.s1.rare_earth_output_value", f"{BAOTOU}.2.rare_earth_materials_output_value"
    above, below = tracker.trail(desk(ledger), part, NOW), tracker.trail(desk(ledger), whole, NOW)
    assert above is not None
    assert below is not None
    assert list(above.part_of["target_id"]) == [whole]
    assert part in set(below.parts["target_id"])
    assert "parts" in below.relatives
    assert "supersedes" not in below.relatives


def test_what_is_handed_down_is_a_part(demo: Store):
    parts = tracker.targets(desk(demo), NOW)
    part = parts[parts["is_handed_down"]].iloc[0]
    found = tracker.trail(desk(demo), part["part_of"], NOW)
    assert found is not None
    assert part["target_id"] in set(found.parts["target_id"])


def test_there_is_no_trail_of_what_is_not_there(ledger: Store):
    assert tracker.trail(desk(ledger), "no-such", NOW) is None


@pytest.mark.parametrize(
    ("excerpt", "number", "comparator", "word"),
    [
        ("總產能達到87萬噸", "87萬噸", ">=", "达到"),
        ("達到35%以上", "35%", ">=", "以上"),
        ("600項(xiàng)以上", "600項", ">=", "以上"),
        ("控制在10%以內", "10%", "<=", "以内"),
        ("20項(xiàng)左右", "20項", "~", "左右"),
        ("新培育1000家", "1000家", "=", ""),
        ("没有数字", None, "=", ""),
    ],
)
def test_the_word_that_bounds_the_number_is_quoted(
    excerpt: str, number: str | None, comparator: str, word: str
):
    assert comparator_word(excerpt, number, comparator) == word


def test_no_bound_of_the_ledger_is_without_its_word():
    for row in (row for document_id in document_ids() for row in table(f"targets/{document_id}")):
        if row["comparator"] in {">=", "<=", "~"}:
            assert comparator_word(row["excerpt"], row["number_text"], row["comparator"]), row["target_id"]
