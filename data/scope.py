"""What the viewer looks at: one frozen value, carried from the frame down to the queries."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The filters of a view. Codes, not names; None means no restriction.

    ``visible_regions`` is what the viewer may see at all (None: everything): access by region enters
    here and nowhere else.
    """

    as_of: date
    region: str | None = None
    sector: str | None = None
    unit: str | None = None
    status: str | None = None
    rules: str = "default"
    known_at: datetime | None = None
    visible_regions: frozenset[str] | None = None
