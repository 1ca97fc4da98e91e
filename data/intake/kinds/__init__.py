"""The kinds of workbooks that are brought in, as equals: one file each, gathered here.

A kind that reads a workbook by its stamp goes before those that take any table for theirs.
"""

from data.intake.kinds.backfill import BACKFILL
from data.intake.kinds.decomposition import DECOMPOSITION
from data.intake.kinds.kind import Kind
from data.intake.kinds.monthly import MONTHLY
from data.intake.kinds.plan import PLAN

KINDS = {kind.name: kind for kind in (PLAN, DECOMPOSITION, BACKFILL, MONTHLY)}

__all__ = ["KINDS", "Kind"]
