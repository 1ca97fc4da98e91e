"""The catalogue's rows and the source texts, as the ledger's tests read them: plain csv, no product code."""

import csv
import os
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "data" / "catalogue"
DOCUMENTS = Path(os.environ.get("XUSHI_DOCUMENTS", ROOT.parent / "shared" / "documents"))

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """The rows of one catalogue file; none when the file is not there."""
    path = CATALOGUE / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def document_ids() -> list[str]:
    return [row["document_id"] for row in table("documents")]


def statements(document_id: str) -> list[Row]:
    """Targets and facts of one document; a target's id is its row's `id`, and so is a fact's."""
    targets = [row | {"id": row["target_id"]} for row in table(f"targets/{document_id}")]
    return targets + [row | {"id": row["fact_id"]} for row in table(f"facts/{document_id}")]


@cache
def source_text(document_id: str) -> str:
    """The document's text, or a skip that says where it was looked for."""
    path = DOCUMENTS / f"{document_id}.txt"
    if not path.exists():
        pytest.skip(f"{path.name} is not in {path.parent}; the texts are not part of the repository")
    return path.read_text(encoding="utf-8")


def number_span(row: Row) -> tuple[int, int]:
    """Where in the document the row's number stands, end exclusive."""
    start = int(row["excerpt_offset"]) + row["excerpt"].index(row["number_text"])
    return start, start + len(row["number_text"])
