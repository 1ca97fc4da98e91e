"""Commands of the month's round: forms out, workbooks in, what waits, imports voided, months closed."""

import getpass
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TypedDict, Unpack

import click
import pandas as pd

import tracker
from commands import PROBLEMS
from commands.files import READABLE, content_of, refuse_place, write
from commands.shared import (
    FORM_PERIOD,
    PERIOD,
    TEXT,
    code_of,
    login_name,
    now,
    print_rows,
    reading,
    rows_format,
    writing,
)
from data import home
from data.home import Home
from data.listing import BATCH_COLUMNS, REPORTING_COLUMNS, SUBMISSION_COLUMNS
from data.periods import PeriodReading, month_end
from data.places import readable
from intake.outcome import outcome, previewed
from intake.previews import ImportResult, Preview
from tracker import Desk
from wording.problems import line, worded
from wording.translate import _


class Told(TypedDict):
    """What the import command was told."""

    dry_run: bool
    confirm_warnings: bool
    by: str
    annotated: Path | None


class Asked(TypedDict):
    """Which form is asked for."""

    organisation: str | None
    every_organisation: bool
    region: str | None
    period: PeriodReading | None
    since: date | None
    decomposition: bool
    plan: bool


@click.command()
@click.option("--organisation", "--unit", "organisation", type=TEXT, help="who reports, by name or code")
@click.option(
    "--every-organisation",
    "--every-unit",
    "every_organisation",
    is_flag=True,
    help="a zip of the forms of all organisations that owe a report",
)
@click.option("--region", type=TEXT, help="instead of an organisation: one form for a whole region")
@click.option(
    "--period",
    type=FORM_PERIOD,
    help="the period to report: 2024-06, 2024Q2, or ten days as Chinese writes them",
)
@click.option(
    "--since", type=PERIOD, help="with an organisation: a back-fill form from this month to --period"
)
@click.option("--decomposition", is_flag=True, help="the form that hands a region's targets down")
@click.option("--plan", is_flag=True, help="a region's plan by month for the year of --period")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="the workbook to write"
)
@click.pass_obj
def template(database: Path, out: Path, **asked: Unpack[Asked]) -> None:
    """Write the month's form of an organisation that reports, or the decomposition form of a region."""
    refuse_place(out)
    desk = reading(database)
    made = BytesIO()
    if asked["plan"]:
        written = _plan(desk, made, **asked)
    elif asked["decomposition"]:
        written = _decomposition(desk, made, **asked)
    else:
        written = _monthly(desk, made, **asked)
    if written == 0:
        click.echo(_("没有要填的指标，没有写出模板。"), err=True)
        sys.exit(PROBLEMS)
    write(out, made.getvalue())
    told = (
        _("已写出 {place}，共 {n} 张表。")
        if asked["every_organisation"]
        else _("已写出 {place}，共 {n} 行。")
    )
    click.echo(told.format(place=readable(out), n=written), err=True)


def _monthly(desk: Desk, out: BytesIO, **asked: Unpack[Asked]) -> int:
    organisation, region, period = asked["organisation"], asked["region"], asked["period"]
    if (organisation is not None) + (region is not None) + asked["every_organisation"] != 1:
        raise click.UsageError(_("请给出 --organisation、--every-organisation 或 --region 之一。"))
    if period is None or period.period_end is None:
        raise click.UsageError(_("请给出 --period。"))
    end = period.period_end
    if asked["every_organisation"]:
        return tracker.templates(desk, tracker.form_takers(desk, "monthly", end), end, out)
    if organisation is not None:
        code = code_of(desk, "organisations", organisation, "--organisation")
        return tracker.template(desk, str(code), end, out, asked["since"], frequency=period.frequency)
    code = code_of(desk, "regions", region, "--region")
    return tracker.region_template(desk, str(code), end, out)


def _plan(desk: Desk, out: BytesIO, **asked: Unpack[Asked]) -> int:
    region, period = asked["region"], asked["period"]
    if region is None or period is None or period.period_end is None:
        raise click.UsageError(_("请给出 --region 和 --period。"))
    code = code_of(desk, "regions", region, "--region")
    return tracker.plan_template(desk, str(code), period.period_end.year, out)


