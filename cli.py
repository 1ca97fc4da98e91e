"""The command line: the same verbs from a terminal, for people and for schedulers.

Exit status: 0 done, 1 problems in the user's input, 2 wrong usage, 3 database busy or unreadable, 70 a fault of
the program.
"""

import getpass
import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol, TypedDict, Unpack

import click
import pandas as pd

import tracker
from data.errors import CatalogueError, TrackerError
from data.fields import (
    BATCH_COLUMNS,
    CHANGE_COLUMNS,
    DOCUMENT_COLUMNS,
    FACT_COLUMNS,
    LIST_SEPARATOR,
    PROGRESS_COLUMNS,
    RECONCILE_COLUMNS,
    REPORTING_COLUMNS,
    TARGET_COLUMNS,
)
from data.importer import ImportResult
from data.listing import as_text
from data.outcome import outcome, previewed
from data.problems import line
from data.scope import Scope
from data.store import Store
from metrics.status import FIRST, rule_sets
from reports.images import FORMATS
from reports.material import gather
from reports.products import PRODUCTS, write_product
from wording.reasons import provenance, sentences
from wording.translate import LANGUAGES, _, use

DEFAULT_DATABASE = Path(__file__).parent / "data" / "xushi.duckdb"
PROBLEMS, STORE_FAULT, PROGRAM_FAULT = 1, 3, 70

rows_format = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="how to print rows",
)
rules_option = click.option(
    "--rules", type=click.Choice([rules.code for rules in rule_sets()]), default=FIRST, help="the rule set"
)


class Judged(TypedDict):
    """How a view is judged."""

    rules: str
    known_at: datetime | None


class _Bar(Protocol):
    """What is used of click's progress bar."""

    length: int | None
    pos: int

    def update(self, n_steps: int) -> None:
        """So many steps more."""


class Told(TypedDict):
    """What the import command was told."""

    dry_run: bool
    confirm_warnings: bool
    by: str
    annotated: Path | None


class Asked(TypedDict):
    """Which form is asked for."""

    unit: str | None
    region: str | None
    period: date | None
    since: date | None
    decomposition: bool


class Period(click.ParamType[date]):
    """A month typed as 2024-06, meaning its last day."""

    name = "YYYY-MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The month's last day; wrong usage when the text is not a month."""
        if isinstance(value, date):
            return value
        try:
            month = datetime.strptime(str(value), "%Y-%m").replace(tzinfo=UTC)
        except ValueError:
            self.fail(_("“{typed}”不是月份，请写成 2024-06 这样的形式。").format(typed=value), param, ctx)
        return tracker.month_end(month.year, month.month)


PERIOD = Period()


