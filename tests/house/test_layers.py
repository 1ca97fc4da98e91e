"""Who may know whom, where import-linter does not look: single modules, and what happens at run time."""

import subprocess
import sys

import pytest

from tests.house import verbs
from tests.house.source import ROOT, imports, product_files

MAY_IMPORT = {
    "cli.py": {"commands", "data", "wording"},
    "serve.py": {"charts", "data", "pages", "reports"},
    "app.py": {"tracker", "data", "metrics", "pages", "reports", "wording"},
}
HOUSE = {
    "app",
    "cli",
    "serve",
    "charts",
    "commands",
    "data",
    "intake",
    "metrics",
    "pages",
    "reports",
    "tracker",
    "wording",
}
ONLY_IN = {
    "sqlite3": ["data/journal/sqlite.py"],
    "duckdb": ["data/store/"],
    "openpyxl": ["intake/workbooks/"],
    "xlrd": ["intake/workbooks/"],
    "python_calamine": ["intake/workbooks/"],
    "plotly": ["charts/", "reports/"],
    "streamlit": ["app.py", "serve.py", "pages/"],
    "xlsxwriter": ["reports/"],
    "pptx": ["reports/"],
    "docx": ["reports/"],
    "pypdf": ["intake/documents/extraction.py"],
    "kaleido": ["reports/"],
    "click": ["cli.py", "commands/"],
}


@pytest.mark.parametrize(("module", "allowed"), MAY_IMPORT.items())
def test_the_single_modules_import_downwards_only(module: str, allowed: set[str]):
    assert imports(ROOT / module) & HOUSE <= allowed


@pytest.mark.parametrize(("library", "homes"), ONLY_IN.items())
def test_a_library_has_one_home(library: str, homes: list[str]):
    users = [str(path.relative_to(ROOT)) for path in product_files() if library in imports(path)]
    assert [user for user in users if not user.startswith(tuple(homes))] == []


def test_metrics_load_without_screen_store_or_workbook():
    program = "import sys, pkgutil, importlib, metrics\n" + (
        "for m in pkgutil.iter_modules(metrics.__path__): importlib.import_module('metrics.' + m.name)\n"
        "print(sorted({'streamlit','duckdb','openpyxl','plotly','click'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_root_of_pages_holds_no_page():
    """A .py file directly in pages/ could be opened past app.py."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_the_list_of_verbs_is_every_public_function_of_the_desk():
    """`make verbs` writes it."""
    assert verbs.FACADE.read_text("utf-8") == verbs.rendered()
