"""What every command shares: how a month, a name and a shape are typed, how rows and progress are printed, and how
a database is opened.
"""

import getpass
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Protocol, TypedDict, Unpack

import click
import pandas as pd

import tracker
from data import periods, places
from data.errors import StoreBusyError
from data.listing import as_text
from data.periods import PeriodReading
from data.places import readable
from data.scope import EVERYTHING, Scope, read
from data.store import Store
from data.store.copies import copy_of, is_copy, only_for_readers
from data.viewer import OPERATOR
from metrics.status import FIRST, RuleSetError, load_rules, rule_names
from tracker import Desk
from wording.labels import placed
from wording.translate import _


def to_read(database: Path) -> Store:
    """The store at the path for a command that only reads: several may run at once.

    While another process writes it, its copy for readers, whose moment is said.
    """
    try:
        return _closed_at_the_end(tracker.open_store(database, create=False, read_only=True))
    except StoreBusyError as busy:
        copy = copy_of(places.of_database(database))
        if not copy.exists():
            raise
        store = _closed_at_the_end(tracker.open_store(copy, create=False, read_only=True))
        sentence = _("数据库正被另一个程序占用（进程号 {pid}），以下取自 {moment} 的副本。")
        told = sentence.format(pid=busy.fields["pid"], moment=f"{store.published_at:%Y-%m-%d %H:%M:%S}")
        click.echo(told, err=True)
        return store


def to_write(database: Path, *, create: bool) -> Store:
    """The store at the path for a command that changes it; unless it may be made, it must be there already.

    StoreReadOnlyError, before any work, for a copy for readers.
    """
    if is_copy(places.of_database(database)):
        raise only_for_readers(database)
    return _closed_at_the_end(tracker.open_store(database, create=create))


def _closed_at_the_end(store: Store) -> Store:
    click.get_current_context().call_on_close(store.close)
    return store


rows_format = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="how to print rows",
)


def _usable(_ctx: click.Context, _option: click.Parameter, rules: str) -> str:
    """The rule set's name; wrong usage where its file is wrong, whatever the others are."""
    try:
        return load_rules(rules).code
    except RuleSetError as fault:
        sentence = _("判定规则“{name}”不能用，请改正 {name}.toml：{found}")
        raise click.BadParameter(sentence.format(name=fault.name, found=fault.found)) from fault


rules_option = click.option(
    "--rules", type=click.Choice(rule_names()), default=FIRST, callback=_usable, help="the rule set"
)


class Judged(TypedDict, total=False):
    """How a view is judged."""

    rules: str
    known_at: datetime | None


class _Bar(Protocol):
    """What is used of click's progress bar."""

    length: int | None
    pos: int

    def update(self, n_steps: int) -> None:
        """So many steps more."""


class Period(click.ParamType[date]):
    """A month typed as 2024-06, a quarter as 2024Q2 or a 旬 as 2024年6月上旬, meaning its last day."""

    name = "YYYY-MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The month's last day; wrong usage when the text is not a month."""
        if isinstance(value, date):
            return value
        return _period(self, value, param, ctx).period_end or date.min


class FormPeriod(click.ParamType[PeriodReading]):
    """A period with how often it comes: what a form is for."""

    name = "PERIOD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> PeriodReading:
        """The period; wrong usage when the text is none."""
        return value if isinstance(value, PeriodReading) else _period(self, value, param, ctx)


class Moment(click.ParamType[datetime]):
    """A day, meaning its end as the screens' 知悉时点 does, or a day with a time."""

    name = "YYYY-MM-DD[THH:MM]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment on the office's own clock; wrong usage when the text is none."""
        if isinstance(value, datetime):
            return value
        typed = str(value).strip()
        try:
            if len(typed) <= len("2024-06-30"):
                return datetime.combine(date.fromisoformat(typed), time.max)
            moment = datetime.fromisoformat(typed)
        except ValueError:
            sentence = _("“{typed}”不是时点，请写成 2024-07-09 或 2024-07-09T08:30 这样的形式。")
            self.fail(sentence.format(typed=typed), param, ctx)
        return moment if moment.tzinfo is None else moment.astimezone().replace(tzinfo=None)