class Program(click.Group):
    """The group of commands; a machine's fault becomes one sentence and an exit status."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong ends as a sentence, the trace in a log beside the database."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except TrackerError as fault:
            click.echo(_(fault.template).format(**fault.fields), err=True)
            sys.exit(PROBLEMS if isinstance(fault, CatalogueError) else STORE_FAULT)
        except Exception:
            place = Path(ctx.params["database"]).with_suffix(".log")
            logging.basicConfig(filename=place, encoding="utf-8", format="%(asctime)s %(message)s")
            logging.exception("fault")
            click.echo(
                _("程序出错，未作任何改动。详情记在 {place}，请交给维护人员。").format(place=place), err=True
            )
            sys.exit(PROGRAM_FAULT)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--database",
    type=click.Path(path_type=Path),
    default=lambda: Path(os.environ.get("XUSHI_DATABASE") or DEFAULT_DATABASE),
    help="the database file (default: $XUSHI_DATABASE, else data/xushi.duckdb)",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="zh", help="of sentences; columns stay as they are"
)
@click.pass_context
def main(ctx: click.Context, database: Path, language: str) -> None:
    """序时 Xushi: what was stated, next to what was reported."""
    use(language)
    ctx.obj = database


@main.command()
@click.pass_obj
def build(database: Path) -> None:
    """Create or refresh the ledger from data/catalogue; reported data stay."""
    store = tracker.open_store(database)
    changed = tracker.build(store, _now())
    click.echo(_("台账已更新。") if changed else _("台账已是最新。"), err=True)
    store.close()


@main.command()
@click.pass_obj
def demo(database: Path) -> None:
    """Build the ledger and import the synthetic sample reports (示例数据)."""
    store = tracker.open_store(database)
    with click.progressbar(length=1, label=_("导入示例月报"), file=sys.stderr) as bar:
        imported = tracker.demo(store, _now(), _told_to(bar))
    click.echo(_("新导入示例月报 {n} 份。").format(n=imported), err=True)
    store.close()


@main.command()
@rows_format
@click.pass_obj
def targets(database: Path, shape: str) -> None:
    """Every stated target, with its clause, its words and who answers for it."""
    frame = tracker.targets(_existing(database), Scope(as_of=_now().date()))
    frame = frame[~frame["is_allocated"]].rename(columns={"document_id": "document"})
    frame = frame.assign(lead_units=frame["lead_unit_names"], support_units=frame["support_unit_names"])
    _print(frame[list(TARGET_COLUMNS)], shape)


@main.command()
@rows_format
@click.pass_obj
def facts(database: Path, shape: str) -> None:
    """Every fact the documents and the publications state."""
    frame = tracker.facts(_existing(database)).rename(columns={"document_id": "document"})
    _print(frame[list(FACT_COLUMNS)], shape)


@main.command()
@click.option("--period", type=PERIOD, required=True, help="the month looked at, such as 2024-06")
@click.option("--region", help="a region by name or code; all below it are included")
@click.option("--sector", help="a sector by name or code; all below it are included")
@rules_option
@click.option("--known-at", type=click.DateTime(), help="as it was known at this moment (UTC)")
@click.option("--explain", metavar="TARGET", help="instead of rows: why this target has its light")
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
    store = _existing(database)
    scope = Scope(
        as_of=period,
        region=_code(store, "regions", "region_code", region, "--region"),
        sector=_code(store, "sectors", "sector_code", sector, "--sector"),
        **judged,
    )
    if explain is None:
        _print(tracker.progress(store, scope)[list(PROGRESS_COLUMNS)], shape)
    else:
        _explain(store, explain, scope)


@main.command()
@click.option("--period", type=PERIOD, required=True, help="the month looked at, such as 2024-06")
@click.option("--region", help="a region by name or code; all below it are included")
@rules_option
@rows_format
@click.pass_obj
def changes(database: Path, shape: str, *, period: date, region: str | None, rules: str) -> None:
    """What changed since last month's papers, and why: a correction, a new value or the passing of time."""
    store = _existing(database)
    code = _code(store, "regions", "region_code", region, "--region")
    _print(tracker.changes(store, Scope(as_of=period, region=code, rules=rules))[list(CHANGE_COLUMNS)], shape)


@main.command()
@rows_format
@click.pass_obj
def batches(database: Path, shape: str) -> None:
    """Every import: file, month, who, when, rows, control sum."""
    _print(tracker.batches(_existing(database))[list(BATCH_COLUMNS)], shape)


@main.command()
@click.option("--period", type=PERIOD, required=True, help="the month looked at, such as 2024-06")
@click.option("--region", help="a region by name or code; its own targets and those below it")
@click.option("--target", "parent", help="one target by its id")
@rows_format
@click.pass_obj
def reconcile(database: Path, shape: str, *, period: date, region: str | None, parent: str | None) -> None:
    """Targets handed down: parent, sum of the districts, remainder, 加码 ratio; and the same of the actuals."""
    store = _existing(database)
    scope = Scope(as_of=period, region=_code(store, "regions", "region_code", region, "--region"))
    _print(tracker.reconcile(store, scope, parent)[list(RECONCILE_COLUMNS)], shape)


@main.command()
@click.option("--unit", help="the reporting unit by name or code")
@click.option("--region", help="instead of a unit: one form for a whole region")
@click.option("--period", type=PERIOD, help="the month to report, such as 2024-06")
@click.option("--since", type=PERIOD, help="with a unit: a back-fill form from this month to --period")
@click.option("--decomposition", is_flag=True, help="the form that hands a region's targets down")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="the workbook to write"
)
@click.pass_obj
def template(database: Path, out: Path, **asked: Unpack[Asked]) -> None:
    """Write the month's form of a reporting unit, or the decomposition form of a region."""
    store = _existing(database)
    written = _decomposition(store, out, **asked) if asked["decomposition"] else _monthly(store, out, **asked)
    if written == 0:
        click.echo(_("没有要填的指标，没有写出模板。"), err=True)
        sys.exit(PROBLEMS)
    click.echo(_("已写出 {place}，共 {n} 行。").format(place=out, n=written), err=True)


