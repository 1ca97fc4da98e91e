"""What the rows of a file say together and against the past: duplicates, sums, jumps, impossible figures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from data.entries import Entry
from data.matching import Names
from data.problems import Problem
from data.store import Store


def all_checks(
    store: Store, entries: Sequence[Entry], period: date | None, names: Names, lagging: frozenset[str]
) -> Iterator[Problem]:
    """Yield everything the semantic checks find."""
    yield from ()


def changes(records: Sequence[Mapping[str, object]]) -> Iterator[Problem]:
    """Yield one problem when values reported before would change."""
    yield from ()
