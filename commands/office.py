"""Commands that begin a ledger and bring it up to date: init, build, demo."""

import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import click

import tracker
from commands import PROBLEMS
from commands.shared import TEXT, login_name, print_rows, rows_format, told_to, writing
from data import office
from data.listing import LIST_SEPARATOR
from data.office import Start
from data.problems import Problem
from tracker.office import CARRIED, PROPOSED
from wording.problems import line
from wording.translate import _

LISTED = 500  # problems that are told one by one
EVERY, NONE = "all", "none"


def _chosen(typed: Sequence[str]) -> tuple[str, ...] | None:
    """What an option names, several times or in a list; None for all of them."""
    plain = LIST_SEPARATOR.join(unicodedata.normalize("NFKC", one) for one in typed)
    names = [
        name.strip() for name in plain.replace(",", LIST_SEPARATOR).split(LIST_SEPARATOR) if name.strip()
    ]
    if not names or names == [EVERY]:
        return None
    return () if names == [NONE] else tuple(dict.fromkeys(names))


@click.command()
@click.option("--region", type=TEXT, help="whose office it is: code, name, short name or pinyin")
@click.option(
    "--counties",
    type=TEXT,
    multiple=True,
    help="regions below that report: names or codes, all (default) or none",
)
@click.option(
    "--departments",
    type=TEXT,
    multiple=True,
    help="departments that report: names, all the usual (default) or none",
)
@click.option(
    "--zone", "zones", type=TEXT, multiple=True, help="a development zone that reports, by its whole name"
)
@click.option("--due-day", type=click.IntRange(1, 31), help="day of the month after on which reports are due")
@click.option("--with-sample", is_flag=True, help="the five sample documents and their reports beside")
@click.option(
    "--year",
    type=click.IntRange(1980, 2199),
    help="instead: begin a year, with what the year before leaves to its targets",
)
@click.option("--accept", type=TEXT, multiple=True, help="with --year: the new targets that take it, or all")
@rows_format
@click.option("--by", type=TEXT, default=login_name, help="who does it (default: the login name)")
@click.pass_obj
def init(
    database: Path, region: str | None, counties: tuple[str, ...], departments: tuple[str, ...], zones: tuple[str, ...],
    *, due_day: int | None, with_sample: bool, by: str, shape: str,
    year: int | None, accept: tuple[str, ...],
) -> None:  # fmt: skip
    """Start an office's own ledger in an empty database: its region, who reports, words to begin with."""
    if year is not None:
        _begin_year(database, year, accept, by, shape)
        return
    if region is None:
        _say_whose(writing(database, create=True))
        return
    asked = Start(
        region=region, below=_chosen(counties), departments=_chosen(departments), zones=_chosen(zones) or ()
    )
    refuse(office.read(asked)[1])  # before any database is opened or made
    desk = writing(database, create=True)
    started = tracker.start_office(desk, asked, by=by, due_day=due_day, with_sample=with_sample)
    refuse(started.problems)
    said = _(
        "已建账：地区 {region} 个、责任单位 {organisation} 个、行业 {sector} 个、指标 {indicator} 个、计量单位 {unit} 个。"
    )
    click.echo(said.format(**(started.counts or {})), err=True)
    click.echo(_("下一步：把第一份文件的目标写成 CSV，执行 build --catalogue 文件夹。"), err=True)


