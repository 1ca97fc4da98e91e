"""Submissions: kept from the first byte, checked again only when the ledger moved, committed once, thrown away by age."""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from data.errors import CheckCancelledError, RecordsError
from data.home import Home
from data.store import Store
from intake import door, reporting, submissions
from intake.guard import child
from intake.previews import Preview
from intake.states import Look, Outcome, State, Submission
from tests.intake.reporting import JUNE, NOW, check, foreign, form, ledger, rows

ROOT = Path(__file__).parents[2]
LATER = NOW + timedelta(hours=1)


@dataclass
class Office:
    """A small ledger with its home, as the screens hold them; `checked` counts the checks."""

    store: Store
    home: Home
    checked: list[str] = field(default_factory=list)

    def check(self, content: bytes, name: str) -> Preview:
        self.checked.append(name)
        return check(self.store, content, name)

    def hand_in(self, content: bytes, name: str = "六月.xlsx", by: str = "张三") -> str:
        return submissions.hand_in(
            self.store, self.home, BytesIO(content), name, by=by, now=NOW
        ).submission_id

    def look(self, one: str) -> Look:
        return submissions.look(self.store, self.home, one, now=NOW, check=self.check)

    def held(self, one: str) -> Submission:
        found = submissions.submission(self.home, one)
        assert found is not None
        return found

    def confirm(self, one: str, by: str = "李四", seen: int | None = None, **about: object) -> str | None:
        seen = self.look(one).submission.compared if seen is None else seen
        result = submissions.confirm(
            self.store, self.home, one, seen=seen, by=by, now=LATER, check=self.check, **about
        )
        return None if result is None else result.status

    def move(self) -> None:
        """Change something in the ledger."""
        reporting.set_due_day(self.store, 12, by="a", now=NOW)

    def kept(self) -> set[str]:
        return {path.name for path in self.home.files.folder.iterdir()}

    def waiting(self) -> list[str]:
        return [one.file_name for one in submissions.newest(self.home)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    path = tmp_path / "small.duckdb"
    return Office(store=ledger(path), home=Home.of(path, NOW, {}))


@cache
def figures(ytd: float = 73.0, month: float = 12.5) -> bytes:
    """A form's bytes, made once: a workbook written again is another file."""
    return form(rows("steel", month=[month], ytd=[ytd]))


def test_a_file_waits_with_what_the_checks_found(office: Office):
    one = office.hand_in(figures())
    assert (office.held(one).state, office.held(one).outcome) == (State.CHECKED, None)
    looked = office.look(one)
    assert looked.submission.outcome is Outcome.READY
    assert (looked.submission.period, looked.submission.counts["new"]) == (JUNE, 2)
    assert looked.preview == check(office.store, figures())
    assert office.waiting() == ["六月.xlsx"]


OTHER_MONTH = "2024年5月.xlsx"  # a name that contradicts the sheet, which a person may confirm


@pytest.mark.parametrize(
    ("month", "name", "outcome"),
    [
        (12.5, "六月.xlsx", Outcome.READY),
        (12.5, OTHER_MONTH, Outcome.NEEDS_CONFIRMATION),
        (90.0, "六月.xlsx", Outcome.REJECTED),
    ],
)
def test_what_the_checks_found_is_apart_from_the_state(
    office: Office, month: float, name: str, outcome: Outcome
):
    submission = office.look(office.hand_in(figures(month=month), name)).submission
    assert (submission.state, submission.outcome) == (State.CHECKED, outcome)


def test_it_is_checked_once_and_again_only_when_the_ledger_has_changed(office: Office):
    one = office.hand_in(figures())
    for _ in range(3):
        office.look(one)
    assert len(office.checked) == 1
    office.move()
    assert office.look(one).submission.compared == office.store.version
    office.look(one)
    assert len(office.checked) == 2


def test_it_survives_another_process(office: Office):
    one = office.hand_in(figures())
    found = office.look(one).preview
    path = office.store.path
    office.store.close()
    again = Office(store=Store.open(path), home=Home.of(path, LATER, {}))
    submissions.settle(again.store, again.home, now=LATER)
    assert again.look(one).preview == found
    assert again.checked == []
    assert submissions.original(again.home, one) == figures()


def test_the_same_bytes_are_there_once_whoever_hands_them_in(office: Office):
    first, second = office.hand_in(figures()), office.hand_in(figures(), by="王五")
    assert first == second
    assert len(office.kept()) == 1
    assert [step.by for step in submissions.history(office.home, first)] == ["张三", "王五"]


def test_under_another_name_the_same_bytes_are_checked_again(office: Office):
    one = office.hand_in(figures(), OTHER_MONTH)
    assert office.look(one).submission.outcome is Outcome.NEEDS_CONFIRMATION
    assert office.hand_in(figures(), "2024年6月.xlsx") == one
    assert office.look(one).submission.outcome is Outcome.READY


def test_a_name_of_any_kind_is_kept_as_text_that_can_be_shown(office: Office):
    """A browser may send any: controls, folders, marks that turn the reading round, hundreds of letters."""
    sent = f"../报表/\u202e{'六' * 300}\x1b[31m月\n.xlsx"
    one = office.look(office.hand_in(figures(), sent)).submission
    assert one.file_name == f"{'六' * 188}\ufffd[31m月\ufffd.xlsx"
    assert office.confirm(one.submission_id) == "imported"
    assert [row["source_file"] for row in office.store.rows("batches")] == [one.file_name]
    assert submissions.history(office.home, one.submission_id)[0].reason == one.file_name


def test_a_confirmed_file_is_committed_by_whom_and_names_its_batch(office: Office):
    one = office.hand_in(figures())
    assert office.confirm(one) == "imported"
    held = office.held(one)
    assert (held.state, held.batch_id, held.decided_by, held.decided_at) == (
        State.COMMITTED,
        1,
        "李四",
        LATER,
    )
    assert office.store.rows("batches")[0]["submission_id"] == one
    assert office.waiting() == []
    assert office.kept() == {held.sha256}  # the original of a batch stays
    assert office.confirm(one, seen=0) is None
    assert len(office.store.rows("batches")) == 1


def test_what_needs_confirmation_is_committed_only_when_confirmed(office: Office):
    one = office.hand_in(figures(), OTHER_MONTH)
    assert office.confirm(one) == "needs_confirmation"
    assert office.held(one).state is State.CHECKED
    assert office.confirm(one, confirm_warnings=True) == "imported"


def test_a_rejected_file_is_never_committed(office: Office):
    one = office.hand_in(figures(month=90.0))
    assert office.confirm(one, confirm_warnings=True) == "rejected"
    assert office.store.rows("batches") == []


def test_a_confirmation_counts_for_what_was_seen_and_nothing_newer(office: Office):
    one = office.hand_in(figures())
    seen = office.look(one).submission.compared
    office.move()
    assert office.confirm(one, seen=seen) == "outdated"
    assert (office.held(one).state, office.store.rows("batches")) == (State.CHECKED, [])
    assert office.held(one).compared == office.store.version  # and the fresh check is there to be seen
    assert office.confirm(one) == "imported"


def test_two_who_confirm_at_once_make_one_batch(office: Office):
    one = office.hand_in(figures())
    seen = office.look(one).submission.compared
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda by: office.confirm(one, by=by, seen=seen), ("李四", "王五")))
    assert told.count("imported") == 1
    assert set(told) <= {"imported", "already_imported", "outdated", None}
    assert len(office.store.rows("batches")) == 1
    assert office.held(one).state is State.COMMITTED


