"""What goes into a report: one frozen value gathered once, so that every product prints the same numbers.

Owns the gathering and the order of rows (what needs attention first). It computes no figure and words nothing
beyond the stamp that every product carries. Text is
rid of what no file can hold.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

import pandas as pd

import tracker
from data.scope import Scope
from metrics.aggregate import counted
from metrics.model import Outlook, Status
from metrics.status import load_rules
from reports.handed_down import contributions
from wording.formats import day, is_missing
from wording.labels import VINTAGE, Record, names, severity, vintage_word
from wording.translate import _, language, speaking

VERSION = "0.1.0"
SLIPPING = (Status.MISSED, Status.FAR_BEHIND, Status.BEHIND)
_NAMED = ("region", "sector", "top_sector", "indicator")
MISSING = (Status.NOT_REPORTED, Status.NOT_ASSESSABLE)


class Part(StrEnum):
    """Which of a month's charts are drawn: all, those that stand for many targets, or what slips."""

    ALL = "all"
    SUMMARY = "summary"
    SLIPPING = "slipping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What every product must say about itself: cut-off, knowledge, vintage, rules, and whether it is sample data."""

    as_of: date
    known_at: datetime
    place: str
    vintages: tuple[str, ...]
    rules: str
    rule_version: str
    rules_name: str
    is_sample: bool
    looks_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One month's material: judged targets worst first, what was reported, and the words sent with it.

    `progress` is the progress frame; `observations` one row per reported value with target_id; `said` the
    month's remarks by indicator, region and kind; `batches` the imports known by then; `regions` names and tiles;
    `handed` one row per target handed down to parts (tracker.reconcile); `gaps` who makes up each one's gap
    (reports.handed_down.contributions); `chinese` the same material in Chinese where this one speaks English; `part` which
    of its charts are drawn.
    """

    scope: Scope
    stamp: Stamp
    progress: pd.DataFrame
    observations: pd.DataFrame
    said: Mapping[tuple[str, str, str], str]
    batches: pd.DataFrame
    regions: pd.DataFrame
    handed: pd.DataFrame = field(default_factory=pd.DataFrame)
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    chinese: "Material | None" = None
    part: Part = Part.ALL

    @property
    def official(self) -> "Material":
        """The material as an official paper speaks of it: in Chinese."""
        return self.chinese or self

    @property
    def printable(self) -> "Material":
        """The same material in text that every file can hold."""
        return replace(
            self,
            progress=plain_frame(self.progress),
            handed=plain_frame(self.handed),
            gaps=plain_frame(self.gaps),
            said={key: plain(text) for key, text in self.said.items()},
        )

    @property
    def stated(self) -> "Material":
        """The same material of the targets that documents state; where there are none, of those handed down.

        Headlines, counts and the bulletin speak of these, as the overview on the screen does.
        """
        return replace(self, progress=counted(self.progress).reset_index(drop=True))

    def series(self, target_id: str) -> pd.DataFrame:
        """One row per value reported for the target, oldest first."""
        rows = self.observations[self.observations["target_id"] == target_id]
        return rows.sort_values(["period_end", "kind"], ignore_index=True)

    def remark(self, row: Record, kind: str) -> str:
        """The remark of a kind (`reason`, `next_step`, `note`) sent with the target this month; "" for none."""
        return self.said.get((str(row["indicator_code"]), str(row["region_code"]), kind), "")

    def rows(self, *statuses: str) -> Sequence[Record]:
        """Rows of the progress frame as records, worst first, of these statuses or of all."""
        frame = self.progress
        return records(frame[frame["official_status"].isin(statuses)] if statuses else frame)

    @property
    def slipping(self) -> Sequence[Record]:
        """The targets behind their pace or missed, worst first."""
        return self.rows(*SLIPPING)

    @property
    def doubtful(self) -> Sequence[Record]:
        """Targets whose light is good and whose projection is not: what a leader must know."""
        frame = self.progress
        bad = frame["outlook_status"].isin([Outlook.OFF_TRACK, Outlook.MOVING_AWAY])
        good = frame["official_status"].isin([Status.ON_PACE])
        return records(frame[bad & good & frame["landing"].notna() & frame["target"].notna()])

    @property
    def has_regions(self) -> bool:
        """Whether more than one region is in view."""
        return self.progress["region_code"].nunique() > 1


def gather(desk: tracker.Desk, scope: Scope) -> Material:
    """Everything the reports of a scope are made of, as known at scope.known_at, or else at the desk's moment."""
    if language() == "zh":
        return _gathered(desk, scope)
    with speaking("zh"):
        chinese = _gathered(desk, scope)
    return replace(_gathered(desk, scope), chinese=chinese)


