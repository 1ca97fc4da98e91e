"""The products by name, written to a path: what the command line and the export screen both call.

Owns the choice and the closing sentences; each product is made by its own module.
"""

from pathlib import Path

from reports.bulletin import report_bulletin
from reports.deck import report_deck
from reports.images import FORMATS, Told, bulletin_pictures, silent, write_charts
from reports.material import Material
from reports.pack import write_pack, write_titles
from reports.workbook import report_workbook
from wording.translate import _

PRODUCTS = ("charts", "workbook", "deck", "bulletin", "pack")


def write_product(
    product: str, material: Material, out: Path, formats: tuple[str, ...] = FORMATS, told: Told = silent
) -> tuple[str, ...]:
    """Write one product, a file or (charts, pack) a folder, and say what was written and what was left out.

    Raises ImagesImpossibleError where charts are asked for and cannot be drawn.
    """
    match product:
        case "charts":
            return _write_charts(material, out, formats, told)
        case "pack":
            return _write_pack(material, out, formats, told)
        case _:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(product_bytes(product, material))
            return (_("已写出 {place}。").format(place=out),)


def product_bytes(product: str, material: Material) -> bytes:
    """One office file: workbook, deck, or bulletin (without pictures where none can be drawn)."""
    match product:
        case "workbook":
            return report_workbook(material)
        case "deck":
            return report_deck(material)
        case _:
            return report_bulletin(material, bulletin_pictures(material))


def _write_charts(material: Material, out: Path, formats: tuple[str, ...], told: Told) -> tuple[str, ...]:
    written = write_charts(material, out, formats, told)
    write_titles(material, out)
    return (_("已写出 {place}，共 {n} 张图。").format(place=out, n=len(written)),)


def _write_pack(material: Material, out: Path, formats: tuple[str, ...], told: Told) -> tuple[str, ...]:
    pack = write_pack(material, out, formats, told)
    said = [_("已写出 {place}，清单见 manifest.json。").format(place=out)]
    said += [_("没有图片：{reason}").format(reason=reason) for reason in pack.left_out]
    again = pack.manifest["compared_with_previous"]
    if isinstance(again, dict):
        same = again["numbers_identical"]
        said.append(_("与上一次的数值完全一致。") if same else _("与上一次的数值不一致，详见清单。"))
    return tuple(said)