def _decomposition(desk: Desk, out: BytesIO, **asked: Unpack[Asked]) -> int:
    if asked["region"] is None:
        raise click.UsageError(_("分解表请给出 --region。"))
    code = code_of(desk, "regions", asked["region"], "--region")
    return tracker.decomposition_template(desk, str(code), out)


@click.command(name="import")
@click.argument("file", type=READABLE)
@click.option("--dry-run", is_flag=True, help="check and show, write nothing")
@click.option("--confirm-warnings", is_flag=True, help="import although there are warnings")
@click.option("--by", type=TEXT, default=login_name, help="who imports (default: the login name)")
@click.option(
    "--annotated", type=click.Path(path_type=Path, dir_okay=False), help="write the marked-up workbook here"
)
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", help="how the result is printed"
)
@click.pass_obj
def import_(database: Path, file: Path, shape: str, **told: Unpack[Told]) -> None:
    """Import a monthly workbook: all problems in one pass, nothing written unless it may be."""
    if told["annotated"] is not None:
        refuse_place(told["annotated"], option="--annotated")
    content = content_of(file)
    desk = reading(database) if told["dry_run"] else writing(database)
    check = partial(tracker.check_workbook, desk, content, file.name)
    preview, result = (
        _dry(check()) if told["dry_run"] else _handed_in(desk, content, file.name, check, **told)
    )
    if told["annotated"] is not None:
        write(told["annotated"], tracker.returned_workbook(desk, content, preview), "--annotated")
    if shape == "json":
        _print_json(_outcome(desk, result), tracker.read_rows(desk, preview) if told["dry_run"] else None)
    else:
        click.echo(_told(desk, result))
    sys.exit(0 if result.status in {"imported", "already_imported", "ready"} else PROBLEMS)


def _dry(preview: Preview) -> tuple[Preview, ImportResult]:
    return preview, previewed(preview)


def _print_json(result: Mapping[str, object], rows: Iterable[Mapping[str, str]] | None) -> None:
    """Print a result; its rows, of which there may be many, are written as they come."""
    told = json.dumps(result, ensure_ascii=False, indent=1)
    if rows is None:
        click.echo(told)
        return
    out, comma = sys.stdout, ""
    out.write(told.removesuffix("\n}") + ',\n "rows": [')
    for row in rows:
        out.write(f"{comma}\n  {json.dumps(row, ensure_ascii=False)}")
        comma = ","
    out.write("\n ]\n}\n")
    out.flush()


def _handed_in(
    desk: Desk, content: bytes, name: str, check: Callable[[], Preview], **told: Unpack[Told]
) -> tuple[Preview, ImportResult]:
    """Hand the file in and confirm it in one go; what may not be committed waits, as if handed in on the screen."""
    home = tracker.open_home(desk)
    handed = tracker.hand_in(desk, home, BytesIO(content), name, by=told["by"])
    looked = tracker.look(desk, home, handed.submission_id)
    if looked.preview is None or looked.submission.batch_id is not None:
        return _dry(check())  # what is in already is told with its batch; a fault of the checks comes again
    result = tracker.confirm(
        desk, home, handed.submission_id, seen=looked.submission.compared, by=told["by"],
        confirm_warnings=told["confirm_warnings"],
    )  # fmt: skip
    return looked.preview, result or previewed(looked.preview)


@click.command(name="confirm-name")
@click.argument("typed", type=TEXT)
@click.argument("means", type=TEXT)
@click.option("--region", is_flag=True, help="the name of a region (default: of an indicator)")
@click.option("--by", type=TEXT, default=login_name, help="who confirms (default: the login name)")
@click.pass_obj
def confirm_name(database: Path, typed: str, means: str, region: bool, by: str) -> None:
    """Say once what a typed name MEANS: an indicator (or region) of the ledger, by name or code."""
    desk, what = writing(database), "region" if region else "indicator"
    code = code_of(desk, f"{what}s", means, "MEANS")
    known = tracker.confirm_typed(desk, what, typed, str(code), by=by)
    if known not in {None, code}:
        click.echo(
            _("“{typed}”已经是另一个名称（{known}），没有改动。").format(typed=typed, known=known), err=True
        )
        sys.exit(PROBLEMS)
    click.echo(_("已记住：“{typed}”就是“{means}”。").format(typed=typed, means=means), err=True)


