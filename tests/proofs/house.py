"""The house in figures: sizes of files and functions, branches, repeated names. `make house` prints them."""

import statistics
from collections import Counter
from collections.abc import Sequence

from tests.house.source import ROOT, branches, functions, product_files

EQUALS = ("pages/", "intake/kinds/")  # folders that are lists of equals: there the folder is the name


def _spread(figures: Sequence[int]) -> str:
    ordered = sorted(figures)
    return f"median {statistics.median(ordered):g}, p90 {ordered[int(len(ordered) * 0.9)]}, max {ordered[-1]}"


def _repeated(without: tuple[str, ...] = ()) -> dict[str, int]:
    """Names that more than one file bears, with how many bear them; files below folders `without` not counted."""
    places = [path.relative_to(ROOT) for path in product_files()]
    names = Counter(
        place.stem
        for place in places
        if place.stem != "__init__" and not (without and str(place).startswith(without))
    )
    return {name: count for name, count in sorted(names.items()) if count > 1}


def main() -> None:
    """Print every figure, and the largest of each kind by name."""
    files = product_files()
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    every = [function for path in files for function in functions(path)]
    ways = {function.place: branches(function.node) for function in every}
    print(
        f"files {len(files)}, lines {sum(lengths.values())}; lines a file: {_spread(list(lengths.values()))}"
    )
    print(f"functions {len(every)}; lines a body: {_spread([function.lines for function in every])}")
    print(f"cyclomatic: {_spread(list(ways.values()))}")
    for where, repeated in (("everywhere", _repeated()), ("lists of equals left out", _repeated(EQUALS))):
        print(f"files that share a name, {where}: {sum(repeated.values())} of {len(repeated)}: {repeated}")
    print("longest files:", sorted(lengths.items(), key=lambda one: -one[1])[:8])
    print("most branches:", sorted(ways.items(), key=lambda one: -one[1])[:8])


if __name__ == "__main__":
    main()
