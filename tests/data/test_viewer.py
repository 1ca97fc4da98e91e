"""Who asks sees no more than their regions and their organisation's rows, whatever is asked."""

from datetime import date, datetime

import pytest

from data.store import Store
from data.viewer import OPERATOR, Verb, Viewer

LATE, SEPTEMBER = datetime(9999, 12, 31), date(2024, 9, 30)
CITY, DISTRICT, SISTER = "150200", "150203", "150204"
BUREAU = "150200-industry"
POLYSILICON = "polysilicon_capacity"
TARGET = f"baotou-2024-no1.5.{POLYSILICON}"
DOCUMENT = "baotou-2024-no1"
OF_DISTRICT = Viewer(name="昆都仑区", regions=frozenset({DISTRICT}))
OF_BUREAU = Viewer(name="市工信局", regions=frozenset({CITY, DISTRICT, SISTER}), organisation=BUREAU)
KEYS = [POLYSILICON] * 3, [CITY, DISTRICT, SISTER]
OF_TARGETS = {
    "targets": [TARGET, f"{TARGET}@{DISTRICT}", f"{TARGET}@{SISTER}"],
    "indicators": KEYS[0],
    "regions": KEYS[1],
    "since": [date(2019, 1, 1)] * 3,
}
ASKED = {
    "handed_down": {},
    "excerpts": {},
    "facts": {},
    "observations": {"as_of": SEPTEMBER},
    "observations_known": {"as_of": SEPTEMBER, "known_at": LATE},
    "past": {"indicators": KEYS[0], "regions": KEYS[1], "period": SEPTEMBER, "previous": date(2024, 8, 31), "year_before": date(2023, 9, 30), "since": date(2021, 9, 30)},
    "period_values": {"period": SEPTEMBER, "indicators": [POLYSILICON], "regions": [CITY, DISTRICT, SISTER]},
    "planned_paths": {"known_at": LATE, "targets": None},
    "remarks": {"as_of": SEPTEMBER, "known_at": LATE},
    "reported_regions": {},
    "reports_received": {"first": date(2024, 1, 31), "last": SEPTEMBER, "known_at": LATE},
    "targets": {"region": None, "sector": None, "answering": None, "targets": None, "indicators": None, "as_of": SEPTEMBER, "known_at": LATE},
    "target_ids": {"region": None, "sector": None, "answering": None, "as_of": SEPTEMBER, "known_at": LATE},
    "asked": {"months": [SEPTEMBER], "known_at": LATE, "region": None, "seat": None},
    "figures": OF_TARGETS | {"as_of": SEPTEMBER},
    "figures_known": OF_TARGETS | {"as_of": SEPTEMBER, "known_at": LATE},
    "values": OF_TARGETS | {"as_of": SEPTEMBER},
    "values_known": OF_TARGETS | {"as_of": SEPTEMBER, "known_at": LATE},
}  # fmt: skip


def regions_of(store: Store, name: str) -> set[object]:
    """The regions of what a statement returns; of a target, a statement or an organisation its own."""
    every = {row["target_id"]: row["region_code"] for row in store.rows("targets", **ASKED["targets"])}
    every |= {row["fact_id"]: row["region_code"] for row in store.rows("facts")}
    seats = {row["organisation_code"]: row["region_code"] for row in store.rows("organisations")}
    return {
        row["region_code"]
        if "region_code" in row
        else seats[row["organisation_code"]]
        if "organisation_code" in row
        else every[row.get("target_id", row.get("statement_id"))]
        for row in store.rows(name, **ASKED[name])
    }


@pytest.mark.parametrize("name", ASKED)
def test_a_district_is_shown_its_own_rows_and_no_others(demo: Store, name: str):
    everything = regions_of(demo, name)
    assert regions_of(demo.seen_by(OF_DISTRICT), name) == everything & {DISTRICT}


@pytest.mark.parametrize(
    "name", ["observations", "observations_known", "past", "period_values", "remarks", "values"]
)
def test_a_reporter_is_shown_the_figures_their_organisation_answers_for(demo: Store, name: str):
    own = {
        (row["indicator_code"], row["region_code"])
        for row in demo.rows("targets", **ASKED["targets"])
        if BUREAU in row["unit_codes"]
    }
    seen = {
        (row["indicator_code"], row["region_code"])
        for row in demo.seen_by(OF_BUREAU).rows(name, **ASKED[name])
    }
    assert seen
    assert seen == own & {
        (row["indicator_code"], row["region_code"]) for row in demo.rows(name, **ASKED[name])
    }


def test_a_reporter_is_shown_the_targets_their_organisation_leads_or_supports(demo: Store):
    seen = demo.seen_by(OF_BUREAU).rows("targets", **ASKED["targets"])
    assert len(seen) == sum(BUREAU in row["unit_codes"] for row in demo.rows("targets", **ASKED["targets"]))
    assert all(BUREAU in row["unit_codes"] for row in seen)


def test_a_reporter_may_be_let_read_the_whole_region(demo: Store):
    reader = Viewer(name="市工信局", regions=frozenset({CITY}), organisation=BUREAU, reads_region=True)
    seen = demo.seen_by(reader).rows("targets", **ASKED["targets"])
    assert {row["region_code"] for row in seen} == {CITY}
    assert any(BUREAU not in row["unit_codes"] for row in seen)
    assert reader.reading == Viewer(name="另一人", regions=frozenset({CITY})).reading
    assert reader.writing.organisation == BUREAU


