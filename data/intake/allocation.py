"""Hands targets down: writes the decomposition form, checks one that comes back, commits its shares.

Owns what an allocation import writes. `check` writes nothing; `commit` writes one batch or nothing; a later
form replaces only the shares it states, and voiding its batch brings the earlier ones back.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO

import pandas as pd

from data.intake import matching
from data.intake.decomposition import Expected, Parent, Share, identity, read, sums
from data.intake.previews import Difference, Preview, counted
from data.problems import Problem, problem, rejects, warns
from data.store import Store
from data.workbooks import preflight, reader
from data.workbooks.decomposition import KIND, VERSION, DecompositionForm, District, write_decomposition
from metrics.model import Basis, Comparator

BATCH_KIND = "decomposition"
HANDED_DOWN = {Basis.LEVEL, Basis.INCREMENT, Basis.FLOW}
_MARK = rb"kind(?:\"|&quot;)\s*:\s*(?:\"|&quot;)"
_MARK_LIMIT = 8 * 1024 * 1024

Row = Mapping[str, object]
Handed = tuple[str, str]  # a target and the district that takes a share of it


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Which file is checked, and the store's version it is compared with."""

    name: str
    sha256: str
    compared: int


def recognises(content: bytes, kind: str = KIND) -> bool:
    """Whether the bytes are one of our forms of this kind; a look at the texts, nothing is opened."""
    if content.startswith(preflight.OLE):
        return any(mark in content for mark in (f'"{kind}"'.encode("utf-16-le"), f'"{kind}"'.encode()))
    mark = re.compile(_MARK + kind.encode())
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = [name for name in parts.namelist() if name == "xl/sharedStrings.xml" or "/sheet" in name]
            return any(mark.search(parts.open(name).read(_MARK_LIMIT)) for name in names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return False


def write_form(
    store: Store,
    region_code: str,
    out: str | Path | BinaryIO,
    *,
    is_sample: bool = False,
    shares: Mapping[Handed, float] | None = None,
) -> int:
    """Write the region's form with the shares given, else those that stand; the number of targets in it."""
    names = {str(row["region_code"]): str(row["name"]) for row in store.rows("regions")}
    parents, districts = _parents(store, region_code), _districts(store, region_code)
    known = {key: float(value) for key, value in (shares or _standing(store)).items()}
    form = DecompositionForm(
        region_code=region_code,
        region_name=names[region_code],
        districts=tuple(District(region_code=code, name=name) for code, name in districts.items()),
        is_sample=is_sample,
    )
    records = [_form_row(row, districts, known) for row in parents]
    write_decomposition(pd.DataFrame(records), form, out)
    return len(records)


def divisible(store: Store, region_code: str) -> bool:
    """Whether a region has targets to hand down and districts to take them."""
    return bool(_districts(store, region_code)) and bool(_parents(store, region_code))


def _form_row(row: Row, districts: Iterable[str], known: Mapping[Handed, float]) -> dict[str, object]:
    target_id = str(row["target_id"])
    shown = ("target_id", "indicator", "clause", "comparator")
    return (
        {name: row[name] for name in shown}
        | {"unit": row["indicator_unit"], "target": float(str(row["value_normal"]))}
        | {code: known[target_id, code] for code in districts if (target_id, code) in known}
    )


def check(store: Store, source: bytes | str | Path, file_name: str | None = None) -> Preview:
    """Read a form and say what importing it would do. Writes nothing; mistakes are problems."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = PurePath(file_name or (str(source) if not isinstance(source, bytes) else "")).name
    file = File(name=name, sha256=hashlib.sha256(content).hexdigest(), compared=store.version)
    if standing := store.rows("batch_by_content", digest=file.sha256):
        return already(file, standing[-1])
    reading = reader.read(content, name)
    found, book = list(reading.problems), reading.book
    if book is None:
        return preview_of(file, found or [problem("D01")])
    about = identity(book)
    if about is None:
        return preview_of(file, [*found, problem("D01")])
    expected = _expected(store, about.region_code)
    if expected is None:
        owner = problem("D08", value=about.region_name, owner=about.region_name)
        return preview_of(file, [*found, owner])
    shares = read(book, about, expected)
    found.extend(shares.problems)
    standing_shares = _standing(store)
    found.extend(_sums(shares.shares, standing_shares))
    differences = [_difference(share, expected, standing_shares) for share in shares.shares]
    return preview_of(file, found, differences, region=about.region_name, is_sample=about.is_sample)


def _parents(store: Store, region_code: str) -> list[Row]:
    """The region's own targets with a number that districts can add up to, in the order of the documents."""
    stated = store.rows("targets", region=region_code, sector=None, unit=None, known_at=None)
    return [
        row
        for row in stated
        if row["region_code"] == region_code
        and row["additive"]
        and row["value_normal"] is not None
        and row["basis"] in HANDED_DOWN
        and not row["is_allocated"]
    ]


def _districts(store: Store, region_code: str) -> dict[str, str]:
    """The region's children by code, with short names, in code order."""
    children = (row for row in store.rows("regions") if row["parent_code"] == region_code)
    return {
        str(row["region_code"]): str(row["short_name"])
        for row in sorted(children, key=lambda row: str(row["region_code"]))
    }


def _expected(store: Store, region_code: str) -> Expected | None:
    names = matching.load(store)
    if region_code not in names.regions:
        return None
    parents = {
        str(row["target_id"]): Parent(
            target_id=str(row["target_id"]),
            indicator=str(row["indicator"]),
            unit=str(row["indicator_unit"]),
            comparator=Comparator(str(row["comparator"])),
            value=Decimal(str(row["value_normal"])),
        )
        for row in _parents(store, region_code)
    }
    name = names.regions[region_code].name
    return Expected(region_name=name, parents=parents, districts=_districts(store, region_code), names=names)


def _standing(store: Store) -> dict[Handed, Decimal]:
    """The share that stands, by parent target and district."""
    return {
        (str(row["parent_target_id"]), str(row["region_code"])): Decimal(str(row["value"]))
        for row in store.rows("allocations")
    }


def _sums(shares: list[Share], standing: Mapping[Handed, Decimal]) -> list[Problem]:
    """Hold each target against its shares: those of the form over those that stand."""
    found: list[Problem] = []
    for target_id in dict.fromkeys(share.parent.target_id for share in shares):
        own = [share for share in shares if share.parent.target_id == target_id]
        together = {code: value for (parent, code), value in standing.items() if parent == target_id}
        together |= {share.region_code: share.value for share in own}
        found.extend(sums(own[0].parent, together, own[0].sheet, own[0].cell))
    return found


def _difference(share: Share, expected: Expected, standing: Mapping[Handed, Decimal]) -> Difference:
    old = standing.get((share.parent.target_id, share.region_code))
    return Difference(
        kind=BATCH_KIND, region_code=share.region_code, old=old, new=share.value, state=state_of(old, share.value),
        sheet=share.sheet, cell=share.cell, raw_text=share.raw_text, raw_unit=share.parent.unit,
        indicator=share.parent.indicator, region=expected.districts[share.region_code], unit=share.parent.unit,
        target_id=share.parent.target_id,
    )  # fmt: skip


def state_of(old: Decimal | None, new: Decimal) -> str:
    """What a value would do to the one that stands: new, same or changed."""
    return "new" if old is None else "same" if old == new else "changed"


def preview_of(
    file: File,
    found: list[Problem],
    differences: Sequence[Difference] = (),
    *,
    region: str = "",
    is_sample: bool = False,
    kind: str = BATCH_KIND,
    version: str = VERSION,
) -> Preview:
    """What importing would do: the differences unless something rejects them, and every problem once."""
    status = "rejected" if rejects(found) else "needs_confirmation" if warns(found) else "ready"
    kept = () if status == "rejected" else tuple(differences)
    return Preview(
        file_name=file.name,
        sha256=file.sha256,
        compared=file.compared,
        differences=kept,
        found=counted(kept),
        problems=tuple(dict.fromkeys(found)),
        status=status,
        unit_name=region,
        kind=kind,
        is_sample=is_sample,
        template_version=version,
    )


def already(file: File, standing: Row) -> Preview:
    """The preview of bytes that stand imported already."""
    when = f"{standing['imported_at']:%Y-%m-%d %H:%M}"
    found = problem(
        "F17", value=file.name, when=when, who=standing["imported_by"], batch=standing["batch_id"]
    )
    return Preview(
        file_name=file.name,
        sha256=file.sha256,
        compared=file.compared,
        found={},
        problems=(found,),
        status="already_imported",
        kind=BATCH_KIND,
        batch_id=int(str(standing["batch_id"])),
    )
