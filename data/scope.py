"""What the viewer looks at: one frozen value, carried down to the queries, and how a screen's address is read into it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from data.periods import month_end

END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001 the store keeps the machine's own time, without a zone
FILTERS = ("month", "region", "sector", "organisation", "status", "rules", "known")
OLD_NAMES = {"unit": "organisation"}  # in addresses of before, which stay good
EVERYTHING = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The filters of a view. Codes, not names; None means no restriction.

    What may be seen at all is no filter: it belongs to who asks (data/viewer.py).
    """

    as_of: date
    region: str | None = None
    sector: str | None = None
    organisation: str | None = None
    status: str | None = None
    rules: str = "default"
    known_at: datetime | None = None

    @property
    def is_everything(self) -> bool:
        """Whether no filter leaves any target out."""
        return (self.region, self.sector, self.organisation, self.status) == (None, None, None, None)

    @property
    def known_until(self) -> datetime:
        """What came in later does not count."""
        return self.known_at or END_OF_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as it was read: the scope, what each filter stands at, and what it asked in vain (filter, word)."""

    scope: Scope
    chosen: Mapping[str, str]
    unknown: tuple[tuple[str, str], ...] = ()


def read(asked: Mapping[str, str], known: Mapping[str, Collection[str]], usual: Mapping[str, str]) -> Address:
    """The view an address asks for, its parameters by name.

    `known` are the words of each of FILTERS, `usual` what one stands at where the address does not say, else the first
    of its words. A word that is not known falls back to that and is listed, never guessed at. Of a filter without words
    any that can be read will do: a month or the day a 旬 ends on, a day or a minute looked back to.
    """
    asked = current_names(asked)
    chosen: dict[str, str] = {}
    unknown: list[tuple[str, str]] = []
    for name in FILTERS:
        wish = asked.get(name)
        fits = wish is not None and (wish in known[name] or (not known[name] and _readable(name, wish)))
        if wish is not None and not fits:
            unknown.append((name, wish))
        chosen[name] = wish if wish is not None and fits else usual.get(name) or next(iter(known[name]))
    return Address(scope=_scope(chosen), chosen=chosen, unknown=tuple(unknown))


def current_names(asked: Mapping[str, str]) -> dict[str, str]:
    """What an address asks under the names filters have today; where it says both, today's counts."""
    renamed = {OLD_NAMES[name]: word for name, word in asked.items() if name in OLD_NAMES}
    return renamed | {name: word for name, word in asked.items() if name not in OLD_NAMES}


def _readable(name: str, word: str) -> bool:
    read_as = {"month": _day, "known": _moment}.get(name)
    try:
        return read_as is not None and bool(read_as(word))
    except ValueError:
        return False


def _scope(chosen: Mapping[str, str]) -> Scope:
    codes = {name: None if code == EVERYTHING else code for name, code in chosen.items()}
    return Scope(
        as_of=_day(chosen["month"]),
        region=codes["region"],
        sector=codes["sector"],
        organisation=codes["organisation"],
        status=codes["status"],
        rules=chosen["rules"],
        known_at=None if codes["known"] is None else _moment(codes["known"]),
    )


def _day(word: str) -> date:
    """The last day of the month `2024-06`, or the day written out."""
    return (
        month_end(int(word[:4]), int(word[5:])) if len(word) == len("2024-06") else date.fromisoformat(word)
    )


def _moment(word: str) -> datetime:
    """The end of the day `2024-07-09`, or the minute written out."""
    if len(word) > len("2024-07-09"):
        return datetime.fromisoformat(word)
    return datetime.combine(date.fromisoformat(word), time.max)
