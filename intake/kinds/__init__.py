"""The kinds of workbooks that are brought in, as equals: one file each, gathered here.

The first that recognises a workbook reads it: who looks for a stamp comes before who takes any table for theirs.
"""

from typing import Any

from intake.kinds.backfill import BACKFILL
from intake.kinds.decomposition import DECOMPOSITION
from intake.kinds.kind import Incoming, Kind, Workbook
from intake.kinds.monthly import MONTHLY
from intake.kinds.plan import PLAN

_IN_ORDER: tuple[Kind[Any, Any], ...] = (PLAN, DECOMPOSITION, BACKFILL, MONTHLY)
KINDS = {kind.name: kind for kind in _IN_ORDER}

__all__ = ["KINDS", "Incoming", "Kind", "Workbook"]