def test_a_share_handed_down_keeps_no_word_of_the_target_above(demo: Store):
    asked = ASKED["targets"]
    (row,) = [one for one in demo.seen_by(OF_DISTRICT).rows("targets", **asked)
              if one["target_id"] == f"{TARGET}@{DISTRICT}"]  # fmt: skip
    assert (row["excerpt"], row["number_text"], row["value"]) == ("", None, None)
    assert str(row["clause"]).startswith("二、5")
    city = demo.seen_by(Viewer(name="市", regions=frozenset({CITY, DISTRICT}))).rows("targets", **asked)
    assert "87" in next(one["excerpt"] for one in city if one["target_id"] == f"{TARGET}@{DISTRICT}")


def test_an_import_shows_its_visible_rows_their_count_and_no_sum_over_the_others(demo: Store):
    whole = {row["batch_id"]: row for row in demo.rows("batches")}
    handed = next(row for row in whole.values() if row["kind"] == "decomposition")
    seen = {row["batch_id"]: row for row in demo.seen_by(OF_DISTRICT).rows("batches")}
    part = seen[handed["batch_id"]]
    own = [row for row in demo.rows("handed_down") if row["region_code"] == DISTRICT]
    assert (part["row_count"], part["control_sum"], part["sha256"], part["is_whole"]) == (
        len(own),
        None,
        None,
        False,
    )
    mine = [row for row in seen.values() if row["kind"] == "monthly"]
    assert {row["organisation_code"] for row in mine} == {f"{DISTRICT}-government"}
    assert mine == [whole[row["batch_id"]] for row in mine], "of one's own file everything stands"
    assert all(row["is_whole"] for row in whole.values())


def test_a_document_shows_the_clauses_one_may_see_and_its_text_only_with_all_of_them(
    demo: Store, now: datetime
):
    with demo.transaction() as write:
        write.append("document_text", [{"document_id": DOCUMENT, "file_name": "a.txt", "sha256": "x", "text": "全文",
                                        "registered_by": "甲", "registered_at": now}])  # fmt: skip
    (document,) = demo.seen_by(OF_DISTRICT).rows("documents")
    assert (document["document_id"], document["targets"], document["is_whole"], document["text_file"]) == (
        DOCUMENT,
        0,
        False,
        None,
    )
    assert demo.seen_by(OF_DISTRICT).rows("document_text", document=DOCUMENT) == []
    assert demo.seen_by(OF_BUREAU).rows("document_text", document=DOCUMENT) == []
    city = demo.seen_by(Viewer(name="市", regions=frozenset({CITY})))
    assert [row["text"] for row in city.rows("document_text", document=DOCUMENT)] == ["全文"]


def test_the_history_of_a_foreign_number_is_empty(demo: Store):
    asked = {"indicator": POLYSILICON, "region": SISTER, "known_at": LATE}
    assert demo.rows("revisions", **asked)
    assert demo.seen_by(OF_DISTRICT).rows("revisions", **asked) == []
    batch = demo.rows("revisions", **asked)[0]
    cells = {"batch": batch["batch_id"], "sheet": batch["sheet"], "near": 0, "most": 100}
    assert demo.rows("batch_cells", **cells)
    assert demo.seen_by(OF_DISTRICT).rows("batch_cells", **cells) == []


def test_a_handle_is_narrowed_and_never_widened(demo: Store):
    district = demo.seen_by(OF_DISTRICT)
    for wider in (OPERATOR, Viewer(name="市", regions=frozenset({CITY, SISTER, DISTRICT}))):
        assert regions_of(district.seen_by(wider), "targets") == {DISTRICT}
    assert (
        district.seen_by(Viewer(name="青山区", regions=frozenset({SISTER}))).rows(
            "observations", as_of=SEPTEMBER
        )
        == []
    )
    bureau = demo.seen_by(OF_BUREAU)
    assert bureau.seen_by(OPERATOR).viewer.reading == OF_BUREAU.reading
    other = bureau.seen_by(Viewer(name="市发改委", organisation="150200-development-reform"))
    assert other.rows("targets", **ASKED["targets"]) == []
    assert other.viewer.verbs == frozenset()
    shy = demo.seen_by(Viewer(name="查阅", verbs=frozenset({Verb.IMPORT})))
    assert shy.seen_by(OPERATOR).viewer.verbs == {Verb.IMPORT}


def test_no_caller_can_say_what_may_be_seen(demo: Store):
    district = demo.seen_by(OF_DISTRICT)
    asked = ASKED["targets"] | {"visible": None, "organisation": None}
    assert {row["region_code"] for row in district.rows("targets", **asked)} == {DISTRICT}


def test_one_version_for_everyone_who_looks(demo: Store):
    district, before = demo.seen_by(OF_DISTRICT), demo.version
    with demo.transaction() as write:
        write.execute("forget_outranked", batch_id=1)
    assert district.version == demo.version == before + 1
    with district.transaction() as write:
        assert {row["region_code"] for row in write.rows("observations", as_of=SEPTEMBER)} == {DISTRICT}
