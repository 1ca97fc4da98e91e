"""Every string people see is a message, and every message has an English translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from wording.translate import CATALOGUE, MARKS, calls, faults

ROOT = Path(__file__).parents[2]
CJK = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3001-\u3017]")
PLACEHOLDER = re.compile(r"\{([^{}:!]*)[^{}]*\}")


def sources() -> list[Path]:
    """The files whose strings reach people."""
    single = [ROOT / name for name in ("app.py", "cli.py")]
    folders = [
        path
        for name in ("commands", "pages", "charts", "reports", "tracker", "wording")
        for path in (ROOT / name).rglob("*.py")
    ]
    return sorted(path for path in single + folders if path.exists())


def loose_strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Chinese literals outside a marking call and outside docstrings."""
    exempt: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
            exempt.update(argument for argument in node.args if isinstance(argument, ast.Constant))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            exempt.add(node.value)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in exempt
            and CJK.search(node.value)
        ):
            yield node.lineno, node.value


def catalogue() -> dict[str, Message]:
    with CATALOGUE.open("rb") as stream:
        return {
            (m.id[0] if isinstance(m.id, tuple) else m.id): m for m in read_po(stream, locale="en") if m.id
        }


def test_no_chinese_string_is_shown_outside_a_message() -> None:
    loose = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in sources()
        for line, text in loose_strings(ast.parse(path.read_text("utf-8")))
    ]
    assert not loose, "wrap in _() or N_():\n" + "\n".join(loose)


def test_every_message_has_an_english_translation() -> None:
    known = catalogue()
    raised = {
        f"{path.relative_to(ROOT)}:{line} {ids[0]!r}"
        for path in sorted([*(ROOT / "data").rglob("*.py"), *(ROOT / "intake").rglob("*.py")])
        for line, _function, ids in faults(ast.parse(path.read_text("utf-8")))
        if ids[0] not in known or not all(_strings(known[ids[0]]))
    }
    untranslated = raised | {
        f"{path.relative_to(ROOT)}:{line} {ids[0]!r}"
        for path in [*sources(), *sorted((ROOT / "intake" / "kinds").glob("*.py"))]
        for line, _function, ids in calls(ast.parse(path.read_text("utf-8")))
        if ids[0] not in known or not all(_strings(known[ids[0]]))
    }
    assert not untranslated, "run `make messages` and translate:\n" + "\n".join(sorted(untranslated))


def test_translations_keep_the_placeholders() -> None:
    for key, message in catalogue().items():
        wanted = set(PLACEHOLDER.findall(key))
        for text in _strings(message):
            assert set(PLACEHOLDER.findall(text)) == wanted, f"{key!r} → {text!r}"


def test_no_message_is_translated_in_two_ways() -> None:
    """Branches that add the same message meet in a union merge; `make messages` tidies what agrees."""
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', CATALOGUE.read_text("utf-8"), flags=re.MULTILINE)
    said: dict[str, set[str]] = {}
    for key, text in pairs:
        said.setdefault(key, set()).add(text)
    assert not {key: texts for key, texts in said.items() if len(texts) > 1}


def test_the_english_of_the_house_is_english() -> None:
    for key, message in catalogue().items():
        for text in _strings(message):
            assert not CJK.search(text), f"{key!r} → {text!r}"


def _strings(message: Message) -> tuple[str, ...]:
    found = message.string
    return tuple(found) if isinstance(found, (tuple, list)) else (str(found),)
