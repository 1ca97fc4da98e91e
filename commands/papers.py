"""The command that writes what people carry to the meeting."""

import errno
import os
import sys
from datetime import date
from pathlib import Path
from typing import Unpack

import click
import pandas as pd

from commands.shared import PERIOD, Judged, code_of, now, reading, rules_option, told_to
from data.scope import Scope
from reports.images import FORMATS
from reports.material import gather
from reports.products import PRODUCTS, write_product
from wording.formats import period as month_name
from wording.translate import _

_FOLDERS = ("charts", "pack")


def refuse_place(product: str, out: Path) -> None:
    """Wrong usage, before any work, where the product cannot be written to the path."""
    folder = out if product in _FOLDERS else out.parent
    if product not in _FOLDERS and out.is_dir():
        raise click.BadParameter(_("{place} 是文件夹，请写出文件名。").format(place=out), param_hint="--out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise click.BadParameter(cannot_write(out, fault), param_hint="--out") from fault
    if not os.access(folder, os.W_OK):
        raise click.BadParameter(cannot_write(out, PermissionError()), param_hint="--out")


def cannot_write(out: Path, fault: OSError) -> str:
    """Why nothing can be written there, in a sentence."""
    match fault:
        case PermissionError():
            why = _("没有写入权限")
        case FileExistsError() | NotADirectoryError():
            why = _("上级是文件，不是文件夹")
        case OSError(errno=errno.ENOSPC):
            why = _("磁盘已满")
        case FileNotFoundError():
            why = _("文件夹不存在，也不能新建")
        case _unknown:
            why = _("系统错误 {n}").format(n=fault.errno)
    return _("无法写入 {place}：{why}。请换一个位置后重试。").format(place=out, why=why)


@click.command()
@click.argument("product", type=click.Choice(PRODUCTS))
@click.option("--period", type=PERIOD, required=True, help="the month, such as 2024-06")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the file or folder to write")
@click.option("--region", help="a region by name or code; all below it are included")
@rules_option
@click.option("--known-at", type=click.DateTime(), help="as it was known at this moment")
@click.option(
    "--image", "formats", type=click.Choice(FORMATS), multiple=True, default=FORMATS, help="image formats"
)
@click.pass_obj
def export(database: Path, product: str, *, period: date, region: str | None, out: Path, formats: tuple[str, ...],
           **judged: Unpack[Judged]) -> None:  # fmt: skip
    """What people carry to the meeting: charts, Excel report, PowerPoint deck, bulletin, or all of it as a pack."""
    refuse_place(product, out)
    store = reading(database)
    code = code_of(store, "regions", "region_code", region, "--region")
    material = gather(store, Scope(as_of=period, region=code, **judged), now())
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