def test_bytes_that_stand_already_are_told_with_their_batch(office: Office):
    door.commit(office.store, check(office.store, figures()), by="张三", now=NOW)
    one = office.hand_in(figures())
    submission = office.look(one).submission
    assert (submission.state, submission.batch_id) == (State.COMMITTED, 1)
    assert office.hand_in(figures()) == one
    door.void(office.store, 1, reason="试", now=NOW)
    assert office.hand_in(figures()) != one


def test_a_discarded_file_is_gone_with_its_bytes_and_may_come_again(office: Office):
    one, other = office.hand_in(figures()), office.hand_in(figures(74.0), "另一份.xlsx")
    assert submissions.discard(office.home, one, by="李四", now=LATER)
    assert not submissions.discard(office.home, one, by="王五", now=LATER)
    assert not submissions.discard(office.home, "no-such", by="王五", now=LATER)
    held = office.held(one)
    assert (held.state, held.decided_by, office.look(one).preview) == (State.DISCARDED, "李四", None)
    assert office.kept() == {office.held(other).sha256}
    assert office.hand_in(figures()) not in {one, other}


def test_a_file_given_back_keeps_the_reason_and_its_bytes(office: Office):
    one = office.hand_in(figures())
    assert submissions.give_back(office.home, one, by="李四", now=LATER, reason="缺盖章件")
    held = office.held(one)
    assert (held.state, held.reason, office.waiting()) == (State.RETURNED, "缺盖章件", [])
    assert held.sha256 in office.kept()
    assert [(step.state, step.reason) for step in submissions.history(office.home, one)] == [
        (State.CHECKED, "六月.xlsx"),
        (State.RETURNED, "缺盖章件"),
    ]
    assert not submissions.give_back(office.home, one, by="王五", now=LATER, reason="又")


