"""The tables' field list is the schema's, and a row it does not allow is a fault before anything is written."""

import re
from decimal import Decimal

import pyarrow as pa
import pytest

from data.errors import UnfitRowError
from data.store import Store
from data.store.tables import TABLES
from metrics.model import Frequency
from tests.data.store.examples import UNIT
from tests.ledger import stated

TYPES = {"text": "VARCHAR"}
REGION = {
    "region_code": "990000",
    "name": "某省",
    "short_name": "某省",
    "name_en": "x",
    "level": "province",
    "code_standard": "own",
}
VERSION = {"change_id": 1, "ordinal": 1, "act": "add"}


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:")


def asked(store: Store, question: str) -> list[tuple[str, ...]]:
    with store._file.cursor() as cursor:
        return cursor.execute(question).fetchall()


def test_the_list_is_the_schema(store: Store):
    """Every table, its columns in order, their types, and which must be given."""
    schema = asked(
        store,
        "select table_name, column_name, data_type, is_nullable from information_schema.columns "
        "where table_name in (select table_name from duckdb_tables()) order by table_name, ordinal_position",
    )
    listed = [
        (table, field.name, TYPES.get(field.type, field.type.upper()), "NO" if field.required else "YES")
        for table in sorted(TABLES)
        for field in TABLES[table]
    ]
    assert listed == schema


def test_the_list_knows_every_word_the_schema_knows(store: Store):
    checks = asked(
        store,
        "select table_name, constraint_column_names[1], constraint_text from duckdb_constraints() "
        "where constraint_type = 'CHECK'",
    )
    allowed = {(table, field.name): field.allowed for table in TABLES for field in TABLES[table]}
    assert checks
    for table, column, text in checks:
        assert allowed[table, column] == set(re.findall(r"'([^']*)'", text)), (table, column)


def test_the_list_and_the_formulas_know_the_same_frequencies():
    frequency = next(field for field in TABLES["observation_log"] if field.name == "frequency")
    assert frequency.allowed == {one.value for one in Frequency}


@pytest.mark.parametrize(
    ("table", "rows", "told"),
    [
        (
            "region_version",
            [REGION, REGION | {"level": "village"}],
            r"region_version\.level: row 1: .*'village'",
        ),
        ("region_version", [REGION | {"name": None}], r"region_version\.name: row 0"),
        ("region_version", [{**REGION, "name": float("nan")}], r"region_version\.name: row 0"),
        (
            "unit_version",
            [{name: value for name, value in UNIT.items() if name != "factor"}],
            r"unit_version\.factor: row 0",
        ),
        ("unit_version", [UNIT | {"factor": Decimal(10) ** 30}], r"unit_version\.factor"),
        ("region_version", [REGION | {"tile_row": "three"}], r"region_version\.tile_row"),
        ("village", [REGION], "no table village"),
    ],
)
def test_an_unfit_row_is_a_fault_and_nothing_is_written(
    store: Store, table: str, rows: list[dict[str, object]], told: str
):
    with pytest.raises(UnfitRowError, match=told), store.transaction() as write:
        stated(write, "unit", [UNIT])
        write.append(table, [VERSION | row for row in rows])
    assert store.rows("units") == store.rows("regions") == []
    assert store.version == 0


def test_a_table_of_arrow_is_held_to_the_same(store: Store):
    region = pa.table(
        {
            field.name: pa.array([(VERSION | REGION).get(field.name)], field.arrow)
            for field in TABLES["region_version"]
        }
    )
    with store.transaction() as write:
        assert write.append("region_version", region) == 1
    level = region.schema.get_field_index("level")
    with pytest.raises(UnfitRowError, match=r"region_version\.level"), store.transaction() as write:
        write.append("region_version", region.set_column(level, "level", pa.array(["village"])))


def test_rows_that_are_lent_are_held_to_their_shape(store: Store):
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), pa.array(["ytd", "someday"]))
    rows = pa.table(
        {field.name: pa.nulls(3, field.arrow) for field in TABLES["incoming_figure"] if field.name != "kind"}
        | {"kind": words}
    )
    with pytest.raises(UnfitRowError, match="row 1"), store.transaction() as write:
        write.lend("append_figures", "incoming_figure", rows)


def test_what_may_be_missing_may_be_missing(store: Store):
    with store.transaction() as write:
        assert stated(write, "region", [REGION]) == 1
    assert store.rows("regions")[0]["parent_code"] is None
