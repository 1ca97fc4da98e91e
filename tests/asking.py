"""The desk at which tests ask: everything, at the moment tests build, unless a test says who asks or when.

And how they bring in a workbook: the way of the command and of the upload screen.
"""

from datetime import date, datetime, time
from io import BytesIO

import tracker
from data.store import Store
from data.viewer import OPERATOR, Viewer
from intake.previews import ImportResult
from tracker import Desk

NOW = datetime(2024, 10, 12, 9, 0)


def desk(store: Store, now: date = NOW, viewer: Viewer = OPERATOR) -> Desk:
    """The desk of a viewer at a moment, or in the morning of a day."""
    moment = now if isinstance(now, datetime) else datetime.combine(now, time(9))
    return Desk(store, viewer, lambda: moment)


def imported(at: Desk, content: bytes, name: str) -> ImportResult:
    """What came of handing a workbook in, looking at it and confirming it with its warnings."""
    home = tracker.open_home(at)
    one = tracker.hand_in(at, home, BytesIO(content), name, by="张三").submission_id
    seen = tracker.look(at, home, one).submission.compared
    done = tracker.confirm(at, home, one, seen=seen, by="张三", confirm_warnings=True)
    assert done is not None
    return done
