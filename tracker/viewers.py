"""Who may ask what: the desk of one who sees less than another."""

from dataclasses import replace

from data import regions
from data.viewer import OF_A_REGION
from tracker.desk import Desk


def of_region(desk: Desk, region: str) -> Desk:
    """The desk of one who may see a region (code) and all below it and change nothing beyond: narrowed, never widened."""
    tree = regions.parents(desk.store.rows("regions"))
    viewer = replace(
        desk.viewer,
        name=f"{desk.viewer.name}@{region}",
        regions=regions.downwards({region}, tree),
        verbs=desk.viewer.verbs & OF_A_REGION,
    )
    return Desk(desk.store, viewer, desk.clock)
