"""Regions without a place get one of their own, the same every time; those that are set keep theirs."""

from hypothesis import given
from hypothesis import strategies as st

from data import reference
from data.tiles import tiles

PLACES = st.dictionaries(st.integers(0, 9).map(str), st.tuples(st.integers(0, 5), st.integers(0, 5)))


def test_nine_make_a_square_and_ten_the_next():
    assert max(tiles([str(each) for each in range(9)]).values()) == (2, 2)
    assert max(column for _row, column in tiles([str(each) for each in range(10)]).values()) == 3
    assert tiles([]) == {}
    assert tiles(["a"]) == {"a": (0, 0)}


def test_what_is_set_stays_and_is_gone_around():
    assert tiles(["a", "b", "c", "d"], {"c": (0, 1), "gone": (0, 0)}) == {
        "a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1),
    }  # fmt: skip


@given(count=st.integers(0, 40), places=PLACES)
def test_no_two_share_a_tile_and_the_answer_is_the_same_every_time(count: int, places: dict):
    once = {tile: code for code, tile in places.items()}
    placed = {code: tile for tile, code in once.items()}
    codes = [str(each) for each in range(count)]
    found = tiles(codes, placed)
    assert list(found) == codes
    assert len(set(found.values())) == count
    assert found == tiles(codes, placed)
    assert all(found[code] == tile for code, tile in placed.items() if code in found)


def test_the_sisters_of_any_parent_find_room():
    for parent in reference.regions():
        sisters = [region.code for region in reference.children(parent)]
        grid = tiles(sisters)
        assert len(set(grid.values())) == len(sisters)
        assert all(column <= 6 for _row, column in grid.values())