def _monthly(store: Store, out: Path, **asked: Unpack[Asked]) -> int:
    unit, region, period = asked["unit"], asked["region"], asked["period"]
    if (unit is None) == (region is None):
        raise click.UsageError(_("请给出 --unit 或 --region 之一。"))
    if period is None:
        raise click.UsageError(_("请给出 --period。"))
    if unit is not None:
        code = _code(store, "organisations", "organisation_code", unit, "--unit")
        return tracker.template(store, str(code), period, out, asked["since"])
    code = _code(store, "regions", "region_code", region, "--region")
    return tracker.region_template(store, str(code), period, out)


def _decomposition(store: Store, out: Path, **asked: Unpack[Asked]) -> int:
    if asked["region"] is None:
        raise click.UsageError(_("分解表请给出 --region。"))
    code = _code(store, "regions", "region_code", asked["region"], "--region")
    return tracker.allocation_template(store, str(code), out)


@main.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="check and show, write nothing")
@click.option("--confirm-warnings", is_flag=True, help="import although there are warnings")
@click.option("--by", default=getpass.getuser, help="who imports (default: the login name)")
@click.option(
    "--annotated", type=click.Path(path_type=Path, dir_okay=False), help="write the marked-up workbook here"
)
@click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", help="how the result is printed"
)
@click.pass_obj
def import_(database: Path, file: Path, shape: str, **told: Unpack[Told]) -> None:
    """Import a monthly workbook: all problems in one pass, nothing written unless it may be."""
    store, content = _existing(database), file.read_bytes()
    preview = tracker.check_workbook(store, content, file.name, today=_now().date())
    if told["annotated"] is not None:
        told["annotated"].write_bytes(tracker.returned_workbook(store, content, preview))
    result = previewed(preview) if told["dry_run"] else tracker.import_workbook(
        store, preview, by=told["by"], now=_now(), confirm_warnings=told["confirm_warnings"]
    )  # fmt: skip
    click.echo(
        json.dumps(outcome(result), ensure_ascii=False, indent=1) if shape == "json" else _told(result)
    )
    sys.exit(0 if result.status in {"imported", "already_imported", "ready"} else PROBLEMS)


@main.command()
@click.argument("batch", type=int)
@click.option("--reason", required=True, help="why the import is taken back; kept")
@click.pass_obj
def void(database: Path, batch: int, reason: str) -> None:
    """Take an import back: older values stand again."""
    if not tracker.void(_existing(database), batch, reason=reason, now=_now()):
        click.echo(_("没有可作废的批次 {batch}。").format(batch=batch), err=True)
        sys.exit(PROBLEMS)
    click.echo(_("批次 {batch} 已作废。").format(batch=batch), err=True)


@main.command()
@rows_format
@click.pass_obj
def documents(database: Path, shape: str) -> None:
    """Every document of the ledger, how much it states, and the file registered of it."""
    frame = tracker.documents(_existing(database)).rename(columns={"document_id": "document"})
    _print(frame[list(DOCUMENT_COLUMNS)], shape)


@main.command()
@click.argument("document")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", default=getpass.getuser, help="who registers (default: the login name)")
@click.option("--confirm-warnings", is_flag=True, help="register although few of the targets were found")
@click.pass_obj
def register(database: Path, document: str, file: Path, by: str, confirm_warnings: bool) -> None:
    """Register the text (txt, html, docx, pdf) of a DOCUMENT, so that its clauses are shown in their paragraphs."""
    store = _existing(database)
    reading = tracker.check_document(store, document, file.read_bytes(), file.name)
    done = tracker.register_document(store, reading, by=by, now=_now(), confirmed=confirm_warnings)
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


@main.command()
@click.option("--period", type=PERIOD, required=True, help="the month to close")
@click.option("--reason", help="kept with the closure (default: closed on schedule)")
@click.option("--by", default=getpass.getuser, help="who closes (default: the login name)")
@click.pass_obj
def close(database: Path, period: date, reason: str | None, by: str) -> None:
    """Close a month: reports for it are refused until it is reopened."""
    done = tracker.close_month(_existing(database), period, reason=reason or _("按期关账"), by=by, now=_now())
    click.echo(_("已关账。") if done else _("这个月已经关账。"), err=True)


@main.command()
@click.option("--period", type=PERIOD, required=True, help="the month to open again")
@click.option("--reason", required=True, help="why late reports are let in; kept")
@click.option("--by", default=getpass.getuser, help="who reopens (default: the login name)")
@click.pass_obj
def reopen(database: Path, period: date, reason: str, by: str) -> None:
    """Open a closed month again for late reports."""
    done = tracker.reopen_month(_existing(database), period, reason=reason, by=by, now=_now())
    click.echo(_("已重新开放。") if done else _("这个月没有关账。"), err=True)


