"""The table of measures is the one place that knows them: a row is all that a new measure takes."""

import subprocess
import sys

import pytest

from metrics.measures import BY_BASIS, MEASURES, Family, Measure, effective, of_family, reported_as
from metrics.model import Basis, Kind
from tests.house.source import ROOT

# A measure nobody has: a purity in per cent, reported as a level, which moves by amounts and is never summed.
ROW = """
    PURITY = (
        "purity",
        Traits(
            name="纯度", name_en="purity", form_name="纯度", family=Family.LEVEL, kind=Kind.LEVEL,
            cells=("ytd",), step=Step.RAISE,
        ),
    )
"""
# The table with that row, in a process of its own, where nothing has read it yet.
WITH_ROW = f"""
import sys, types
from pathlib import Path
import metrics
table = types.ModuleType("metrics.measures")
metrics.measures = sys.modules["metrics.measures"] = table
text = Path("metrics/measures.py").read_text("utf-8")
exec(text.replace("\\n\\nMEASURES: Final", {ROW!r} + "\\n\\nMEASURES: Final", 1), table.__dict__)
"""
USED = """
from io import BytesIO
from datetime import date
from openpyxl import load_workbook
import pandas as pd
from intake.workbooks.fields import FIRST_ROW, OPEN_VALUES, POSITION, REQUIRED_VALUE, kind_of
from intake.workbooks.template import Form, write_template
from metrics.status import rule_sets
from tests.metrics.factory import judged
from wording.reasons import required_effort
from wording.labels import measure_word
purity = table.Measure("purity")
assert OPEN_VALUES[purity] == ("ytd",) and REQUIRED_VALUE[purity] == "ytd" and kind_of("ytd", purity) == "level"
form = Form(organisation_code="u", organisation_name="市工信局", period_end=date(2024, 6, 30))
row = {"indicator_code": "p", "indicator": "硅料纯度", "unit": "%", "measure": "purity", "region_code": "1502",
       "region": "包头市", "target": 80.0, "previous": 64.0}
write_template(pd.DataFrame([row]), form, into := BytesIO())
cells = load_workbook(into)["填报表"][FIRST_ROW]
assert cells[POSITION["measure"] - 1].value == "纯度"
assert [cells[POSITION[key] - 1].protection.locked for key in ("month", "ytd", "yoy")] == [True, False, True]
for rules in rule_sets():  # 40 → 80, now 52 in June: 12/40 against 6/12
    found = judged({"measure": "purity", "value": 80.0, "baseline_value": 40.0}, {"2024-06": 52}, "level", "2024-06",
                   rules=rules.code)
    assert found["completion"] == 0.3, rules.code
    refused = "multi_year" in rules.requires
    assert (found["official_status"] == "not_assessable") == refused, rules.code
assert measure_word("purity") == "纯度"
said = required_effort({"measure": "purity", "unit": "%", "required_per_month": 2.0, "months_left": 6})
assert "须月均提高2.0个百分点" in said, said
"""


def test_a_new_measure_is_one_row_for_forms_rules_judge_and_words():
    done = subprocess.run(
        [sys.executable, "-c", WITH_ROW + USED], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("measure", MEASURES)
def test_every_row_can_be_filled_in_and_named(measure: Measure):
    traits = measure.traits
    assert traits.name
    assert traits.name_en.isascii()
    assert traits.required in traits.cells
    assert (traits.kind is Kind.YOY) == traits.grows


def test_the_basis_decides_where_it_is_decisive():
    # a growth target on an output is a rate; an increment of a stock stays a stock
    assert BY_BASIS == {Basis.GROWTH: "rate", Basis.SHARE: "share", Basis.RANK: "rank"}
    assert effective(Measure("flow"), "growth") == "rate"
    assert effective(Measure("stock"), "increment") == "stock"
    assert effective(Measure("stock"), None) == "stock"


def test_a_rule_set_names_families_or_single_measures():
    assert of_family("sum") == ("flow",)
    assert of_family("level") == ("stock", "share", "rank")
    assert of_family("rank") == ("rank",)
    assert {measure for family in Family for measure in of_family(family)} == set(MEASURES)
    with pytest.raises(ValueError, match="nonsense"):
        of_family("nonsense")


def test_a_published_value_names_its_measure_by_its_kind_or_itself():
    assert [reported_as(word) for word in ("ytd", "level", "yoy", "share")] == [
        "flow",
        "stock",
        "rate",
        "share",
    ]
