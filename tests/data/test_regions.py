"""The tree of regions is walked up, down and to the smallest around, by hand."""

from data.regions import downwards, parents, smallest_around, upwards

TREE = {"1": None, "11": "1", "12": "1", "111": "11", "121": "12"}


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
