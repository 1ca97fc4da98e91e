"""The named statements of data/sql, the only SQL a store runs, and what of their parameters no caller gives."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data.errors import QueryNotFoundError
from data.viewer import Reading

SQL = Path(__file__).parents[1] / "sql"
SCHEMA = SQL / "schema"
_OF_VIEWER = re.compile(r"\$(visible|organisation)\b")


@cache
def statement(name: str) -> str:
    """Text of the named query data/sql/<name>.sql; QueryNotFoundError when there is none."""
    path = SQL / f"{name}.sql"
    if not path.is_file():
        raise QueryNotFoundError("没有名为“{name}”的查询。", name=name)
    return path.read_text(encoding="utf-8")


def bound(name: str, params: Mapping[str, object], reading: Reading) -> dict[str, object] | None:
    """The parameters of the named statement with those that say what who asks may read; None where there are none."""
    own = {key: value for key, value in reading.parameters().items() if key in _of_viewer(name)}
    return {**params, **own} or None


@cache
def _of_viewer(name: str) -> frozenset[str]:
    return frozenset(_OF_VIEWER.findall(statement(name)))
