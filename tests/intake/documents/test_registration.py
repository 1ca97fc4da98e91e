"""Registering a document's text: counted before it is kept, kept append-only, outside the ledger's rebuild."""

import tracker
from data.store import Store
from intake.documents.passage import Match
from intake.documents.registration import Registration
from tests.asking import desk
from tests.conftest import NOW
from tests.data.ledger_files import DOCUMENTS, document_ids, source_text
from tests.intake import document_files as made
from tests.worded import assert_worded

BAOTOU, HEKOU = "baotou-2024-no1", "hekou-2020-5"
POLYSILICON = f"{BAOTOU}.5.polysilicon_capacity"


def own_text(store: Store, document_id: str, share: float = 1.0) -> bytes:
    """A text that holds the excerpts of the first part of a document's targets, and none of its other words."""
    targets = store.query("excerpts")
    targets = targets[(targets["document_id"] == document_id) & targets["is_target"]]
    kept = targets["excerpt"].head(int(len(targets) * share))
    return "\n".join(f"第{at}段：{words}。" for at, words in enumerate(kept)).encode()


def register(store: Store, document_id: str, content: bytes, *, confirmed: bool = False) -> Registration:
    reading = tracker.check_document(desk(store), document_id, content, "folder/原文.txt")
    return tracker.register_document(desk(store, NOW), reading, by="张三", confirmed=confirmed)


def test_nothing_is_written_by_looking(ledger: Store):
    reading = tracker.check_document(desk(ledger), BAOTOU, own_text(ledger, BAOTOU), "原文.txt")
    assert (reading.found, reading.written) == (reading.of, False)
    assert reading.of >= 81
    assert tracker.documents(desk(ledger))["text_file"].isna().all()


def test_the_clause_is_shown_in_its_paragraph_once_the_text_is_registered(ledger: Store):
    assert tracker.passage(desk(ledger), POLYSILICON) is None
    assert register(ledger, BAOTOU, own_text(ledger, BAOTOU)).written
    found = tracker.passage(desk(ledger), POLYSILICON)
    assert found is not None
    assert (found.match, found.pieces()[2]) == (Match.MOVED, "87萬噸")
    assert tracker.passage(desk(ledger), f"{POLYSILICON}@150203") == found, (
        "a part stands where its parent does"
    )
    (row,) = tracker.documents(desk(ledger)).dropna(subset=["text_file"]).to_dict("records")
    assert (row["document_id"], row["text_file"], row["registered_by"]) == (BAOTOU, "原文.txt", "张三")


def test_the_text_of_another_document_is_noticed(ledger: Store):
    refused = register(ledger, HEKOU, own_text(ledger, BAOTOU))
    assert (refused.found, refused.written, refused.needs_confirmation) == (0, False, True)
    assert [one.code for one in refused.problems] == ["T07"]
    assert_worded(refused.problems)
    assert register(ledger, HEKOU, own_text(ledger, BAOTOU), confirmed=True).written


def test_the_same_file_is_kept_once_and_a_better_one_takes_its_place(ledger: Store):
    register(ledger, BAOTOU, own_text(ledger, BAOTOU, share=0.6))
    again = register(ledger, BAOTOU, own_text(ledger, BAOTOU, share=0.6))
    assert (again.written, again.problems[-1].code) == (False, "T08")
    assert_worded(again.problems)
    assert register(ledger, BAOTOU, own_text(ledger, BAOTOU)).written
    assert (
        tracker.check_document(desk(ledger), BAOTOU, own_text(ledger, BAOTOU), "x.txt").problems[0].code
        == "T08"
    )


def test_a_file_that_is_no_document_is_refused(ledger: Store):
    assert [one.code for one in register(ledger, BAOTOU, b"\x89PNG\r\n\x1a\n" * 90).problems] == ["T02"]
    assert register(ledger, BAOTOU, made.txt()).needs_confirmation
    assert [one.code for one in register(ledger, "no-such", made.txt()).problems] == ["T09"]


def test_rebuilding_the_ledger_keeps_the_registered_texts(ledger: Store):
    register(ledger, BAOTOU, own_text(ledger, BAOTOU))
    with ledger.transaction() as write:
        write.execute("clear_ledger")
    tracker.build(desk(ledger, NOW))
    assert tracker.passage(desk(ledger), POLYSILICON) is not None


def test_every_target_of_the_five_documents_is_found_at_its_offset(ledger: Store):
    for document_id in document_ids():
        source_text(document_id)  # skips, and says where it looked, when the texts are not there
        done = register(ledger, document_id, (DOCUMENTS / f"{document_id}.txt").read_bytes())
        assert (done.found, done.missing, done.problems, done.written) == (done.of, (), (), True)
    for statement in ledger.rows("excerpts"):
        found = tracker.passage(desk(ledger), str(statement["statement_id"]))
        assert found is not None
        assert found.match == Match.EXACT
