"""The house in figures: sizes of files and functions, branches, repeated names. `make house` prints them."""

import ast
import statistics
from collections import Counter
from collections.abc import Sequence

from tests.house.source import ROOT, functions, product_files

_BRANCHES = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.IfExp, ast.ExceptHandler, ast.comprehension, ast.Assert, ast.match_case,
)  # fmt: skip


def branches(function: ast.AST) -> int:
    """Ways through a function (cyclomatic number): one, and one more for every branch, also inside comprehensions."""
    count = 1
    for node in ast.walk(function):
        if isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, _BRANCHES):
            count += 1 + (len(node.ifs) if isinstance(node, ast.comprehension) else 0)
    return count


def _spread(figures: Sequence[int]) -> str:
    ordered = sorted(figures)
    return f"median {statistics.median(ordered):g}, p90 {ordered[int(len(ordered) * 0.9)]}, max {ordered[-1]}"


def main() -> None:
    """Print every figure, and the largest of each kind by name."""
    files = product_files()
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    every = [function for path in files for function in functions(path)]
    ways = {function.place: branches(function.node) for function in every}
    names = Counter(path.stem for path in files if path.stem != "__init__")
    repeated = {name: count for name, count in sorted(names.items()) if count > 1}
    print(
        f"files {len(files)}, lines {sum(lengths.values())}; lines a file: {_spread(list(lengths.values()))}"
    )
    print(f"functions {len(every)}; lines a body: {_spread([function.lines for function in every])}")
    print(f"cyclomatic: {_spread(list(ways.values()))}")
    print(f"files that share a name: {sum(repeated.values())} of {len(repeated)} names: {repeated}")
    print("longest files:", sorted(lengths.items(), key=lambda one: -one[1])[:8])
    print("most branches:", sorted(ways.items(), key=lambda one: -one[1])[:8])


if __name__ == "__main__":
    main()
