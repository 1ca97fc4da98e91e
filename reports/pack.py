"""The month's whole pack in one folder, with a manifest that lets anyone check it and make it again.

Owns which products there are and what the manifest says: hashes, cut-off, moment of knowledge, rule set, version.
Made again from the same database and moment the numbers are identical, and the manifest says whether they were.
"""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from data.listing import LIST_SEPARATOR, PROGRESS_COLUMNS
from data.places import whole
from reports.bulletin import report_bulletin
from reports.deck import report_deck
from reports.figures import drawings
from reports.images import (
    FORMATS,
    ImagesImpossibleError,
    Told,
    Written,
    bulletin_pictures,
    silent,
    write_charts,
)
from reports.material import VERSION, Material
from reports.workbook import report_workbook
from wording.formats import number
from wording.translate import _, language

MANIFEST = "manifest.json"
NUMBERS = "progress.csv"
CHARTS = "charts"
_PART = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What was written: the folder, its manifest, and why images were left out, if they were."""

    folder: Path
    manifest: Mapping[str, object]
    left_out: tuple[str, ...]


def write_pack(
    material: Material, folder: Path, formats: tuple[str, ...] = FORMATS, told: Told = silent
) -> Pack:
    """Everything for the meeting into the folder; images are left out, with the reason, where none can be drawn.

    The folder gets the whole pack at the end. Raises BrowserLostError, and then it is as it was.
    """
    before = read_manifest(folder)
    with whole(folder) as place:
        (place / NUMBERS).write_bytes(numbers(material))
        (place / "report.xlsx").write_bytes(report_workbook(material))
        (place / "deck.pptx").write_bytes(report_deck(material))
        charts, left_out = _images(material, place / CHARTS, formats, told)
        pictures = bulletin_pictures(material) if charts else []
        (place / "bulletin.docx").write_bytes(report_bulletin(material, pictures))
        office = (place / name for name in (NUMBERS, "report.xlsx", "deck.pptx", "bulletin.docx"))
        manifest = describe(material, place, [*office, *charts], left_out)
        manifest["compared_with_previous"] = compare(before, manifest)
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (place / MANIFEST).write_text(text, encoding="utf-8")
        _clear(folder, before)
    return Pack(folder=folder, manifest=manifest, left_out=left_out)


def _clear(folder: Path, before: Mapping[str, object] | None) -> None:
    """Take away the charts of the pack that is made again; whatever else lies there is not ours."""
    for path in _hashes(before) if before is not None else ():
        if Path(path).parent == Path(CHARTS):
            (folder / path).unlink(missing_ok=True)


def _images(
    material: Material, charts: Path, formats: tuple[str, ...], told: Told
) -> tuple[list[Path], tuple[str, ...]]:
    """The charts and their list of titles; or none and the reason where they cannot be drawn."""
    try:
        done = write_charts(material, charts, formats, told)
    except ImagesImpossibleError as fault:
        return [], (_("没有图片：{reason}").format(reason=fault),)
    return [*done.paths, write_titles(material, charts)], unfinished(done)


def unfinished(done: Written) -> tuple[str, ...]:
    """The sentence on charts that could not be drawn while the others were; none where all are there."""
    if not done.undrawn:
        return ()
    names = LIST_SEPARATOR.join(done.undrawn)
    return (_("有{n}张图没能画出：{names}").format(n=number(len(done.undrawn)), names=names),)


def write_titles(material: Material, charts: Path) -> Path:
    """The 图题 and the words of every chart, which on paper stand outside the picture."""
    rows = [(drawing.name, drawing.finding, drawing.alt) for drawing in drawings(material)]
    charts.mkdir(parents=True, exist_ok=True)
    titles = charts / "titles.csv"
    titles.write_bytes(_csv([("file", "title", "text"), *rows]))
    return titles


def numbers(material: Material) -> bytes:
    """The progress table as CSV: every number at full precision, so that two packs can be compared.

    Names are Chinese in every language, so that the language of a pack does not make its numbers look different.
    """
    frame = material.official.progress.sort_values("target_id")[list(PROGRESS_COLUMNS)]
    return frame.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode()


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()  # the mark by which Excel knows it is UTF-8


def describe(
    material: Material, folder: Path, files: Sequence[Path], left_out: tuple[str, ...]
) -> dict[str, object]:
    """The manifest of the files written into the folder; the same in every language but for that language's code."""
    stamp = material.official.stamp
    return {
        "program": f"Xushi {VERSION}",
        "as_of": stamp.as_of.isoformat(),
        "known_at": stamp.known_at.isoformat(),
        "language": language(),
        "region": stamp.place,
        "rules": {"code": stamp.rules, "version": stamp.rule_version, "name": stamp.rules_name},
        "vintages": list(stamp.vintages),
        "is_sample": stamp.is_sample,
        "targets": len(material.progress),
        "batches": [int(batch) for batch in material.batches["batch_id"]],
        "numbers_sha256": hashlib.sha256(numbers(material)).hexdigest(),
        "files": [
            {
                "path": path.relative_to(folder).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": digest(path),
            }
            for path in sorted(files)
        ],
        "left_out": list(left_out),
    }


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(_PART):
            found.update(part)
    return found.hexdigest()


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a pack already there; None where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "files" in found else None


def compare(before: dict[str, object] | None, now: dict[str, object]) -> dict[str, object] | None:
    """Whether a pack made again has the same input, numbers and files as the one it replaces; None for a first."""
    if before is None:
        return None
    old, new = _hashes(before), _hashes(now)
    return {
        "same_cut_off_and_moment": all(
            before.get(key) == now.get(key) for key in ("as_of", "known_at", "region", "rules")
        ),
        "numbers_identical": before.get("numbers_sha256") == now["numbers_sha256"],
        "files_identical": sorted(path for path in old.keys() & new.keys() if old[path] == new[path]),
        "files_different": sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)),
    }


def _hashes(manifest: Mapping[str, object]) -> dict[str, str]:
    files = manifest["files"]
    return {file["path"]: file["sha256"] for file in files} if isinstance(files, list) else {}
