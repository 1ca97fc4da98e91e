"""Names say what a thing is; shortcuts that hide faults or open holes are not used."""

import ast
import re
from html.parser import HTMLParser

from tests.house.source import ROOT, functions, product_files

EMPTY_WORDS = re.compile(r"(^|_)(utils?|helpers?|manager|handle|process|data2|info|misc|common)(_|$)")
BROAD = {"Exception", "BaseException"}
# The names by which the standard library calls a parser's methods.
GIVEN = {name for name in dir(HTMLParser) if name.startswith("handle_")}
MAY_CATCH_ALL = {
    "app.py",
    "cli.py",
    "intake/guard/nursery.py",
    "data/store/file.py",
    "pages/frame/messages.py",
}


def test_no_name_is_an_empty_word():
    modules = [path for path in product_files() if EMPTY_WORDS.search(path.stem)]
    named = [
        function.place
        for path in product_files()
        for function in functions(path)
        if EMPTY_WORDS.search(function.node.name) and function.node.name not in GIVEN
    ]
    assert (modules, named) == ([], [])


def test_no_page_writes_html():
    assert [str(path) for path in product_files() if "unsafe_allow_html" in path.read_text("utf-8")] == []


def test_only_the_edges_catch_everything():
    """The store catches everything once, to roll back, and raises it again; of several files each is shown for itself."""
    found = set()
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or getattr(node.type, "id", "") in BROAD
            ):
                found.add(str(path.relative_to(ROOT)))
    assert found <= MAY_CATCH_ALL


def test_no_work_is_left_as_a_note():
    notes = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [str(path) for path in product_files() if notes.search(path.read_text("utf-8"))] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on():
    """A proof that only runs where its writer sat proves nothing; scratch is asked of tempfile."""
    machine = re.compile(r"""["' =(]/(?:tmp|work|root|home)/\w""")
    files = [path for room in ("tests", "data", "docs") for path in (ROOT / room).rglob("*.py")]
    written = [*product_files(), *files, *(ROOT / "docs").glob("*.md"), ROOT / "Makefile"]
    assert [str(path) for path in written if machine.search(path.read_text("utf-8"))] == []
