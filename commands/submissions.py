"""Commands about what was handed in and waits: list it, throw one away. The dashboard may run meanwhile."""

import getpass
import sys
from pathlib import Path

import click
import pandas as pd

import tracker
from commands.shared import now, print_rows, reading, rows_format
from commands.statuses import PROBLEMS
from data import home
from data.fields import SUBMISSION_COLUMNS
from data.home import Home
from wording.translate import _


@click.command()
@click.option("--every", is_flag=True, help="also those that were committed, returned or discarded")
@rows_format
@click.pass_obj
def submissions(database: Path, every: bool, shape: str) -> None:
    """What was handed in and waits for a decision, newest first."""
    if not home.holds(database):
        print_rows(pd.DataFrame(columns=list(SUBMISSION_COLUMNS)), shape)
        return
    print_rows(tracker.submission_list(reading(database), Home.of(database, now()), every=every), shape)


@click.command()
@click.argument("submission")
@click.option("--by", default=getpass.getuser, help="who discards (default: the login name)")
@click.pass_obj
def discard(database: Path, submission: str, by: str) -> None:
    """Throw away a SUBMISSION that waits, by its id, with its bytes."""
    desk = reading(database)
    if not home.holds(database) or not tracker.discard(desk, Home.of(database, now()), submission, by=by):
        click.echo(_("没有编号为“{submission}”的待确认文件。").format(submission=submission), err=True)
        sys.exit(PROBLEMS)
    click.echo(_("已弃用“{submission}”。").format(submission=submission), err=True)
