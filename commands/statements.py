"""Commands that change what is stated, one change at a time, with its history: `ledger adjust`, `ledger undo` and so on."""

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

import tracker
from commands import PROBLEMS
from commands.shared import PERIOD, TEXT, code_of, login_name, print_rows, reading, rows_format, writing
from data.ledger.columns import KEY_COLUMNS
from data.ledger.statements import Saved
from wording.problems import line
from wording.translate import _

KINDS = tuple(kind for kind, key in KEY_COLUMNS.items() if len(key) == 1)
KIND = click.Choice(KINDS)
DAY = click.DateTime(["%Y-%m-%d"])
P = ParamSpec("P")
R = TypeVar("R")


@click.group()
def ledger() -> None:
    """Change what is stated (adjust, supersede, withdraw, correct, add, rename, merge, restore), see the history, undo."""


def _accounted(command: Callable[P, R]) -> Callable[P, R]:
    """The options by which every change says who made it and why."""
    named = click.option(
        "--by", type=TEXT, default=login_name, help="who changes it (default: the login name)"
    )
    return named(
        click.option("--reason", type=TEXT, required=True, help="why; it is kept and shown")(command)
    )


_since = click.option("--from", "since", type=PERIOD, required=True, help="the first month, such as 2024-07")
_perhaps_since = click.option(
    "--from", "since", type=PERIOD, help="the first month, such as 2024-07 (default: from the beginning)"
)
_document = click.option("--document", type=TEXT, help="the code of the document that says so")


class Cell(click.ParamType[tuple[str, str]]):
    """A column of the ledger with what is to stand in it."""

    name = "COLUMN=VALUE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The column and the text; wrong usage without a sign of equality."""
        if isinstance(value, tuple):
            return value
        column, equals, text = TEXT.convert(value, param, ctx).partition("=")
        if not equals:
            self.fail(_("“{typed}”没有写成 列名=内容 的形式。").format(typed=value), param, ctx)
        return column.strip(), text.strip()


_cells = click.argument("cells", type=Cell(), nargs=-1, required=True)


@ledger.command()
@click.argument("target", type=TEXT)
@_since
@click.option("--value", type=TEXT, help="the new number")
@click.option("--value-high", type=TEXT, help="the new upper number of a range")
@click.option("--unit", type=TEXT, help="the unit of the new number (default: as before)")
@click.option("--deadline", type=TEXT, help="the new deadline, such as 2025-06-30")
@_document
@_accounted
@click.pass_obj
def adjust(
    database: Path,
    /,
    target: str,
    *,
    since: date,
    document: str | None,
    by: str,
    reason: str,
    **typed: str | None,
) -> None:
    """Give a TARGET another number or deadline from a month on; the months before keep theirs, and their light."""
    cells = {name: text for name, text in typed.items() if text is not None}
    if not cells:
        raise click.UsageError(_("请给出新的数值或期限（--value、--deadline）。"))
    done = tracker.retype(
        writing(database),
        "adjust",
        ("target", target),
        cells,
        since=since,
        document=document,
        by=by,
        reason=reason,
    )
    _told(done)


@ledger.command()
@click.argument("old", type=TEXT)
@click.argument("new", type=TEXT)
@_since
@_document
@_accounted
@click.pass_obj
def supersede(
    database: Path, old: str, new: str, *, since: date, document: str | None, by: str, reason: str
) -> None:
    """Let the target NEW take the place of the target OLD, which is judged and counted no more from a month on."""
    _told(
        tracker.supersede(writing(database), old, new, since=since, document=document, by=by, reason=reason)
    )


@ledger.command()
@click.argument("kind", type=KIND)
@click.argument("key", type=TEXT)
@_perhaps_since
@_accounted
@click.pass_obj
def withdraw(database: Path, kind: str, key: str, *, since: date | None, by: str, reason: str) -> None:
    """Take a thing out of the ledger from a month on, a target with its reason."""
    _told(tracker.withdraw(writing(database), (kind, key), since=since, by=by, reason=reason))


@ledger.command()
@click.argument("kind", type=KIND)
@click.argument("key", type=TEXT)
@_cells
@_accounted
@click.pass_obj
def correct(
    database: Path, kind: str, key: str, cells: Sequence[tuple[str, str]], *, by: str, reason: str
) -> None:
    """Put right what is wrong in columns of a thing, in every month; what was adjusted stays adjusted."""
    _told(tracker.retype(writing(database), "correct", (kind, key), dict(cells), by=by, reason=reason))


