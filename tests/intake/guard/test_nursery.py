"""The nursery: children born ready, told apart from one another, and their ends known."""

import os
import signal
from pathlib import Path

import pytest

from intake.guard.nursery import LOST, Nursery

TALK = ("tests.intake.greedy", "talk")


@pytest.fixture
def nursery():
    """A nursery of one's own."""
    return Nursery()


def test_a_child_is_a_fork_of_the_nursery_and_not_of_the_server(nursery: Nursery):
    child = nursery.born(*TALK)
    parent = int(Path(f"/proc/{child.process}/stat").read_text("ascii").rsplit(")", 1)[1].split()[1])
    child.close()
    assert parent not in (os.getpid(), 1)


def test_how_a_child_ends_is_known(nursery: Nursery):
    left, stopped = nursery.born("tests.intake.greedy", "leave"), nursery.born(*TALK)
    assert (left.wait(30), stopped.kill(), stopped.kill()) == (0, -signal.SIGKILL, -signal.SIGKILL)


def test_a_child_that_still_runs_has_not_ended(nursery: Nursery):
    child = nursery.born(*TALK)
    with pytest.raises(TimeoutError):
        child.wait(0)
    child.close()


def test_a_module_that_cannot_be_run_ends_with_its_reason(nursery: Nursery):
    child = nursery.born("no.such.module")
    assert (child.wait(30), b"ModuleNotFoundError" in child.stderr.read()) == (1, True)
    child.close()


def test_a_nursery_that_was_killed_is_started_anew_and_its_children_are_lost(nursery: Nursery):
    orphan = nursery.born(*TALK)
    assert nursery._house is not None
    nursery._house.kill()
    nursery._house.wait()
    child = nursery.born("tests.intake.greedy", "leave")
    assert (child.wait(30), orphan.kill()) == (0, LOST)


def test_a_child_holds_no_pipe_but_its_own(nursery: Nursery):
    children = [nursery.born(*TALK) for _ in range(2)]
    held = []
    for child in children:
        assert child.stdout.read(1)  # it talks: its life has begun
        held.append({one.name for one in Path(f"/proc/{child.process}/fd").iterdir()})
        child.close()
    assert held == [{"0", "1", "2"}] * 2