def test_a_decided_file_is_decided_once(office: Office):
    one = office.hand_in(figures())
    office.confirm(one)
    assert not submissions.discard(office.home, one, by="王五", now=LATER)
    assert not submissions.give_back(office.home, one, by="王五", now=LATER, reason="晚了")
    assert office.held(one).state is State.COMMITTED


def test_what_nobody_committed_goes_after_the_offices_days(office: Office):
    one, given_back = office.hand_in(figures()), office.hand_in(figures(74.0), "退.xlsx")
    committed = office.hand_in(figures(75.0), "入.xlsx")
    office.confirm(committed)
    submissions.give_back(office.home, given_back, by="a", now=NOW, reason="b")
    expire = submissions.expire
    assert expire(office.store, office.home, now=NOW + timedelta(days=90)) == 0
    assert expire(office.store, office.home, now=NOW + timedelta(days=90, seconds=1)) == 2
    assert (office.held(one).state, office.held(one).reason) == (State.DISCARDED, "expired")
    assert office.kept() == {office.held(committed).sha256}


def test_the_days_are_the_offices_to_set(office: Office):
    assert submissions.kept_days(office.store) == 90
    submissions.keep_for(office.store, 7, by="a", now=NOW)
    office.hand_in(figures())
    submissions.hand_in(
        office.store, office.home, BytesIO(figures(74.0)), "新.xlsx", by="a", now=NOW + timedelta(days=8)
    )
    assert office.waiting() == ["新.xlsx"]
    with pytest.raises(ValueError, match="0"):
        submissions.keep_for(office.store, 0, by="a", now=NOW)


def test_a_fault_of_the_checks_is_told_by_its_reference_until_something_changes(office: Office):
    one = office.hand_in(figures())
    submissions.failed(office.store, office.home, one, "AB12CD34")
    looked = office.look(one)
    assert (looked.submission.fault, looked.preview, office.checked) == ("AB12CD34", None, [])
    assert office.confirm(one) is None
    office.move()
    assert office.look(one).preview is not None
    submissions.failed(office.store, office.home, one, "AB12CD35")
    submissions.settle(office.store, office.home, now=LATER)  # a new start, perhaps of a mended program
    assert office.look(one).preview is not None


