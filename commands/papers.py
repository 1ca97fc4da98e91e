"""The command that writes what people carry to the meeting."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

import click
import pandas as pd

from commands.files import cannot_write, refuse_place
from commands.shared import (
    MOMENT,
    PERIOD,
    TEXT,
    Judged,
    reading,
    rules_option,
    scope_of,
    told_to,
)
from reports.images import FORMATS
from reports.material import Part, gather
from reports.products import PRODUCTS, write_product
from wording.formats import period as month_name
from wording.translate import _

_FOLDERS = ("charts", "pack")


@click.command()
@click.argument("product", type=click.Choice(PRODUCTS))
@click.option("--period", type=PERIOD, required=True, help="the month, such as 2024-06")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the file or folder to write")
@click.option("--region", type=TEXT, help="a region by name or code; all below it are included")
@rules_option
@click.option("--known-at", type=MOMENT, help="as it was known then: a day (its end) or a day and a time")
@click.option(
    "--image", "formats", type=click.Choice(FORMATS), multiple=True, default=FORMATS, help="image formats"
)
@click.option("--part", type=click.Choice(list(Part)), default=Part.ALL, help="which charts are drawn")
@click.pass_obj
def export(database: Path, product: str, *, period: date, region: str | None, out: Path, formats: tuple[str, ...],
           part: Part, **judged: Unpack[Judged]) -> None:  # fmt: skip
    """What people carry to the meeting: charts, Excel report, PowerPoint deck, bulletin, or all of it as a pack."""
    refuse_place(out, folder=product in _FOLDERS)
    desk = reading(database)
    scope = scope_of(desk, period=period, region=region, **judged)
    material = replace(gather(desk, scope), part=part)
    with click.progressbar(length=1, label=_("导出"), file=sys.stderr) as bar:
        try:
            said = write_product(product, material, out, formats, told_to(bar))
        except OSError as fault:
            raise click.BadParameter(cannot_write(out, fault), param_hint="--out") from fault
    if material.observations.empty or not (material.observations["period_end"] == pd.Timestamp(period)).any():
        click.echo(
            _("{period}没有报送数据，材料中的数为此前最近一期。").format(period=month_name(period)), err=True
        )
    for sentence in said:
        click.echo(sentence, err=True)
