"""Every enumerated value has a word in both languages, and every status its own shape."""

from enum import StrEnum

import pytest

from data.problems import Severity
from intake import states
from metrics import model
from wording import labels
from wording.translate import use

TABLES: list[tuple[type[StrEnum], dict]] = [
    (model.Status, labels.STATUS), (model.Outlook, labels.OUTLOOK),
    (model.Basis, labels.BASIS), (model.Comparator, labels.COMPARATOR),
    (model.Strength, labels.STRENGTH), (model.Assessed, labels.ASSESSED), (model.Kind, labels.KIND),
    (model.Vintage, labels.VINTAGE), (states.State, labels.SUBMISSION), (states.Outcome, labels.OUTCOME),
]  # fmt: skip


@pytest.mark.parametrize(("words", "table"), TABLES)
def test_every_value_has_a_word(words: type[StrEnum], table: dict) -> None:
    assert set(table) == set(words)


def test_each_status_differs_by_shape_alone() -> None:
    shapes = [look.shape for look in labels.STATUS.values()]
    assert len(shapes) == len(set(shapes))


def test_status_label_is_shape_and_word() -> None:
    assert labels.status_label("far_behind") == "■ 严重滞后"
    assert labels.status_label(float("nan")) == "— 无法判定"
    use("en")
    assert labels.status_label("far_behind") == "■ Far behind"
    use("zh")


def test_text_colours_are_readable() -> None:
    for look in labels.STATUS.values():
        assert _contrast(look.text, "#FFFFFF") >= 4.5, look.word
        assert _contrast(look.dark_text, "#0E1117") >= 4.5, look.word


def test_counts_are_complete_and_worst_first() -> None:
    found = labels.counts(["behind", "behind", "achieved", "nonsense"])
    assert found[model.Status.BEHIND] == 2
    assert found[model.Status.NOT_ASSESSABLE] == 1
    assert found[model.Status.MISSED] == 0
    assert list(found) == list(labels.SEVERITY)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_severity_of_a_problem_has_a_word() -> None:
    assert set(labels.PROBLEM_SEVERITY) == set(Severity)