def test_what_was_refused_is_checked_again_when_it_is_handed_in_once_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(child, "SECONDS", 0)  # a machine so busy that no check comes to its end
    one = office.hand_in(figures())
    assert office.look(one).submission.outcome is Outcome.REJECTED
    monkeypatch.undo()
    assert office.look(one).submission.outcome is Outcome.REJECTED
    assert office.hand_in(figures()) == one
    assert office.look(one).submission.outcome is Outcome.READY
    assert office.hand_in(figures()) == one
    assert len(office.checked) == 2  # what was not refused is not checked again


def test_a_check_that_is_broken_off_is_for_the_next_look(office: Office):
    one = office.hand_in(figures())

    def left(_content: bytes, _name: str) -> Preview:
        raise CheckCancelledError("检查已取消。")

    with pytest.raises(CheckCancelledError):
        submissions.look(office.store, office.home, one, now=NOW, check=left)
    assert (office.held(one).outcome, office.held(one).fault) == (None, "")
    assert office.look(one).submission.outcome is Outcome.READY


@pytest.mark.parametrize("word", ["problems", "organisation"])
def test_what_an_older_program_wrote_down_under_other_words_is_checked_again(office: Office, word: str):
    one = office.hand_in(figures())
    office.look(one)
    with office.home.journal.transaction() as changes:
        held = changes.rows("submission", submission_id=one)[0]
        columns = (
            "kind", "period_end", "frequency", "organisation_code", "organisation", "outcome", "rows_new", "rows_changed",
            "rows_same", "rows_missing", "figures", "compared", "checked_for",
        )  # fmt: skip
        changes.execute(
            "record_checks",
            submission_id=one,
            result=str(held["result"]).replace(f'"{word}":', '"of_before":'),
            **{name: held[name] for name in columns},
        )
    assert office.look(one).preview is not None
    assert len(office.checked) == 2


def test_bytes_that_are_gone_are_said(office: Office):
    one = office.hand_in(figures())
    office.home.files.remove(office.held(one).sha256)
    with pytest.raises(RecordsError, match="六月"):
        office.look(one)


def test_a_batch_that_an_older_copy_of_the_ledger_lacks_waits_again(office: Office, tmp_path: Path):
    one = office.hand_in(figures())
    office.confirm(one)
    older = Office(store=ledger(tmp_path / "older.duckdb"), home=office.home)
    submissions.settle(older.store, older.home, now=LATER)
    held = older.held(one)
    assert (held.state, held.batch_id) == (State.CHECKED, None)
    assert older.confirm(one) == "imported"
    assert [step.reason for step in submissions.history(older.home, one)] == ["六月.xlsx", "", "lost", ""]


def test_a_ledger_older_than_what_was_compared_has_everything_checked_again(office: Office, tmp_path: Path):
    one = office.hand_in(figures())
    for _ in range(3):
        office.move()
    office.look(one)
    older = Office(store=ledger(tmp_path / "older.duckdb"), home=office.home)
    submissions.settle(older.store, older.home, now=LATER)
    assert older.held(one).compared is None
    older.look(one)
    assert older.checked == ["六月.xlsx"]


def backfill() -> bytes:
    """Two years of steel by month, as an office's own table has them."""
    months = [f"{year}年{month}月" for year in (2022, 2023) for month in range(1, 13)]
    return foreign([["指标名称", "地区", "计量单位", *months], ["粗钢产量", "甲市", "万吨", *range(1, 25)]])


def test_a_back_fills_figures_are_kept_while_it_waits_and_no_longer(office: Office):
    one = office.hand_in(backfill(), "补录.xlsx")
    looked = office.look(one)
    assert looked.preview is not None
    assert looked.preview.figures is not None
    assert office.kept() == {office.held(one).sha256, looked.preview.figures.digest}
    again = Office(store=office.store, home=Home.of(office.store.path, LATER, {}))
    assert again.confirm(one, confirm_warnings=True) == "imported"
    assert again.checked == []
    assert office.kept() == {office.held(one).sha256}
    assert office.store.rows("batches")[0]["row_count"] == 24


