"""The organisations of a view: what each leads and supports, whether it reports on time, and the delays with their reasons."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

import pandas as pd

from charts.rows import worst_first
from data.scope import Scope
from metrics.model import SLIPPING

_GOVERNMENT = "region_government"
_IN_TIME = ("on_time", "corrected")


def whole(seen: Scope) -> Scope:
    """The scope over every organisation and light."""
    return replace(seen, organisation=None, status=None)


def led(facts: pd.DataFrame) -> pd.DataFrame:
    """The targets somebody leads."""
    return facts[facts["lead_codes"].map(len) > 0]


def led_by(facts: pd.DataFrame, organisation: str | None) -> pd.DataFrame:
    """The targets an organisation leads."""
    return facts[facts["lead_codes"].map(lambda codes: organisation in codes)]


def accountable(facts: pd.DataFrame, organisation: str | None) -> pd.DataFrame:
    """The targets whose delays are to be explained: of an organisation those it leads, else all."""
    return facts if organisation is None else led_by(facts, organisation)


def supported_by(facts: pd.DataFrame, organisation: str | None) -> pd.DataFrame:
    """Of the targets an organisation answers for, those it does not lead."""
    return facts[facts["lead_codes"].map(lambda codes: organisation not in codes)]


def governments(organisations: pd.DataFrame) -> set[str]:
    """The codes of the region governments, which lead what was handed down to them."""
    return set(organisations.loc[organisations["kind"] == _GOVERNMENT, "organisation_code"])


def compared(
    organisations: pd.DataFrame, regions: pd.DataFrame, covers: Callable[[str | None], bool]
) -> set[str]:
    """The codes of the organisations that can be ranked: all they and their like answer for is seen.

    A government's like are those under the same region, a department's those of its own.
    """
    parents = regions.set_index("region_code")["parent_code"]
    among = organisations["region_code"].where(
        organisations["kind"] != _GOVERNMENT, organisations["region_code"].map(parents)
    )
    seen = [covers(region if isinstance(region, str) else None) for region in among]
    return set(organisations.loc[seen, "organisation_code"])


def supports(facts: pd.DataFrame) -> dict[str, int]:
    """How many targets each organisation supports."""
    others = [
        code
        for every, leads in zip(facts["unit_codes"], facts["lead_codes"], strict=True)
        for code in every
        if code not in leads
    ]
    return dict(Counter(others))


def reported(returns: pd.DataFrame, month: date) -> dict[str, tuple[int, int, bool]]:
    """Of each organisation: months reported on time, months owed, and whether this month's report is missing."""
    owed = returns[(returns["period_end"] <= pd.Timestamp(month)) & (returns["status"] != "pending")]
    found = {}
    for code, rows in owed.groupby("organisation_code"):
        last = rows[rows["period_end"] == pd.Timestamp(month)]
        absent = bool((last["status"] == "missing").any())
        found[str(code)] = (int(rows["status"].isin(_IN_TIME).sum()), len(rows), absent)
    return found


def delays(facts: pd.DataFrame, remarks: pd.DataFrame, month: date) -> pd.DataFrame:
    """The slipping targets with this month's reason and next step; those without a reason first, then the worst."""
    late = worst_first(facts[facts["official_status"].isin(SLIPPING)])
    keys = ["indicator_code", "region_code"]
    latest = remarks[remarks["period_end"] == pd.Timestamp(month)]
    for kind in ("reason", "next_step"):
        said = latest[latest["kind"] == kind][[*keys, "text"]].rename(columns={"text": f"said_{kind}"})
        late = late.merge(said.drop_duplicates(keys), on=keys, how="left")
    return late.sort_values("said_reason", key=lambda text: text.notna(), kind="stable")


def silent(late: pd.DataFrame) -> dict[str, int]:
    """How many delays of each lead organisation are without a reason."""
    codes = late.loc[late["said_reason"].isna(), "lead_codes"].explode().value_counts()
    return {str(code): int(n) for code, n in codes.items()}


def among(facts: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """The targets that one of these organisations leads, with only these as their leads."""
    pairs = [
        [(code, name) for code, name in zip(leads, names, strict=False) if code in codes]
        for leads, names in zip(facts["lead_codes"], facts["lead_units"], strict=True)
    ]
    codes_only = [tuple(code for code, _name in pair) for pair in pairs]
    names_only = [tuple(name for _code, name in pair) for pair in pairs]
    return led(
        facts.assign(
            lead_codes=pd.Series(codes_only, index=facts.index, dtype=object),
            lead_units=pd.Series(names_only, index=facts.index, dtype=object),
        )
    )


def leading(facts: pd.DataFrame) -> set[str]:
    """The codes of every organisation that leads a target."""
    return set(facts["lead_codes"].explode().dropna())