def _gathered(desk: tracker.Desk, scope: Scope) -> Material:
    """The material in the language in use."""
    known_at = scope.known_at or desk.now
    batches = tracker.batches(desk, known_at)
    stated = tracker.targets(desk, scope)
    every = tracker.judged(desk, stated, replace(scope, status=None))
    month = tracker.lit(every, scope.status)
    causes = tracker.changed(desk, stated, month, scope)[["target_id", "cause"]]
    known = month.merge(causes, on="target_id", how="left")
    progress = by_need(spoken(known.assign(document=document_names(desk, known["document_id"]))))
    remarks = tracker.remarks(desk, scope)
    return Material(
        scope=scope,
        stamp=stamp(progress, scope, known_at, place_name(desk, scope.region)),
        progress=progress,
        observations=tracker.values(desk, progress, scope),
        said=remarks_of(remarks[remarks["batch_id"].isin(batches["batch_id"])], scope.as_of),
        batches=batches,
        regions=tracker.regions(desk),
        handed=by_need(spoken(tracker.reconciled(every))),
        gaps=contributions(progress),
    )


def document_names(desk: tracker.Desk, ids: "pd.Series[str]") -> list[str]:
    """What people call each document: its 文号, else its title in the language in use."""
    known = tracker.documents(desk).set_index("document_id")
    title = known["title" if language() == "zh" else "title_en"]
    names = known["number"].fillna(title.map(lambda text: _("《{title}》").format(title=text)))
    return [str(name) for name in ids.map(names)]


def remarks_of(remarks: pd.DataFrame, as_of: date) -> dict[tuple[str, str, str], str]:
    """The remarks sent with the month, by indicator, region and kind."""
    mine = remarks[remarks["period_end"] == pd.Timestamp(as_of)] if len(remarks) else remarks
    return {
        (row["indicator_code"], row["region_code"], row["kind"]): str(row["text"]).strip()
        for row in mine.to_dict("records")
    }


