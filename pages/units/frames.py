"""The units of a view: what each leads, and the delays with the reasons given for them."""

from dataclasses import replace

import pandas as pd

from charts.rows import worst_first
from data.scope import Scope
from metrics.model import Status

_SLIPPING = (Status.MISSED, Status.FAR_BEHIND, Status.BEHIND)


def whole(seen: Scope) -> Scope:
    """The scope over every unit."""
    return replace(seen, unit=None)


def led(facts: pd.DataFrame) -> pd.DataFrame:
    """The targets somebody leads."""
    return facts[facts["lead_codes"].map(len) > 0]


def delays(facts: pd.DataFrame, remarks: pd.DataFrame) -> pd.DataFrame:
    """The slipping targets with this month's reason and next step; those without a reason first, then the worst."""
    late = worst_first(facts[facts["official_status"].isin(_SLIPPING)])
    keys = ["indicator_code", "region_code"]
    latest = remarks[remarks["period_end"] == remarks["period_end"].max()]
    for kind in ("reason", "next_step"):
        said = latest[latest["kind"] == kind][[*keys, "text"]].rename(columns={"text": f"said_{kind}"})
        late = late.merge(said.drop_duplicates(keys), on=keys, how="left")
    return late.sort_values("said_reason", key=lambda text: text.notna(), kind="stable")