def _begin_year(database: Path, year: int, accept: tuple[str, ...], by: str, shape: str) -> None:
    """Print what the year before leaves; with `accept` give it to the new targets, as one change."""
    desk = writing(database)
    left = tracker.new_year(desk, year)
    print_rows(left, shape)
    open_ = left[left["state"].isin([PROPOSED, CARRIED])]["target_id"]
    chosen = set(open_) if accept == (EVERY,) else set(_chosen(accept) or ())
    strangers = sorted(chosen - set(open_))
    if strangers:
        raise click.BadParameter(
            _("没有给{targets}的建议。").format(targets=LIST_SEPARATOR.join(strangers)), param_hint="--accept"
        )
    if not chosen:
        click.echo(
            _("{n} 项可以沿用上年的终值或责任单位；核对后加 --accept all 或 --accept 目标编号。").format(
                n=len(open_)
            ),
            err=True,
        )
        return
    saved = tracker.accept_year(desk, year, chosen, by=by, reason=_("新年度：沿用上年终值和责任单位"))
    refuse(saved.problems)
    click.echo(
        _("已沿用 {n} 项，改动第 {change} 号。").format(n=len(chosen), change=saved.change_id), err=True
    )


def _say_whose(desk: tracker.Desk) -> None:
    """Whose office a database is, or that it waits for one."""
    own = tracker.office_region(desk)
    if own is not None:
        names = {row["region_code"]: row["name"] for row in desk.store.rows("regions")}
        click.echo(_("这是{name}（{code}）的台账。").format(name=names.get(own, own), code=own), err=True)
    elif tracker.is_empty(desk):
        click.echo(_("数据库是空的：在看板“建账”里选地区，或执行 init --region 行政区划代码。"), err=True)
    else:
        click.echo(
            _("数据库里已有台账，不是建账得来的；要另建一个，请用 XUSHI_HOME 或 --database 指定空的数据库。"),
            err=True,
        )


@click.command()
@click.option(
    "--catalogue", "folder", type=click.Path(path_type=Path),
    help="a folder of CSV files (default: the sample's, or of an office's own ledger the reference tables)",
)  # fmt: skip
@click.option(
    "--by", type=TEXT, default=login_name, help="who refreshes the reference tables (default: the login name)"
)
@click.pass_obj
def build(database: Path, folder: Path | None, by: str) -> None:
    """Create or refresh the ledger from a folder of CSV files; reported data stay."""
    if folder is None:
        desk = writing(database, create=True)
        if tracker.office_region(desk) is not None:
            _refresh(desk, by)
            return
        built = tracker.build(desk)
    else:
        held = writing(database) if database.exists() else None
        stated = tracker.read_catalogue(folder, held)
        refuse(stated.problems)  # before any database is made
        built = tracker.build(held or writing(database, create=True), stated)
    refuse(built.problems)
    click.echo(_("台账已更新。") if built.changed else _("台账已是最新。"), err=True)


def _refresh(desk: tracker.Desk, by: str) -> None:
    done = tracker.refresh_reference(desk, by=by)
    refuse(done.problems)
    said = (
        _("参考表已更新 {n} 处；本单位的台账没有动。")
        if done.changed
        else _("参考表已是最新；本单位的台账没有动。")
    )
    click.echo(said.format(n=done.changed), err=True)


def refuse(problems: Sequence[Problem]) -> None:
    """Tell what is wrong with what was asked, and end there."""
    for found in problems[:LISTED]:
        click.echo(line(found), err=True)
    if len(problems) > LISTED:
        click.echo(_("另有 {n} 处没有列出。").format(n=len(problems) - LISTED), err=True)
    if problems:
        click.echo(_("台账没有改动：共有 {n} 处要改正。").format(n=len(problems)), err=True)
        sys.exit(PROBLEMS)


@click.command()
@click.pass_obj
def demo(database: Path) -> None:
    """Build the ledger and import the synthetic sample reports (示例数据)."""
    desk = writing(database, create=True)
    refuse(tracker.against_sample(desk))
    with click.progressbar(length=1, label=_("导入示例月报"), file=sys.stderr) as bar:
        done = tracker.demo(desk, told_to(bar))
    click.echo(_("新导入示例月报 {n} 份。").format(n=done.imported), err=True)
    if done.refused:
        names = LIST_SEPARATOR.join(done.refused)
        click.echo(_("另有 {n} 份没有导入：{names}").format(n=len(done.refused), names=names), err=True)
        sys.exit(PROBLEMS)