class Text(click.ParamType[str]):
    """Words to be kept: as text, whatever bytes they were typed as."""

    name = "TEXT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words, with what is no text marked."""
        return readable(str(value))


def login_name() -> str:
    """Who is at the terminal; the number of the account where the machine knows no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _period(
    kind: click.ParamType[Any], value: object, param: click.Parameter | None, ctx: click.Context | None
) -> PeriodReading:
    found = periods.read(str(value))
    if found.period_end is None:
        kind.fail(_("“{typed}”不是月份，请写成 2024-06 这样的形式。").format(typed=value), param, ctx)
    return found


PERIOD, FORM_PERIOD, MOMENT, TEXT = Period(), FormPeriod(), Moment(), Text()


def reading(database: Path) -> Desk:
    """The desk of the database at the path for a command that only reads (commands/py)."""
    return at(to_read(database))


def writing(database: Path, *, create: bool = False) -> Desk:
    """The desk of the database at the path for a command that changes it (commands/py)."""
    return at(to_write(database, create=create))


def at(store: Store) -> Desk:
    """The desk at which this command asks: the machine's operator's, narrowed to the region of --as-region."""
    whole = Desk(store, OPERATOR, now)
    region = click.get_current_context().find_root().params.get("as_region")
    code = code_of(whole, "regions", region, "--as-region")
    return whole if code is None else tracker.of_region(whole, code)


def now() -> datetime:
    """The clock, read here only: the machine's own time without a zone, as people read it and the store keeps it."""
    return datetime.now(UTC).astimezone().replace(tzinfo=None)


def code_of(desk: Desk, what: str, typed: str | None, option: str) -> str | None:
    """The code for a name, short name, alias or code; wrong usage when nothing bears it, or several do."""
    if typed is None:
        return None
    found = tracker.meanings(desk, what, typed)
    if len(found) == 1:
        return found[0].code
    if not found:
        raise click.BadParameter(_("没有“{typed}”。").format(typed=typed), param_hint=option)
    several = _("“{typed}”不止一个，请改用编号：{candidates}。")
    candidates = _("、").join(f"{one.code} {placed(one.name, one.place)}" for one in found)
    raise click.BadParameter(several.format(typed=typed, candidates=candidates), param_hint=option)


def scope_of(desk: Desk, *, period: date, region: str | None = None, sector: str | None = None,
             **judged: Unpack[Judged]) -> Scope:  # fmt: skip
    """The scope the options ask for, read as an address is; wrong usage where a name means nothing, or several things."""
    codes = {
        "region": code_of(desk, "regions", region, "--region"),
        "sector": code_of(desk, "sectors", sector, "--sector"),
    }
    moment = judged.get("known_at")
    asked = {name: code for name, code in codes.items() if code is not None}
    asked |= {"month": period.isoformat(), "rules": judged.get("rules", FIRST)}
    asked |= {} if moment is None else {"known": moment.isoformat()}
    known: dict[str, tuple[str, ...]] = {name: (code or EVERYTHING,) for name, code in codes.items()}
    known |= dict.fromkeys(("organisation", "status"), (EVERYTHING,))
    known |= {"month": (), "known": (), "rules": rule_names()}
    return read(asked, known, {"known": EVERYTHING}).scope


def print_rows(frame: pd.DataFrame, shape: str) -> None:
    """Print the rows as a table, csv or json."""
    click.echo(as_text(frame, shape), nl=False)


def told_to(bar: _Bar) -> Callable[[int, int], None]:
    """A progress bar that learns its length from the work."""

    def told(done: int, of: int) -> None:
        bar.length = of
        bar.update(done - bar.pos)

    return told
