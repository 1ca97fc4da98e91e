"""Where the messages of the source are: the extractor Babel calls, by syntax tree instead of by token.

Babel's own Python extractor sees no call inside an f-string before Python 3.12 and would drop its translation.
"""

import ast
from collections.abc import Iterator
from typing import BinaryIO

MARKS = frozenset({"_", "N_", "mark", "ngettext"})


def calls(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Line, function and message ids of every marking call in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if said and said[0]:
                yield node.lineno, node.func.id, tuple(said)


def faults(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The templates of the house's errors: the text a `SomethingError("…{name}…", name=…)` is made with."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first = node.args[0]
        if (
            node.func.id.endswith("Error")
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield node.lineno, "_", (first.value,)


def extract_faults(
    stream: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, ...], list[str]]]:
    """Babel's extraction interface for the files below the screens, which say nothing but what went wrong."""
    for line, function, said in faults(ast.parse(stream.read())):
        yield line, function, said, []


def extract(
    stream: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, ...], list[str]]]:
    """Babel's extraction interface for one file; the keywords are ours and not asked for."""
    for line, function, said in calls(ast.parse(stream.read())):
        yield line, function, said, []
