"""What the viewer looks at: one frozen value, carried from the frame down to the queries."""

from dataclasses import dataclass
from datetime import date, datetime

END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001 the store keeps the machine's own time, without a zone


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

    @property
    def known_until(self) -> datetime:
        """What came in later does not count."""
        return self.known_at or END_OF_TIME
