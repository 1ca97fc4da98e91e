"""The tree of regions is walked up, down and to the smallest around, by hand; sisters without a tile get one of their
own, the same every time, and those that are set keep theirs.
"""

from hypothesis import given
from hypothesis import strategies as st

from data import reference
from data.regions import downwards, parents, smallest_around, tiles, upwards

TREE = {"1": None, "11": "1", "12": "1", "111": "11", "121": "12"}
PLACES = st.dictionaries(st.integers(0, 9).map(str), st.tuples(st.integers(0, 5), st.integers(0, 5)))


def test_a_region_covers_itself_and_what_lies_below_never_above():
    assert downwards({"11"}, TREE) == {"11", "111"}
    assert downwards({"1"}, TREE) == set(TREE)
    assert downwards(set(), TREE) == frozenset()


def test_upwards_goes_from_the_nearest_to_the_top():
    assert upwards("111", TREE) == ["111", "11", "1"]
    assert upwards("1", TREE) == ["1"]


def test_the_smallest_region_around_several_may_be_one_of_them():
    assert smallest_around(["111", "121"], TREE) == "1"
    assert smallest_around(["111", "11"], TREE) == "11"
    assert smallest_around([], TREE) is None


def test_the_tree_is_read_of_rows():
    rows = [{"region_code": "1", "parent_code": None}, {"region_code": "11", "parent_code": "1"}]
    assert parents(rows) == {"1": None, "11": "1"}


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
