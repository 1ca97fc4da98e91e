"""Commands about what is stated: list, register, hand down, check."""

import sys
from datetime import date
from pathlib import Path

import click

import tracker
from commands import PROBLEMS, STORE_FAULT
from commands.files import READABLE, content_of
from commands.shared import (
    PERIOD,
    TEXT,
    login_name,
    print_rows,
    reading,
    rows_format,
    scope_of,
    writing,
)
from data.listing import (
    DOCUMENT_COLUMNS,
    FACT_COLUMNS,
    RECONCILE_COLUMNS,
    TARGET_COLUMNS,
)
from data.scope import Scope
from wording.labels import fact_name, fact_source
from wording.problems import line
from wording.translate import _


@click.command()
@rows_format
@click.pass_obj
def targets(database: Path, shape: str) -> None:
    """Every stated target, with its clause, its words and who answers for it."""
    desk = reading(database)
    frame = tracker.targets(desk, Scope(as_of=desk.today))
    frame = frame[~frame["is_handed_down"]].rename(columns={"document_id": "document"})
    frame = frame.assign(lead_units=frame["lead_unit_names"], support_units=frame["support_unit_names"])
    print_rows(frame[list(TARGET_COLUMNS)], shape)


@click.command()
@rows_format
@click.pass_obj
def facts(database: Path, shape: str) -> None:
    """Every fact the documents and the publications state."""
    frame = tracker.facts(reading(database)).rename(columns={"document_id": "document"})
    rows = frame.to_dict("records")
    frame = frame.assign(
        indicator=[fact_name(row) for row in rows], source=[fact_source(row) for row in rows]
    )
    print_rows(frame[list(FACT_COLUMNS)], shape)


@click.command()
@rows_format
@click.pass_obj
def documents(database: Path, shape: str) -> None:
    """Every document of the ledger, how much it states, and the file registered of it."""
    frame = tracker.documents(reading(database)).rename(columns={"document_id": "document"})
    print_rows(frame[list(DOCUMENT_COLUMNS)], shape)


@click.command()
@click.argument("document", type=TEXT)
@click.argument("file", type=READABLE)
@click.option("--by", type=TEXT, default=login_name, help="who registers (default: the login name)")
@click.option("--confirm-warnings", is_flag=True, help="register although few of the targets were found")
@click.pass_obj
def register(database: Path, document: str, file: Path, by: str, confirm_warnings: bool) -> None:
    """Register the text (txt, html, docx, pdf) of a DOCUMENT, so that its clauses are shown in their paragraphs."""
    desk = writing(database)
    read = tracker.check_document(desk, document, content_of(file), file.name)
    done = tracker.register_document(desk, read, by=by, confirmed=confirm_warnings)
    for found in done.problems:
        click.echo(line(found), err=True)
    if done.refused:
        sys.exit(PROBLEMS)
    click.echo(_("找到 {found}/{of} 项目标的原文。").format(found=done.found, of=done.of), err=True)
    if done.written:
        click.echo(_("已登记。"), err=True)
    elif done.needs_confirmation:
        click.echo(_("没有登记；核对后加 --confirm-warnings 再执行。"), err=True)
        sys.exit(PROBLEMS)


@click.command()
@click.option("--period", type=PERIOD, required=True, help="the month looked at, such as 2024-06")
@click.option("--region", type=TEXT, help="a region by name or code; its own targets and those below it")
@click.option("--target", "parent", type=TEXT, help="one target by its id")
@rows_format
@click.pass_obj
def reconcile(database: Path, shape: str, *, period: date, region: str | None, parent: str | None) -> None:
    """Targets handed down: parent, sum of the districts, remainder, 加码 ratio; and the same of the actuals."""
    desk = reading(database)
    scope = scope_of(desk, period=period, region=region)
    print_rows(tracker.reconcile(desk, scope, parent)[list(RECONCILE_COLUMNS)], shape)


@click.command()
@click.pass_obj
def check(database: Path) -> None:
    """Verify control sums, orphans, and that a rebuild would equal what is stored."""
    faults = tracker.check(reading(database))
    for fault in faults:
        click.echo(f"{fault.check}\t{fault.place}\t{fault.found}")
    click.echo(_("数据完整。") if not faults else _("发现 {n} 处不符。").format(n=len(faults)), err=True)
    sys.exit(STORE_FAULT if faults else 0)