def spoken(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its names in the language in use, so that every product calls things alike."""
    if language() == "zh":
        return frame
    said = {field: names(frame, field) for field in _NAMED if field in frame}
    short = {"region_short": said["region"]} if "region" in said else {}
    leads = {"lead_units": frame["lead_units_en"]} if "lead_units_en" in frame else {}
    return frame.assign(**said, **short, **leads)


def place_name(desk: tracker.Desk, region: str | None) -> str:
    """The region's full name in the language in use; "" when the scope has none."""
    if region is None:
        return ""
    regions = tracker.regions(desk).set_index("region_code")
    return str(regions.loc[region, "name" if language() == "zh" else "name_en"])


def stamp(progress: pd.DataFrame, scope: Scope, known_at: datetime, place: str) -> Stamp:
    """The stamp of a progress frame."""
    rules = load_rules(scope.rules)
    vintages = progress["vintage"].dropna().unique() if "vintage" in progress else ()
    return Stamp(
        as_of=scope.as_of,
        known_at=known_at,
        place=place,
        vintages=tuple(vintage for vintage in VINTAGE if vintage in set(vintages)),
        rules=rules.code,
        rule_version=rules.version,
        rules_name=rules.name if language() == "zh" else rules.name_en,
        is_sample=bool(progress["is_sample"].any()),
        looks_back=scope.known_at is not None,
    )


def stamp_line(stamped: Stamp) -> str:
    """The stamp in one line: source, sample data, cut-off, vintage, rule set, known when."""
    parts = [_("数据来源：{source}").format(source=_("各单位月报"))]
    if stamped.is_sample:
        parts.append(sample_words())
    parts.append(_("截至{day}").format(day=day(stamped.as_of)))
    if stamped.vintages:
        parts.append(_("、").join(vintage_word(vintage) for vintage in stamped.vintages))
    parts.append(_("判定规则 {rules}").format(rules=f"{stamped.rules_name} {stamped.rule_version}".strip()))
    moment = f"{stamped.known_at:%Y-%m-%d %H:%M}"
    said = _("回看：只含{moment}以前导入的数据") if stamped.looks_back else _("数据时点 {moment}")
    parts.append(said.format(moment=moment))
    return " · ".join(parts)


def sample_words() -> str:
    """How sample data are called wherever they are printed."""
    return _("示例数据（数值为虚构）")


def by_need(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order a leader needs them: worst light first, then the widest gap to the pace.

    Within a light, targets whose outlook contradicts it come first, and stated targets before the parts handed
    down from them; missing gaps last; ties by target_id.
    """
    keyed = frame.assign(
        _severity=frame["official_status"].map(severity),
        _agrees=~frame["disagrees"].fillna(value=False).astype(bool),
        _share=frame["is_handed_down"].astype(bool),
        _gap=frame["lag_pp"].astype(float),
    )
    keyed = keyed.sort_values(
        ["_severity", "_agrees", "_share", "_gap", "target_id"], na_position="last", ignore_index=True
    )
    return keyed.drop(columns=["_severity", "_agrees", "_share", "_gap"])


def records(frame: pd.DataFrame) -> Sequence[Record]:
    """One dictionary per row."""
    return frame.to_dict("records")


def place_of(row: Record) -> str:
    """The region of a row as short as people say it."""
    return text_of(row, "region_short") or text_of(row, "region")


def organisations_of(row: Record, column: str = "lead_units") -> str:
    """Responsible organisations in a row, joined; "" where none is named."""
    names = row.get(column)
    return _("、").join(str(name) for name in names) if isinstance(names, (tuple, list)) else ""


def text_of(row: Mapping[object, object], column: str) -> str:
    """The text of a column, "" where it is missing."""
    value = row.get(column)
    return "" if value is None or is_missing(value) else str(value)


def cell_of(row: Record) -> str:
    """Where the actual came from: file, sheet and cell; "" where nothing was reported."""
    parts = [text_of(row, "source_file"), text_of(row, "sheet")]
    where = " ".join(part for part in parts if part)
    return f"{where}!{text_of(row, 'cell')}" if where else ""


def judged_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows a bullet can be drawn of, in their order: a completion, or for a growth rate its distance."""
    return frame[frame["completion"].notna() | frame["lag_pp"].notna()]


def matrix_finding(frame: pd.DataFrame) -> str:
    """What a matrix of sectors shows, as the overview on the screen says it."""
    worst = frame.loc[frame["official_status"] == Status.FAR_BEHIND, "top_sector"].nunique()
    return _("{n}个行业中{worst}个有严重滞后的目标").format(n=frame["top_sector"].nunique(), worst=worst)


def grouping(material: Material) -> tuple[str, str]:
    """Column and head by which the overview counts: regions where there are several, else sectors."""
    return ("region", _("地区")) if material.has_regions else ("top_sector", _("领域"))


def clause_of(row: Record) -> str:
    """The document and the clause a target comes from."""
    document = text_of(row, "document") or text_of(row, "document_id")
    return " ".join(part for part in (document, text_of(row, "clause")) if part)


def labelled(frame: pd.DataFrame, material: Material) -> pd.DataFrame:
    """The rows with the region before the indicator where several regions are in view."""
    if not material.has_regions or frame.empty:
        return frame
    names = [
        _("{region}{indicator}").format(region=place_of(row), indicator=text_of(row, "indicator"))
        for row in records(frame)
    ]
    return frame.assign(indicator=names)


# Controls but tab and line ends, halves of a pair, and the two code points that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


def plain(text: str) -> str:
    """The text with a space for every run of forbidden characters, none at its ends."""
    return _FORBIDDEN.sub(" ", text).strip() if _FORBIDDEN.search(text) else text


def plain_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts, and those in its tuples, made plain; the same frame where they are already."""
    mended = {name: column for name in frame.columns if (column := _plain_column(frame[name])) is not None}
    if not mended:
        return frame
    copy = frame.copy(deep=False)
    for name, column in mended.items():
        copy[name] = pd.Series(column, index=frame.index, dtype=object)
    return copy


def _plain_column(values: "pd.Series[str]") -> list[object] | None:
    """The column made plain; None where there is nothing to mend."""
    if not (pd.api.types.is_object_dtype(values) or pd.api.types.is_string_dtype(values)):
        return None
    before = list(values)
    after = [_plain_cell(value) for value in before]
    return after if any(one is not other for one, other in zip(after, before, strict=True)) else None


def _plain_cell(value: object) -> object:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple) and any(isinstance(part, str) and _FORBIDDEN.search(part) for part in value):
        return tuple(_plain_cell(part) for part in value)
    return value
