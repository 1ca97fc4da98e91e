"""The command line: the same verbs from a terminal, for people and for schedulers.

Exit status: 0 done, 1 problems in the user's input, 2 wrong usage, 3 database busy or unreadable, 70 a fault of
the program.
"""

import logging
import sys
import tempfile
from pathlib import Path

import click
from click.core import ParameterSource

from commands import PROBLEMS, PROGRAM_FAULT, STORE_FAULT, Commands
from data import home
from data.errors import NotAllowedError, TrackerError
from data.places import readable
from wording.translate import LANGUAGES, _, use

log = logging.getLogger("xushi")


class Program(Commands):
    """The group of commands; a machine's fault becomes one sentence and an exit status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the language before or after the command, and speak it before anything else is read."""
        return super().parse_args(ctx, _language_first(args))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong ends as a sentence, the trace in a log beside the database."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # of a reader who has gone, as `head` does, click ends quietly
        except TrackerError as fault:
            click.echo(_(fault.template).format(**fault.fields), err=True)
            sys.exit(PROBLEMS if isinstance(fault, NotAllowedError) else STORE_FAULT)
        except Exception:  # noqa: BLE001 the edge where every unforeseen fault becomes a sentence
            place = _noted(Path(ctx.params["database"]))
            said = _("程序出错，未作任何改动。详情记在 {place}，请交给维护人员。")
            click.echo(said.format(place=readable(place)), err=True)
            sys.exit(PROGRAM_FAULT)


def _language_first(typed: list[str]) -> list[str]:
    """The arguments with the language in front, wherever it was typed; what follows a bare `--` is no option."""
    for at, one in enumerate(typed[: typed.index("--")] if "--" in typed else typed):
        after = at + (1 if one.startswith("--language=") else 2)
        if one.partition("=")[0] == "--language" and after <= len(typed):
            return [*typed[at:after], *typed[:at], *typed[after:]]
    return typed


def _speak(_ctx: click.Context, _option: click.Parameter, language: str) -> None:
    use(language)


def _noted(database: Path) -> Path:
    """Write the trace of the fault in hand to a log beside the database, or where none can be, among passing files."""
    beside = [database.with_suffix(".log")] if database.name else []
    for place in (*beside, Path(tempfile.gettempdir()) / "xushi.log"):
        try:
            handler = logging.FileHandler(place, encoding="utf-8")
        except (OSError, ValueError):
            continue
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
        log.exception("fault")
        break
    return place


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--database",
    type=Path,
    default=home.database,
    help="the database file (default: $XUSHI_DATABASE, else xushi.duckdb in $XUSHI_HOME, in data/ where it is, or in office/)",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="zh", is_eager=True, expose_value=False, callback=_speak,
    help="of sentences, here or after the command; columns stay as they are",
)  # fmt: skip
@click.option(
    "--as-region", help="ask as one who may see this region (name or code) and all below it, and nothing else"
)
@click.pass_context
def main(ctx: click.Context, database: Path, as_region: str | None) -> None:
    """序时 Xushi: what was stated, next to what was reported."""
    ctx.obj = database
    given = ctx.get_parameter_source("database") is not ParameterSource.DEFAULT
    if not given and home.inherited() and not home.folder(database).exists():
        click.echo(_("沿用已有的数据库 {place}。").format(place=database), err=True)


if __name__ == "__main__":
    main(prog_name="cli.py")
