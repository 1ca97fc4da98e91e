"""Commands about the lights: where every target is, and what changed."""

from datetime import date
from pathlib import Path
from typing import Unpack

import click

import tracker
from commands.shared import (
    MOMENT,
    PERIOD,
    TEXT,
    Judged,
    print_rows,
    reading,
    rows_format,
    rules_option,
    scope_of,
)
from data.listing import CHANGE_COLUMNS, PROGRESS_COLUMNS
from data.scope import Scope
from wording.reasons import provenance, sentences
from wording.translate import _


@click.command()
@click.option("--period", type=PERIOD, required=True, help="the month looked at, such as 2024-06")
@click.option("--region", type=TEXT, help="a region by name or code; all below it are included")
@click.option("--sector", type=TEXT, help="a sector by name or code; all below it are included")
@rules_option
@click.option("--known-at", type=MOMENT, help="as it was known then: a day (its end) or a day and a time")
@click.option("--explain", type=TEXT, metavar="TARGET", help="instead of rows: why this target has its light")
@rows_format
@click.pass_obj
def progress(
    database: Path,
    shape: str,
    *,
    period: date,
    region: str | None,
    sector: str | None,
    explain: str | None,
    **judged: Unpack[Judged],
) -> None:
    """Where every target is, where it should be, and its light."""
    desk = reading(database)
    scope = scope_of(desk, period=period, region=region, sector=sector, **judged)
    if explain is None:
        print_rows(tracker.progress(desk, scope)[list(PROGRESS_COLUMNS)], shape)
    else:
        _explain(desk, explain, scope)


@click.command()
@click.option("--period", type=PERIOD, required=True, help="the month looked at, such as 2024-06")
@click.option("--region", type=TEXT, help="a region by name or code; all below it are included")
@rules_option
@rows_format
@click.pass_obj
def changes(database: Path, shape: str, *, period: date, region: str | None, rules: str) -> None:
    """What changed since last month's papers, and why: a correction, a new value or the passing of time."""
    desk = reading(database)
    scope = scope_of(desk, period=period, region=region, rules=rules)
    print_rows(tracker.changes(desk, scope)[list(CHANGE_COLUMNS)], shape)


def _explain(desk: tracker.Desk, target_id: str, scope: Scope) -> None:
    """Why a target has its light: the clause, the cell, the arithmetic, the band."""
    found = tracker.explain(desk, target_id, scope)
    if found is None:
        raise click.BadParameter(_("没有“{typed}”。").format(typed=target_id), param_hint="--explain")
    row, why = found
    click.echo("\n".join([*provenance(row), *sentences(why, row)]))
