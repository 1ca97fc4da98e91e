"""The house's own source, as the house tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("charts", "commands", "data", "intake", "metrics", "pages", "reports", "tracker", "wording")
MODULES = ("app.py", "cli.py", "serve.py")
_BRANCHES = (
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.IfExp, ast.ExceptHandler, ast.comprehension, ast.Assert, ast.match_case,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function with where it stands and how many lines its body has, docstring left out."""

    place: str
    lines: int
    node: ast.FunctionDef | ast.AsyncFunctionDef


def product_files() -> list[Path]:
    """Every Python file of the product, tests left out."""
    packages = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return packages + [ROOT / module for module in MODULES]


def functions(path: Path) -> Iterator[Function]:
    """The functions of a file, nested ones too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(
                place=f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines=_lines(node), node=node
            )


def branches(function: ast.AST) -> int:
    """Ways through a function (cyclomatic number): one, and one more for every branch, also inside comprehensions."""
    count = 1
    for node in ast.walk(function):
        if isinstance(node, ast.BoolOp):
            count += len(node.values) - 1
        elif isinstance(node, _BRANCHES):
            count += 1 + (len(node.ifs) if isinstance(node, ast.comprehension) else 0)
    return count


def imports(path: Path) -> set[str]:
    """The top-level names a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0
