"""What the viewer looks at: one frozen value, carried from the frame down to the queries."""

from dataclasses import dataclass
from datetime import date, datetime

END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001 the store keeps the machine's own time, without a zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The filters of a view. Codes, not names; None means no restriction.

    What may be seen at all is no filter: it belongs to who asks (data/viewer.py).
    """

    as_of: date
    region: str | None = None
    sector: str | None = None
    unit: str | None = None
    status: str | None = None
    rules: str = "default"
    known_at: datetime | None = None

    @property
    def known_until(self) -> datetime:
        """What came in later does not count."""
        return self.known_at or END_OF_TIME
