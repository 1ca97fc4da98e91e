"""A conversation with a reader's own process: answers, limits, and the end of whoever left."""

import os
from collections.abc import Iterator
from mmap import mmap

import pytest

from intake.guard import child, pipes
from intake.guard.child import Caller, End

TALK = ("tests.intake.greedy", "talk")


@pytest.mark.parametrize("what", ["memory", "answer", "lie", "time"])
def test_a_greedy_reader_is_stopped_at_its_limit(what: str):
    answer = child.ask("tests.intake.greedy", what, content=b"")
    assert (answer.end, answer.content) == (End.LIMIT, b""), answer.said


def test_both_sides_take_turns_until_one_ends():
    with child.conversation(*TALK) as talk:
        assert int(talk.ask().content) > 0
        assert talk.ask(b"ab").content == b"abab!"
        assert talk.ask(b"").content == b"!"
        assert talk.ask(b"end").end is End.REFUSED
        assert talk.ask(b"more").end is End.REFUSED


def test_what_a_library_prints_is_a_complaint_and_no_message():
    with child.conversation(*TALK) as talk:
        talk.ask()
        assert "this is no message" in talk.ask(b"end").said


def test_a_large_message_goes_through_both_ways_and_lies_in_a_file():
    with child.conversation(*TALK) as talk:
        talk.ask()
        large, small = talk.ask(b"0123456789" * pipes.KEPT).content, talk.ask(b"0" * 1000).content
    assert isinstance(large, mmap)
    assert (len(large), large[:12], large[-2:]) == (20 * pipes.KEPT + 1, b"012345678901", b"9!")
    assert isinstance(small, bytes)


def test_a_child_that_says_nothing_is_refused():
    assert child.ask("tests.intake.greedy", "leave", content=b"0" * 5_000_000).end is End.REFUSED


def test_a_child_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(child, "SECONDS", 0)
    assert child.ask(*TALK, content=b"").end is End.LIMIT


def test_the_child_of_a_caller_who_leaves_is_killed():
    left = False
    caller = Caller(person="甲", cancelled=lambda: left)
    with child.conversation(*TALK, caller=caller) as talk:
        process = int(talk.ask().content)
        left = True
        assert talk.ask().end is End.CANCELLED  # it waits for words that do not come
        assert not alive(process)
        assert talk.ask(b"ab").end is End.CANCELLED


def test_the_child_ends_with_the_conversation():
    with child.conversation(*TALK) as talk:
        process = int(talk.ask().content)
        assert alive(process)
    assert not alive(process)


def test_a_fault_in_the_middle_of_a_conversation_frees_its_place():
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), child.conversation(*TALK) as talk:
            talk.ask().content[0] / 0
    assert child.ask(*TALK, content=b"").end is End.ANSWERED


@pytest.fixture
def no_place() -> Iterator[None]:
    """Others work at both places."""
    others = [child._turns.ask(person) for person in ("甲", "乙")]
    yield
    for other in others:
        child._turns.give_back(other)


@pytest.mark.usefixtures("no_place")
def test_who_leaves_while_waiting_is_given_no_child():
    looks = iter((False, False, True))
    caller = Caller(person="丙", cancelled=lambda: next(looks))
    with child.conversation("no.such.module", caller=caller) as talk:
        assert talk.ask(b"ab").end is End.CANCELLED


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
