"""The registry lists every number people see, in both languages, beside the function that is the formula."""

import ast
from pathlib import Path

import pytest

from metrics.registry import METRICS, metric
from tests.metrics.factory import judged

SHOWN = {
    "completion", "expected", "pace", "lag_pp", "shortfall", "required_per_month", "average_per_month", "best_per_month",
    "effort_vs_average", "landing",
}  # fmt: skip
EXAMPLES = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))


def test_codes_are_told_apart():
    assert len({found.code for found in METRICS}) == len(METRICS)
    assert metric("pace").name_zh == "序时比"


@pytest.mark.parametrize("found", METRICS, ids=lambda found: found.code)
def test_each_number_is_stated_in_full(found):
    texts = (getattr(found, name) for name in found.__dataclass_fields__ if name != "function")
    assert all(texts)
    assert callable(found.function)
    assert found.function.__doc__
    assert not any("一" <= sign <= "鿿" for sign in found.name_en)


def test_every_number_of_a_judged_row_is_listed():
    numbers = set(judged({}, {"2024-06": 45}, "ytd", "2024-06").index)
    listed = {found.code for found in METRICS}
    assert numbers & listed >= SHOWN
    plain = {
        "actual",
        "goal",
        "months_left",
        "landing_low",
        "landing_high",
        "effort_vs_best",
    }  # counted or told with another
    told = {"target_id", "actual_period", "actual_kind", "official_status", "outlook_status", "reason", "rule_set",
            "evidence_weak", "disagrees", "landing_method", "expected_path", "spends", "is_weak", "sum_missing"}  # fmt: skip
    assert numbers - listed == plain | told


@pytest.mark.parametrize("found", METRICS, ids=lambda found: found.code)
def test_each_has_a_worked_example(found):
    assert found.code in EXAMPLES or found.function.__name__ in EXAMPLES


def test_every_formula_with_a_source_is_listed():
    """A docstring that names a source is a formula; the registry has its function, or its words say where."""
    listed = {found.function.__name__ for found in METRICS}
    told = {"elapsed_fraction", "elapsed_days", "outlook"}  # parts of expected and way_made
    for path in (Path(__file__).parents[2] / "metrics").glob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "Source:" in (ast.get_docstring(node) or ""):
                assert node.name in listed | told, f"{path.name}: {node.name}"
