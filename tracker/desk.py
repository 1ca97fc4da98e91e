"""The desk: who asks, of which database, and what time it is.

It binds and answers nothing: the verbs are functions in their own files that take it. One of a region sees less.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from data import regions
from data.store import Store
from data.viewer import OF_A_REGION, Verb, Viewer

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Desk:
    """A store as one viewer sees it, at the time its clock says. What is asked through it shows them nothing else."""

    store: Store
    viewer: Viewer
    clock: Clock

    def __post_init__(self) -> None:
        """Keep of the store's handle only what the viewer may see."""
        seen = self.store.seen_by(self.viewer)
        object.__setattr__(self, "store", seen)
        object.__setattr__(self, "viewer", seen.viewer)

    @property
    def now(self) -> datetime:
        """This moment, in the machine's own time without a zone."""
        return self.clock()

    @property
    def today(self) -> date:
        """The day of this moment."""
        return self.now.date()

    def require(self, verb: Verb) -> None:
        """Go on only if the viewer may do that; NotAllowedError otherwise."""
        self.viewer.require(verb)


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