def test_a_back_fill_that_lost_its_figures_is_checked_again(office: Office):
    one = office.hand_in(backfill(), "补录.xlsx")
    preview = office.look(one).preview
    assert preview is not None
    assert preview.figures is not None
    office.home.files.remove(preview.figures.digest)
    assert office.look(one).preview == preview
    assert len(office.checked) == 2
    submissions.discard(office.home, one, by="李四", now=LATER)
    assert office.kept() == set()


DIES = """
import os, sys
from datetime import datetime
from io import BytesIO
from data.home import Files
from data.home import Home
from intake import submissions
from data.store import Store
from tests.intake.reporting import check

path, where, content = sys.argv[1], sys.argv[2], sys.stdin.buffer.read()
now = datetime(2024, 7, 5, 9, 30)
store, home = Store.open(path), Home.of(path, now, {})

def dead(*_told, **_named):
    os._exit(9)

def checked(content, name):
    return check(store, content, name)

if where == "kept":
    submissions._known = dead
one = submissions.hand_in(store, home, BytesIO(content), "六月.xlsx", by="张三", now=now).submission_id
seen = submissions.look(store, home, one, now=now, check=checked).submission.compared
if where == "committed":
    submissions._follow = dead
submissions.confirm(store, home, one, seen=seen, by="李四", now=now, check=checked)
"""


def dies(office: Office, where: str) -> None:
    """Hand in and confirm in another process, which dies at that point."""
    path = office.store.path
    office.store.close()
    done = subprocess.run(
        [sys.executable, "-c", DIES, path, where], cwd=ROOT, input=figures(), capture_output=True
    )
    assert done.returncode == 9, done.stderr.decode()
    office.store = Store.open(path)


def test_after_a_kill_between_the_two_files_the_ledger_decides(office: Office):
    dies(office, "committed")
    (waiting,) = submissions.newest(office.home)
    assert len(office.store.rows("batches")) == 1
    submissions.settle(office.store, office.home, now=LATER)
    held = office.held(waiting.submission_id)
    assert (held.state, held.batch_id, held.decided_by, held.decided_at) == (State.COMMITTED, 1, "李四", NOW)
    submissions.settle(office.store, office.home, now=LATER)
    assert len(submissions.history(office.home, held.submission_id)) == 2


def test_after_a_kill_between_the_bytes_and_their_row_the_bytes_go(office: Office):
    dies(office, "kept")
    assert (office.waiting(), len(office.kept())) == ([], 1)
    submissions.settle(office.store, office.home, now=datetime.now())
    assert len(office.kept()) == 1  # they may be another process's, just coming
    old = (datetime.now() - timedelta(days=2)).timestamp()
    for path in office.home.files.folder.iterdir():
        os.utime(path, (old, old))
    submissions.settle(office.store, office.home, now=datetime.now())
    assert office.kept() == set()
    assert office.hand_in(figures())


def test_after_a_kill_in_a_check_the_figures_in_passing_go(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, own, other = (tmp_path / name for name in ("xushi-figures-a", "xushi-figures-b", "other"))
    for path in (left, own, other):
        path.write_bytes(b"x")
    old = (datetime.now() - timedelta(days=2)).timestamp()
    for path in (left, other):
        os.utime(path, (old, old))
    submissions.settle(office.store, office.home, now=datetime.now())
    assert [path.exists() for path in (left, own, other)] == [False, True, True]


def test_a_batch_committed_while_its_submission_was_thrown_away_still_decides(office: Office):
    one = office.hand_in(figures())
    preview = office.look(one).preview
    assert preview is not None
    submissions.discard(office.home, one, by="王五", now=NOW)
    door.commit(office.store, preview, by="李四", now=LATER, submission_id=one)
    submissions.settle(office.store, office.home, now=LATER)
    assert office.held(one).state is State.COMMITTED
