"""Files built to hurt, through the program's own door: each is refused with a sentence, or read for what it is.

Nothing here measures time: what bounds it is counted. `make hostile` measures.
"""

import pytest

import tracker
from data.store import Store
from intake.guard import child, pipes
from tests.asking import desk
from tests.intake.hostile_cases import CASES, Case, elsewhere
from tests.intake.hostile_files import FORM, workbook
from tests.intake.reporting import TODAY, footprint, ledger
from tests.worded import assert_worded


@pytest.fixture(scope="module")
def store() -> Store:
    return ledger()


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each answer of a limited process has."""
    came, ask = list[int](), child.Conversation.ask

    def counted(talk: child.Conversation, *messages: bytes) -> child.Answer:
        answer = ask(talk, *messages)
        came.append(len(answer.content))
        return answer

    monkeypatch.setattr(child.Conversation, "ask", counted)
    return came


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_hostile_file_gets_its_sentence_and_leaves_no_row(case: Case, store: Store, sizes: list[int]):
    before = footprint(store)
    preview = tracker.check_workbook(desk(store, TODAY), case.content, case.name)
    assert case.code in [one.code for one in preview.problems]
    assert preview.status in {"rejected", "needs_confirmation"}
    assert footprint(store) == before
    assert_worded(preview.problems)
    assert sizes and sum(sizes) < pipes.KEPT  # what the server is told, of a file that would become gigabytes


@pytest.mark.parametrize("content", [workbook(), workbook(FORM.replace('"', "'")), elsewhere(FORM)])
def test_the_files_of_these_tests_are_good_but_for_what_makes_them_hostile(content: bytes, store: Store):
    preview = tracker.check_workbook(desk(store, TODAY), content, "六月.xlsx")
    assert [one.code for one in preview.problems] == ["S02", "S06"]
    assert [one.new for one in preview.differences] == [73]


def test_what_is_built_to_hurt_is_small():
    assert max(len(case.content) for case in CASES.values()) < 1_000_000