@click.command()
@rows_format
@click.pass_obj
def batches(database: Path, shape: str) -> None:
    """Every import: file, month, who, when, rows, control sum."""
    print_rows(tracker.batches(reading(database))[list(BATCH_COLUMNS)], shape)


@click.command()
@click.argument("batch", type=int)
@click.option("--reason", type=TEXT, required=True, help="why the import is taken back; kept")
@click.pass_obj
def void(database: Path, batch: int, reason: str) -> None:
    """Take an import back: older values stand again."""
    if not tracker.void(writing(database), batch, reason=reason):
        click.echo(_("没有可作废的批次 {batch}。").format(batch=batch), err=True)
        sys.exit(PROBLEMS)
    click.echo(_("批次 {batch} 已作废。").format(batch=batch), err=True)


@click.command()
@click.option("--period", type=PERIOD, required=True, help="the month to close")
@click.option("--reason", type=TEXT, help="kept with the closure (default: closed on schedule)")
@click.option("--by", type=TEXT, default=login_name, help="who closes (default: the login name)")
@click.pass_obj
def close(database: Path, period: date, reason: str | None, by: str) -> None:
    """Close a month: reports for it are refused until it is reopened."""
    month = month_end(period.year, period.month)  # a 旬 is closed with its month
    done = tracker.close_month(writing(database), month, reason=reason or _("按期关账"), by=by)
    click.echo(_("已关账。") if done else _("这个月已经关账。"), err=True)


@click.command()
@click.option("--period", type=PERIOD, required=True, help="the month to open again")
@click.option("--reason", type=TEXT, required=True, help="why late reports are let in; kept")
@click.option("--by", type=TEXT, default=login_name, help="who reopens (default: the login name)")
@click.pass_obj
def reopen(database: Path, period: date, reason: str, by: str) -> None:
    """Open a closed month again for late reports."""
    month = month_end(period.year, period.month)
    done = tracker.reopen_month(writing(database), month, reason=reason, by=by)
    click.echo(_("已重新开放。") if done else _("这个月没有关账。"), err=True)


@click.command()
@click.option("--period", type=PERIOD, required=True, help="the month asked about")
@click.option("--due-day", type=click.IntRange(1, 31), help="day of the month after (default: the office's)")
@rows_format
@click.pass_obj
def reporting(database: Path, period: date, due_day: int | None, shape: str) -> None:
    """Who has reported a month: on time, late, corrected, missing."""
    frame = tracker.reporting_status(reading(database), [period], due_day=due_day)
    print_rows(frame[list(REPORTING_COLUMNS)], shape)


def _outcome(desk: Desk, result: ImportResult) -> dict[str, object]:
    called = tracker.called(desk)
    return outcome(result, [worded(one, called) for one in result.problems])


def _told(desk: Desk, result: ImportResult) -> str:
    called = tracker.called(desk)
    statuses = {
        "imported": _("已导入，批次 {batch}"),
        "already_imported": _("此前已导入（批次 {batch}），没有重复写入"),
        "ready": _("可以导入"),
        "needs_confirmation": _("有需要确认的事项，没有写入；核对后加 --confirm-warnings 再执行"),
        "outdated": _("检查之后数据有了变动，没有写入；请重新执行一次"),
        "rejected": _("未通过检查，没有写入任何数据"),
    }
    head = statuses[result.status].format(batch=result.batch_id)
    counts = _("新增 {new}，变动 {changed}，相同 {same}，缺报 {missing}").format(
        new=result.rows_new, changed=result.rows_changed, same=result.rows_same, missing=result.rows_missing
    )
    return "\n".join([head, counts, *(line(one, called) for one in result.problems)])


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
