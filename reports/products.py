"""The products by name, written to a path: what the command line and the export screen both call.

Owns the choice and the closing sentences; each product is made by its own module.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from pptx import Presentation

from data.places import readable, write_whole
from data.scope import Scope
from reports.bulletin import report_bulletin
from reports.deck import report_deck
from reports.figures import drawings, how_many
from reports.fonts import readiness
from reports.images import FORMATS, Told, bulletin_pictures, printed_names, silent, write_charts
from reports.material import MISSING, Material, Part, gather
from reports.pack import unfinished, write_pack, write_titles
from reports.workbook import report_workbook, sheet_names
from tracker import Desk
from wording.formats import number
from wording.translate import N_, _

PRODUCTS = ("charts", "workbook", "deck", "bulletin", "pack")
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product as a screen offers it: untranslated name and contents, file ending, type."""

    code: str
    name: str
    contents: str
    ending: str
    mime: str


CATALOGUE = (
    Product(
        code="bulletin", name=N_("通报"), ending="docx", mime=f"{_OFFICE}wordprocessingml.document",
        contents=N_("按 GB/T 9704—2012 排版：总体情况、滞后指标、主要问题、工作要求，附一览表和进展图"),
    ),
    Product(
        code="deck", name=N_("汇报幻灯片"), ending="pptx", mime=f"{_OFFICE}presentationml.presentation",
        contents=N_("总览、矩阵、各地区或领域、最需关注的目标；图表可直接编辑，备注有文件条款和数据出处"),
    ),
    Product(
        code="workbook", name=N_("Excel 报告"), ending="xlsx", mime=f"{_OFFICE}spreadsheetml.sheet",
        contents=N_("全部目标与灯、原生图表、筛选，另有目标分解、缺口构成、未报送、口径与规则各表"),
    ),
    Product(
        code="charts", name=N_("图片包"), ending="zip", mime="application/zip",
        contents=N_("当月图表的 PNG（300 dpi）、SVG、PDF，纸面版式，附图题；筛选到一个行业即只画该行业"),
    ),
    Product(
        code="pack", name=N_("全套材料"), ending="zip", mime="application/zip",
        contents=N_("以上全部，另有数据表和清单（校验值、截至月、数据时点、判定规则）"),
    ),
)  # fmt: skip

PARTS = {
    Part.ALL: N_("全部图表"),
    Part.SUMMARY: N_("总览、矩阵与各地区行业"),
    Part.SLIPPING: N_("只画滞后的目标"),
}


def write_product(
    product: str, material: Material, out: Path, formats: tuple[str, ...] = FORMATS, told: Told = silent
) -> tuple[str, ...]:
    """Write one product, a file or (charts, pack) a folder, and say what was written and what was left out.

    What is written is whole. Raises ImagesImpossibleError where charts are asked for and cannot be drawn, and
    BrowserLostError where the browser went away; nothing is written then.
    """
    match product:
        case "charts":
            return _write_charts(material, out, formats, told)
        case "pack":
            return _write_pack(material, out, formats, told)
        case _:
            write_whole(out, product_bytes(product, material))
            return (_("已写出 {place}。").format(place=readable(out)), *_without_pictures(product, material))


def _without_pictures(product: str, material: Material) -> tuple[str, ...]:
    """Why the bulletin has no charts, where this machine draws none."""
    if product != "bulletin":
        return ()
    return tuple(
        _("没有图片：{reason}").format(reason=reason) for reason in unable(printed_names(material))[:1]
    )


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
    done = write_charts(material, out, formats, told)
    write_titles(material, out)
    return (
        _("已写出 {place}，共 {n} 张图。").format(place=readable(out), n=len(done.paths)),
        *unfinished(done),
    )


def _write_pack(material: Material, out: Path, formats: tuple[str, ...], told: Told) -> tuple[str, ...]:
    pack = write_pack(material, out, formats, told)
    said = [_("已写出 {place}，清单见 manifest.json。").format(place=readable(out))]
    said += pack.left_out
    again = pack.manifest["compared_with_previous"]
    if isinstance(again, dict):
        same = again["numbers_identical"]
        said.append(_("与上一次的数值完全一致。") if same else _("与上一次的数值不一致，详见清单。"))
    return tuple(said)


def download(
    product: str, material: Material, formats: tuple[str, ...] = FORMATS, told: Told = silent
) -> bytes:
    """The product as one file for a browser; folders come as a zip."""
    if product not in {"charts", "pack"}:
        return product_bytes(product, material)
    with TemporaryDirectory() as place:
        folder = Path(place) / "out"
        write_product(product, material, folder, formats, told)
        return _zipped(folder)


def _zipped(folder: Path) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


def outline(product: str, material: Material) -> tuple[str, ...]:
    """What a product will say, line by line, before it is exported."""
    match product:
        case "bulletin":
            letter = Document(BytesIO(report_bulletin(material)))
            return tuple(paragraph.text for paragraph in letter.paragraphs if paragraph.text.strip())
        case "deck":
            deck = Presentation(BytesIO(report_deck(material)))
            return tuple(slide.shapes.title.text for slide in deck.slides if slide.shapes.title is not None)
        case "charts":
            return tuple(drawing.finding for drawing in drawings(material))
        case "workbook":
            return sheet_names()
        case _:
            return tuple(_(one.name) for one in CATALOGUE if one.code != "pack")


def unable(names: Iterable[str]) -> tuple[str, ...]:
    """Why this machine cannot draw charts with these names, in sentences; none when it can."""
    return tuple(f"{fault.message}{fault.remedy}" for fault in readiness(names).faults)


def gaps(material: Material) -> tuple[str, ...]:
    """What is missing in the figures before one should export, in sentences; none when all is there."""
    said: list[str] = []
    material = material.stated
    missing = int(material.progress["official_status"].isin(MISSING).sum())
    if missing:
        said.append(_("{n}项目标未报送或无法判定。").format(n=number(missing)))
    silent_rows = sum(not material.remark(row, "reason") for row in material.slipping)
    if silent_rows:
        said.append(
            _("{n}项滞后目标没有说明原因，通报的主要问题将缺少这些内容。").format(n=number(silent_rows))
        )
    if material.stamp.is_sample:
        said.append(_("材料含示例数据，各页均已注明，不得作为正式材料使用。"))
    return tuple(said)


def made(product: str, desk: Desk, scope: Scope, *, told: Told = silent,
         part: str = Part.ALL, formats: tuple[str, ...] = FORMATS) -> bytes:  # fmt: skip
    """The product of a view as one file; of the charts only a part, and only in some formats."""
    return download(product, replace(gather(desk, scope), part=Part(part)), formats, told)


def parts(material: Material) -> tuple[tuple[str, str, int], ...]:
    """Which parts of the charts can be asked for: code, untranslated name, how many charts."""
    return tuple((part.value, name, how_many(replace(material, part=part))) for part, name in PARTS.items())


def outlined(product: str, desk: Desk, scope: Scope) -> tuple[str, ...]:
    """What the product of a view will say."""
    return outline(product, gather(desk, scope))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Before the material of a view is exported: what is missing, the parts of its charts, and the names they print."""

    gaps: tuple[str, ...]
    parts: tuple[tuple[str, str, int], ...]
    names: tuple[str, ...]


def ahead(desk: Desk, scope: Scope) -> Ahead:
    """What can be said before an export from the figures alone; whether the machine can draw them says `unable`."""
    material = gather(desk, scope)
    return Ahead(
        gaps=gaps(material), parts=parts(material), names=tuple(dict.fromkeys(printed_names(material)))
    )