@main.command()
@click.option("--period", type=PERIOD, required=True, help="the month asked about")
@click.option("--due-day", type=click.IntRange(1, 31), help="day of the month after (default: the office's)")
@rows_format
@click.pass_obj
def reporting(database: Path, period: date, due_day: int | None, shape: str) -> None:
    """Who has reported a month: on time, late, corrected, missing."""
    frame = tracker.reporting_status(_existing(database), [period], today=_now().date(), due_day=due_day)
    _print(frame[list(REPORTING_COLUMNS)], shape)


@main.command()
@click.argument("product", type=click.Choice(PRODUCTS))
@click.option("--period", type=PERIOD, required=True, help="the month, such as 2024-06")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the file or folder to write")
@click.option("--region", help="a region by name or code; all below it are included")
@click.option("--rules", default="default", show_default=True, help="the rule set that sets the lights")
@click.option("--known-at", type=click.DateTime(), help="as it was known at this moment (UTC)")
@click.option(
    "--image", "formats", type=click.Choice(FORMATS), multiple=True, default=FORMATS, help="image formats"
)
@click.pass_obj
def export(database: Path, product: str, *, period: date, region: str | None, out: Path, formats: tuple[str, ...],
           **judged: Unpack[Judged]) -> None:  # fmt: skip
    """What people carry to the meeting: charts, Excel report, PowerPoint deck, bulletin, or all of it as a pack."""
    store = _existing(database)
    code = _code(store, "regions", "region_code", region, "--region")
    material = gather(store, Scope(as_of=period, region=code, **judged), _now())
    with click.progressbar(length=1, label=_("导出"), file=sys.stderr) as bar:
        said = write_product(product, material, out, formats, _told_to(bar))
    for sentence in said:
        click.echo(sentence, err=True)


def _told_to(bar: _Bar) -> Callable[[int, int], None]:
    """A progress bar that learns its length from the work."""

    def told(done: int, of: int) -> None:
        bar.length = of
        bar.update(done - bar.pos)

    return told


@main.command()
@click.pass_obj
def check(database: Path) -> None:
    """Verify control sums, orphans, and that a rebuild would equal what is stored."""
    faults = tracker.check(_existing(database))
    for fault in faults:
        click.echo(f"{fault.check}\t{fault.place}\t{fault.found}")
    click.echo(_("数据完整。") if not faults else _("发现 {n} 处不符。").format(n=len(faults)), err=True)
    sys.exit(STORE_FAULT if faults else 0)


def _told(result: ImportResult) -> str:
    statuses = {
        "imported": _("已导入，批次 {batch}"),
        "already_imported": _("此前已导入（批次 {batch}），没有重复写入"),
        "ready": _("可以导入"),
        "needs_confirmation": _("有需要确认的事项，没有写入；核对后加 --confirm-warnings 再执行"),
        "rejected": _("已退回，没有写入任何数据"),
    }
    head = statuses[result.status].format(batch=result.batch_id)
    counts = _("新增 {new}，变动 {changed}，相同 {same}，缺报 {missing}").format(
        new=result.rows_new, changed=result.rows_changed, same=result.rows_same, missing=result.rows_missing
    )
    return "\n".join([head, counts, *(line(one) for one in result.problems)])


def _explain(store: Store, target_id: str, scope: Scope) -> None:
    """Why a target has its light: the clause, the cell, the arithmetic, the band."""
    found = tracker.explain(store, target_id, scope)
    if found is None:
        raise click.BadParameter(_("没有“{typed}”。").format(typed=target_id), param_hint="--explain")
    row, why = found
    click.echo("\n".join([*provenance(row), *sentences(why, row)]))


def _existing(database: Path) -> Store:
    return tracker.open_store(database, create=False)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _code(store: Store, query: str, column: str, typed: str | None, option: str) -> str | None:
    """The code for a name, short name, alias or code; wrong usage when nothing bears it."""
    if typed is None:
        return None
    for row in store.rows(query):
        names = {row.get(name) for name in ("name", "short_name", "name_en", column)}
        names |= set(str(row.get("aliases") or "").split(LIST_SEPARATOR))
        if typed in names:
            return str(row[column])
    raise click.BadParameter(_("没有“{typed}”。").format(typed=typed), param_hint=option)


def _print(frame: pd.DataFrame, shape: str) -> None:
    click.echo(as_text(frame, shape), nl=False)


if __name__ == "__main__":
    main(prog_name="cli.py")
