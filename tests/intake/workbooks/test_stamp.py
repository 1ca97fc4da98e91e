"""The hidden stamp is read by type and within bounds: anybody can write one."""

import json
from io import BytesIO

import openpyxl
import pytest

from intake.workbooks import fields
from intake.workbooks.fields import Backfill, Decomposition, Monthly, Plan
from metrics.model import Frequency
from tests.intake.reporting import check, codes, edited, form, ledger, rows

OWN = {
    Monthly: {"kind": "monthly", "template_version": "r1", "sheet": "填报表", "unit": "drc", "unit_name": "发改委"},
    Backfill: {"kind": "backfill", "template_version": "r1", "sheet": "历史数据", "unit": "drc", "unit_name": "发改委"},
    Decomposition: {"kind": "decomposition", "template_version": "d1", "sheet": "分解表", "region": "990100", "region_name": "甲市"},
    Plan: {"kind": "plan", "template_version": "p1", "sheet": "分月计划", "region": "990100", "region_name": "甲市", "year": 2024},
}  # fmt: skip
ODD = (None, [], {}, 3, 1e308, True, "", "x" * 101, "a\nb", "\x00", ["2024-06"], {"a": 1})


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_a_stamp_of_ours_is_read(kind: type[fields.Stamp]):
    assert isinstance(fields.read(json.dumps(OWN[kind])), kind)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "3", '"monthly"', "[" * 1999, "nan", "{" * 3000, "\ud800"]
)
def test_what_is_no_stamp_is_none(text: str):
    assert fields.read(text) is None


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_a_field_of_another_type_or_beyond_bounds_is_no_stamp(kind: type[fields.Stamp], value: object):
    for name in OWN[kind].keys() - ({"unit"} if value == "" else {}):
        assert fields.read(json.dumps(OWN[kind] | {name: value})) is None, name


@pytest.mark.parametrize("year", [-1, 0, 1989, 2101, 99999, 10**30, 2024.5, "2024"])
def test_a_year_out_of_bounds_is_no_stamp(year: object):
    assert fields.read(json.dumps(OWN[Plan] | {"year": year})) is None


@pytest.mark.parametrize(
    "period", ["99999-01", "2024-13", "2024-00", "2024-06-30", "2024-06\n", "0000-01", 202406]
)
def test_a_period_that_is_none_is_no_stamp(period: object):
    assert fields.read(json.dumps(OWN[Monthly] | {"period": period})) is None
    assert fields.read(json.dumps(OWN[Backfill] | {"period": period})) is None


def test_what_a_form_need_not_say_has_a_meaning():
    about = fields.read(json.dumps(OWN[Monthly] | {"rows": 3}))
    assert isinstance(about, Monthly)
    assert (about.period, about.frequency, about.sample) == (None, Frequency.MONTH, False)


@pytest.mark.parametrize("text", ["null", "[1]", '{"kind": "monthly"}', '{"kind": "backfill", "unit": 3}'])
def test_a_form_with_a_broken_stamp_is_read_as_a_stranger(text: str):
    broken = edited(form(rows("steel", month=[12.5], ytd=[73.0], yoy=[5.8])), {"A1": text}, sheet="_meta")
    assert "S02" in codes(check(ledger(), broken))


def test_the_stamps_of_our_forms_say_what_was_written():
    about = fields.read(stamped(form(rows("steel"), is_sample=True)))
    assert isinstance(about, Monthly)
    assert (about.organisation, about.period, about.sample) == ("city-drc", "2024-06", True)


def stamped(content: bytes) -> str:
    return str(openpyxl.load_workbook(BytesIO(content))["_meta"]["A1"].value)
