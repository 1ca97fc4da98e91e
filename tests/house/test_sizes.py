"""Small functions, small files, a page a screenful."""

import statistics

from tests.house.source import ROOT, branches, functions, product_files

ALL = [function for path in product_files() for function in functions(path)]


def test_no_function_is_longer_than_forty_lines():
    assert [f"{function.place} has {function.lines}" for function in ALL if function.lines > 40] == []


def test_functions_are_short_as_a_habit():
    sizes = sorted(function.lines for function in ALL)
    assert statistics.median(sizes) <= 6
    assert sizes[int(len(sizes) * 0.9)] <= 17


def test_no_function_has_more_than_fifteen_ways_through_it():
    """Branches packed into a comprehension count as what they are."""
    ways = {function.place: branches(function.node) for function in ALL}
    assert {place: count for place, count in ways.items() if count > 15} == {}


def test_no_file_is_longer_than_four_hundred_lines():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in product_files()
    }
    assert {place: length for place, length in lengths.items() if length > 400} == {}


def test_a_page_is_a_screenful():
    lengths = {
        str(path): len(path.read_text("utf-8").splitlines()) for path in (ROOT / "pages").glob("*/page.py")
    }
    lengths["app.py"] = len((ROOT / "app.py").read_text("utf-8").splitlines())
    assert {place: length for place, length in lengths.items() if length > 60} == {}
