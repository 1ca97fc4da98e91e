"""The list of the program's verbs, written by itself: every public function of the desk's modules. `make verbs`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT

FACADE = ROOT / "tracker" / "__init__.py"
INNER = {"__init__"}  # what the verbs are made of
HEAD = '''"""The program's verbs: what the pages, the reports and the command line ask for.

Joins what is known (data) with what it means (metrics) and returns frames; it draws nothing, formats nothing
and asks no clock. This list of them is written by `make verbs`.
"""
'''


def rendered() -> str:
    """The whole file, as it should be."""
    modules = sorted(path for path in FACADE.parent.glob("*.py") if path.stem not in INNER)
    verbs = {path.stem: sorted(public(path)) for path in modules}
    verbs["desk"] = ["Desk", *verbs["desk"]]
    imports = [
        "\n".join((f"from tracker.{module} import (", *(f"    {verb}," for verb in names), ")"))
        for module, names in verbs.items()
        if names
    ]
    every = sorted(verb for names in verbs.values() for verb in names)
    exported = "\n".join(("__all__ = [", *(f'    "{name}",' for name in every), "]"))
    return HEAD + "\n" + "\n".join(imports) + "\n\n" + exported + "\n"


def public(path: Path) -> Iterator[str]:
    """The public functions a module defines."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name


if __name__ == "__main__":
    FACADE.write_text(rendered(), encoding="utf-8")
