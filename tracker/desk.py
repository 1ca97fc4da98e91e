"""The desk: who asks, of which database, and what time it is.

It binds and answers nothing: the verbs are functions in their own files that take it. Those of a region or of an organisation see less.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from data import regions
from data.store import Store
from data.viewer import OF_A_REGION, OF_A_REPORTER, Verb, Viewer

_READ_REGION = "reporters_read_region"  # the name of the setting

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


def of_organisation(desk: Desk, organisation: str) -> Desk:
    """The desk of a reporter (填报) of an organisation (code), seated where it is: narrowed, never widened.

    They read and write what it leads or supports, and nobody else's; the whole of their region where the office lets them.
    """
    seats = {row["organisation_code"]: str(row["region_code"]) for row in desk.store.rows("organisations")}
    tree = regions.parents(desk.store.rows("regions"))
    viewer = replace(
        desk.viewer,
        name=f"{desk.viewer.name}@{organisation}",
        regions=regions.downwards({seats[organisation]}, tree),
        organisation=organisation,
        reads_region=reporters_read_region(desk),
        verbs=desk.viewer.verbs & OF_A_REPORTER,
    )
    return Desk(desk.store, viewer, desk.clock)


def reporters_read_region(desk: Desk) -> bool:
    """Whether reporters read all of their region, not only their organisation's rows; they do not unless that is set."""
    return any(row["name"] == _READ_REGION and row["value"] == "true" for row in desk.store.rows("settings"))


def let_reporters_read_region(desk: Desk, *, allowed: bool, by: str) -> None:
    """Set whether reporters read all of their region; it counts from the next desk that is opened for one."""
    desk.require(Verb.CLOSE)
    with desk.store.transaction() as write:
        write.append(
            "setting",
            [{"name": _READ_REGION, "value": str(allowed).lower(), "set_by": by, "set_at": desk.now}],
        )
