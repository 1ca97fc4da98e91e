"""Whose turn it is: in order for one person, in turn between persons, nobody twice while another waits."""

from intake.guard.child import Turn, Turns


def come(*turns: Turn) -> list[bool]:
    return [turn.come.is_set() for turn in turns]


def test_a_free_place_is_given_at_once_and_a_third_waits():
    turns = Turns(2)
    first, second, third = (turns.ask("甲") for _ in range(3))
    assert come(first, second, third) == [True, True, False]
    turns.give_back(first)
    assert come(third) == [True]


def test_one_person_is_served_first_come_first_served():
    turns = Turns(1)
    asked = [turns.ask("甲") for _ in range(4)]
    for at in range(3):
        assert come(*asked) == [True] * (at + 1) + [False] * (3 - at)
        turns.give_back(asked[at])


def test_who_comes_later_is_served_before_the_tenth_of_another():
    turns = Turns(2)
    many = [turns.ask("甲") for _ in range(10)]
    clerk = turns.ask("乙")
    assert come(clerk) == [False]
    turns.give_back(many[0])
    assert (come(clerk), come(many[2])) == ([True], [False])


def test_nobody_holds_two_places_while_another_waits():
    turns = Turns(2)
    mine = [turns.ask("甲") for _ in range(3)]
    other = [turns.ask("乙") for _ in range(3)]
    turns.give_back(mine[0])
    assert come(*mine, *other) == [True, True, False, True, False, False]
    turns.give_back(other[0])
    assert come(*mine, *other) == [True, True, False, True, True, False]
    turns.give_back(mine[1])
    assert come(*mine, *other) == [True, True, True, True, True, False]


def test_persons_take_turns():
    turns = Turns(1)
    asked = [turns.ask(person) for person in "甲甲甲乙乙丙"]
    order = []
    for _ in asked:
        (now,) = [turn for turn in asked if turn.come.is_set() and turn not in order]
        order.append(now)
        turns.give_back(now)
    assert "".join(turn.person for turn in order) == "甲甲乙丙甲乙"


def test_who_leaves_the_queue_keeps_nobody_waiting():
    turns = Turns(1)
    first, second, third = turns.ask("甲"), turns.ask("乙"), turns.ask("丙")
    turns.give_back(second)
    turns.give_back(first)
    assert come(second, third) == [False, True]


def test_one_person_alone_may_use_every_place():
    turns = Turns(2)
    asked = [turns.ask("甲") for _ in range(6)]
    for turn in asked:
        assert come(turn) == [True]
        turns.give_back(turn)
    assert come(turns.ask("乙"), turns.ask("乙"), turns.ask("乙")) == [True, True, False]
