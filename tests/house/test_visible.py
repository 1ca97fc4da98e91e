"""Every statement that reads of regions is bound to who asks, or says in its header why it need not be."""

import re

from tests.house.source import ROOT, product_files
from tests.house.test_sql import OF_VIEWER, QUERIES, body, named_parameters

OF_REGIONS = re.compile(
    r"\b(?:from|join|into|update)\s+((?:target|responsibility|document)(?:_at|_spans|_ever|_version)?|fact|document_text|batch|observation_log|observation_current"
    r"|observation_outranked|remark_log|allocation|planned_path|answered_target|answered_figure)\b"
)
NOT_BOUND = "-- Visible: not bound: "
UNBOUND = {
    "answered_figures", "append_figures", "batch_by_content", "check_control_sums", "check_orphans", "check_standing", "clear_ledger",
    "derive_outranked", "forget_outranked", "next_batch", "reported_on", "seal_batch", "shares_keys", "submitted_batches", "turns", "versions", "void_batch",
}  # fmt: skip


def test_a_statement_that_reads_of_regions_keeps_to_what_who_asks_may_see():
    unbound = {
        path.stem
        for path in QUERIES
        if OF_REGIONS.search(body(path)) and not named_parameters(path).keys() >= OF_VIEWER
    }
    assert unbound == UNBOUND


def test_what_is_not_bound_says_why():
    assert {path.stem for path in QUERIES if NOT_BOUND in path.read_text("utf-8")} == UNBOUND


def test_no_caller_says_what_may_be_seen():
    """The store binds it, of who holds it."""
    given = re.compile(r"\.(query|rows|query_lent|execute|lend)\(\s*\"\w+\"[^()]*\b(visible|organisation)=")
    found = [str(path.relative_to(ROOT)) for path in product_files() if given.search(path.read_text("utf-8"))]
    assert found == []
