"""The desk at which tests ask: everything, at the moment tests build, unless a test says who asks or when."""

from datetime import date, datetime, time

from data.store import Store
from data.viewer import OPERATOR, Viewer
from tracker import Desk

NOW = datetime(2024, 10, 12, 9, 0)


def desk(store: Store, now: date = NOW, viewer: Viewer = OPERATOR) -> Desk:
    """The desk of a viewer at a moment, or in the morning of a day."""
    moment = now if isinstance(now, datetime) else datetime.combine(now, time(9))
    return Desk(store, viewer, lambda: moment)
