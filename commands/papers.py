"""The command that writes what people carry to the meeting."""

import sys
from datetime import date
from pathlib import Path
from typing import Unpack

import click

from commands.shared import PERIOD, Judged, code_of, now, reading, rules_option, told_to
from data.scope import Scope
from reports.images import FORMATS
from reports.material import gather
from reports.products import PRODUCTS, write_product
from wording.translate import _


@click.command()
@click.argument("product", type=click.Choice(PRODUCTS))
@click.option("--period", type=PERIOD, required=True, help="the month, such as 2024-06")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the file or folder to write")
@click.option("--region", help="a region by name or code; all below it are included")
@rules_option
@click.option("--known-at", type=click.DateTime(), help="as it was known at this moment (UTC)")
@click.option(
    "--image", "formats", type=click.Choice(FORMATS), multiple=True, default=FORMATS, help="image formats"
)
@click.pass_obj
def export(database: Path, product: str, *, period: date, region: str | None, out: Path, formats: tuple[str, ...],
           **judged: Unpack[Judged]) -> None:  # fmt: skip
    """What people carry to the meeting: charts, Excel report, PowerPoint deck, bulletin, or all of it as a pack."""
    store = reading(database)
    code = code_of(store, "regions", "region_code", region, "--region")
    material = gather(store, Scope(as_of=period, region=code, **judged), now())
    with click.progressbar(length=1, label=_("导出"), file=sys.stderr) as bar:
        said = write_product(product, material, out, formats, told_to(bar))
    for sentence in said:
        click.echo(sentence, err=True)
