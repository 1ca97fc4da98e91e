"""A target's whole trail: the document and the clause, how its words were read, where its baseline comes from,
and the targets it belongs with.

Joins rows that are already loaded; it judges nothing and words nothing.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from intake.documents.reading import clean
from metrics.model import Comparator, Strength

Row = Mapping[Hashable, Any]

_BEHIND = {
    Comparator.AT_LEAST: "以上|余|多",
    Comparator.AT_MOST: "以内|以下",
    Comparator.ABOUT: "左右|上下",
}
_BEFORE = {
    Comparator.AT_LEAST: "不低于|不少于|达到|超过|突破|保持|达|超",
    Comparator.AT_MOST: "控制在|不超过|不高于|低于",
    Comparator.ABOUT: "约|近",
}
_STRIVING = re.compile("力争|争取|努力实现")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How the words of the excerpt were taken: each as written (empty where the document is silent) and as meant."""

    comparator_word: str
    comparator: str
    strength_word: str
    strength: str
    value: float | None
    value_high: float | None
    unit: str
    normal: float | None
    normal_high: float | None
    normal_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A start value with the statement it comes from: a clause of a document, or a publication's address."""

    value: float
    unit: str
    on: date | None
    source: str
    address: str
    clause: str
    excerpt: str
    document_id: str
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything a target rests on and belongs with; relatives are rows of the targets frame, `stated` of the facts."""

    target: Row
    document: Row
    readings: Readings
    baseline: Baseline | None
    part_of: pd.DataFrame
    parts: pd.DataFrame
    supersedes: pd.DataFrame
    superseded_by: pd.DataFrame
    earlier: pd.DataFrame
    later: pd.DataFrame
    stated: pd.DataFrame

    @property
    def relatives(self) -> dict[str, pd.DataFrame]:
        """The targets it belongs with by how, those without any left out."""
        names = ("part_of", "parts", "supersedes", "superseded_by", "earlier", "later")
        every = {name: getattr(self, name) for name in names}
        return {name: rows for name, rows in every.items() if not rows.empty}


def follow(
    targets: pd.DataFrame, documents: pd.DataFrame, facts: pd.DataFrame, target_id: str
) -> Trail | None:
    """The trail of one target among all targets; None when there is none of that name."""
    own = targets[targets["target_id"] == target_id]
    if own.empty:
        return None
    target = own.iloc[0].to_dict()
    others = targets[targets["target_id"] != target_id]
    same = others[
        (others["indicator_code"] == target["indicator_code"])
        & (others["region_code"] == target["region_code"])
    ]
    return Trail(
        target=target,
        document=documents[documents["document_id"] == target["document_id"]].iloc[0].to_dict(),
        readings=_readings(target),
        baseline=_baseline(target, facts),
        part_of=others[others["target_id"] == target["part_of"]],
        parts=others[others["part_of"] == target_id],
        supersedes=others[others["target_id"] == target["supersedes"]],
        superseded_by=others[others["supersedes"] == target_id],
        earlier=same[same["deadline"] < target["deadline"]].sort_values("deadline"),
        later=same[same["deadline"] > target["deadline"]].sort_values("deadline"),
        stated=_stated(target, facts),
    )


def comparator_word(excerpt: str, number_text: object, comparator: str) -> str:
    """The words beside the number that bound it, simplified; empty for a bare number."""
    if not isinstance(number_text, str) or not number_text or number_text not in excerpt:
        return ""
    before, _, after = excerpt.partition(number_text)
    number = clean(number_text)
    behind = clean(number_text + after).removeprefix(number).lstrip()
    bound = Comparator(comparator)
    found = re.match(_BEHIND.get(bound, "$^"), behind)
    if found is None:
        phrase = re.split(r"[,，。;；:：]", clean(before))[-1]
        found = next(iter(re.finditer(_BEFORE.get(bound, "$^"), phrase)), None)
    if found is None and bound is Comparator.ABOUT:
        found = re.match(_BEFORE[bound], number)
    return found[0] if found else ""


def _readings(target: Row) -> Readings:
    striving = _STRIVING.search(clean(str(target["excerpt"])))
    return Readings(
        comparator_word=comparator_word(
            str(target["excerpt"]), target["number_text"], str(target["comparator"])
        ),
        comparator=str(target["comparator"]),
        strength_word=striving[0] if striving and target["strength"] == Strength.STRIVE else "",
        strength=str(target["strength"]),
        value=_float(target["value"]),
        value_high=_float(target["value_high"]),
        unit=str(target["unit"]),
        normal=_float(target["value_normal"]),
        normal_high=_float(target["value_high_normal"]),
        normal_unit=str(target["indicator_unit"]),
    )


def _stated(target: Row, facts: pd.DataFrame) -> pd.DataFrame:
    """What documents and publications say of the same indicator in the same region, oldest first."""
    here = facts["region_code"] == target["region_code"]
    same: pd.DataFrame = facts[here & (facts["indicator_code"] == target["indicator_code"])]
    return same.sort_values(["period_end", "fact_id"])


def _baseline(target: Row, facts: pd.DataFrame) -> Baseline | None:
    value = _float(target["baseline_value"])
    if value is None:
        return None
    source = facts[facts["fact_id"] == target["baseline_source"]]
    fact: Row = {} if source.empty else source.iloc[0].to_dict()
    on = target["baseline_on"]
    origin = _text(fact.get("source"))
    return Baseline(
        value=value,
        unit=str(target["baseline_unit"]),
        on=on.date() if isinstance(on, pd.Timestamp) else None,
        source=_text(target["baseline_source"]),
        address=origin if origin.startswith(("http://", "https://")) else "",
        clause=_text(fact.get("clause")),
        excerpt=_text(fact.get("excerpt")),
        document_id=_text(fact.get("document_id")),
        quality=_text(fact.get("source_quality")),
    )


def _float(value: object) -> float | None:
    return None if not isinstance(value, int | float) or value != value else float(value)  # noqa: PLR0124 NaN is unequal to itself


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