@ledger.command()
@click.argument("kind", type=KIND)
@click.argument("key", type=TEXT)
@_cells
@_perhaps_since
@_accounted
@click.pass_obj
def add(
    database: Path,
    kind: str,
    key: str,
    cells: Sequence[tuple[str, str]],
    *,
    since: date | None,
    by: str,
    reason: str,
) -> None:
    """Add a thing to the ledger; names in English and short ones are made where they are left out."""
    _told(
        tracker.retype(writing(database), "add", (kind, key), dict(cells), since=since, by=by, reason=reason)
    )


@ledger.command()
@click.argument("kind", type=KIND)
@click.argument("key", type=TEXT)
@_since
@_accounted
@click.pass_obj
def restore(database: Path, kind: str, key: str, *, since: date, by: str, reason: str) -> None:
    """Let what was withdrawn or superseded stand again from a month on, as it was."""
    _told(tracker.retype(writing(database), "restore", (kind, key), {}, since=since, by=by, reason=reason))


@ledger.command()
@click.argument("kind", type=KIND)
@click.argument("key", type=TEXT)
@click.argument("name", type=TEXT)
@click.option("--short-name", type=TEXT, help="the new short name (default: as before)")
@click.option("--name-en", type=TEXT, help="the new English name (default: as before)")
@_since
@_accounted
@click.pass_obj
def rename(
    database: Path, /, kind: str, key: str, *, since: date, by: str, reason: str, **names: str | None
) -> None:
    """Give a thing another name from a month on; its code stays, and the months before show the old one."""
    cells = {column: text for column, text in names.items() if text is not None}
    _told(tracker.retype(writing(database), "adjust", (kind, key), cells, since=since, by=by, reason=reason))


@ledger.command()
@click.argument("target", type=TEXT)
@click.option("--lead", multiple=True, type=TEXT, help="who leads, the first one reports; may be repeated")
@click.option("--support", multiple=True, type=TEXT, help="who supports; may be repeated")
@_perhaps_since
@_accounted
@click.pass_obj
def assign(
    database: Path,
    target: str,
    *,
    lead: Sequence[str],
    support: Sequence[str],
    since: date | None,
    by: str,
    reason: str,
) -> None:
    """Say who leads and who supports a TARGET from now on, in place of those who did; by name or code."""
    desk = writing(database)
    roles = {
        role: [str(code_of(desk, "organisations", name, f"--{role}")) for name in names]
        for role, names in (("lead", lead), ("support", support))
    }
    _told(tracker.assign(desk, target, roles, since=since, by=by, reason=reason))


@ledger.command()
@click.argument("organisation", type=TEXT)
@click.argument("into", type=TEXT)
@click.option("--last-day", type=DAY, required=True, help="the organisation's last day, such as 2024-06-30")
@_accounted
@click.pass_obj
def merge(database: Path, organisation: str, into: str, *, last_day: datetime, by: str, reason: str) -> None:
    """Make an ORGANISATION part of another, which answers for its targets and owes its forms from the next month on."""
    desk = writing(database)
    _told(tracker.merge(desk, organisation, into, last_day=last_day.date(), by=by, reason=reason))


@ledger.command()
@click.argument("kind", type=KIND, required=False)
@click.argument("key", type=TEXT, required=False)
@rows_format
@click.pass_obj
def history(database: Path, kind: str | None, key: str | None, shape: str) -> None:
    """Every change of the ledger, or of one thing: number, when, by whom, what and why."""
    if (kind is None) != (key is None):
        raise click.UsageError(_("请同时给出类别和编号，或都不给。"))
    thing = None if kind is None or key is None else (kind, key)
    print_rows(tracker.ledger_changes(reading(database), thing), shape)


@ledger.command()
@click.argument("number", type=int)
@click.option("--by", type=TEXT, default=login_name, help="who takes it back (default: the login name)")
@click.option("--reason", type=TEXT, default="", help="why; it is kept and shown")
@click.pass_obj
def undo(database: Path, number: int, *, by: str, reason: str) -> None:
    """Take the change of that NUMBER back as a whole; refused where later changes or reports rest on it."""
    _told(tracker.take_back(writing(database), number, by=by, reason=reason))


def _told(done: Saved) -> None:
    """Say which change was recorded, or everything that stands in its way."""
    for found in done.problems:
        click.echo(line(found), err=True)
    if done.problems:
        click.echo(_("台账没有改动：共有 {n} 处要改正。").format(n=len(done.problems)), err=True)
        sys.exit(PROBLEMS)
    click.echo(_("已记为第 {n} 号改动。").format(n=done.change_id), err=True)
