"""Who asks: which regions and whose rows a person may read, and what they may do besides.

Owns what may be read. How it is bound into every statement is the store's; who a person is, is decided elsewhere.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from hashlib import sha256

from data.errors import NotAllowedError


class Verb(StrEnum):
    """What a viewer may do besides reading what they see."""

    IMPORT = "import"
    VOID = "void"
    CONFIRM = "confirm"
    REGISTER = "register"
    CLOSE = "close"
    MAINTAIN = "maintain"


EVERY_VERB = frozenset(Verb)
OF_A_REGION = EVERY_VERB - {
    Verb.CLOSE,
    Verb.MAINTAIN,
}  # what changes nothing beyond the regions that may be seen

OF_A_REPORTER = frozenset({Verb.IMPORT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What may be read, whoever reads it: equal for two people who may see the same, and so part of every cache's key.

    ``regions`` are codes with everything below them; ``organisation`` keeps only what it leads or supports. None: no
    restriction.
    """

    regions: frozenset[str] | None = None
    organisation: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is kept from who reads."""
        return self.regions is None and self.organisation is None

    @property
    def key(self) -> str:
        """A short name of it: the same for all who may read the same, and for no others."""
        return _key(self)

    def covers(self, region: object) -> bool:
        """Whether every row of a region and of all below it is read: only then can its parts be compared."""
        return self.organisation is None and self.sees(region)

    def sees(self, region: object) -> bool:
        """Whether a region, and so all below it, is among those that may be read; None is the whole country."""
        return self.regions is None or region in self.regions

    def parameters(self) -> dict[str, object]:
        """The values of the parameters by which a statement keeps to what may be read."""
        visible = None if self.regions is None else sorted(self.regions)
        return {"visible": visible, "organisation": self.organisation}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A person or a program that asks. ``regions`` is closed downwards (`closed`) and never reaches upwards.

    With an ``organisation`` only the rows it leads or supports are read, unless ``reads_region``, and only they are
    written.
    """

    name: str
    regions: frozenset[str] | None = None
    organisation: str | None = None
    reads_region: bool = False
    verbs: frozenset[Verb] = EVERY_VERB

    @property
    def reading(self) -> Reading:
        """What this viewer may read."""
        return Reading(regions=self.regions, organisation=None if self.reads_region else self.organisation)

    @property
    def writing(self) -> Reading:
        """What this viewer may write, as far as a region or an organisation has a say in it."""
        return Reading(regions=self.regions, organisation=self.organisation)

    @property
    def rights(self) -> str:
        """A short name of what may be read and written: the same for all who may do the same, and for no others."""
        return f"{self.reading.key}.{self.writing.key}"

    def require(self, verb: Verb) -> None:
        """Go on only if this viewer may do that; NotAllowedError otherwise."""
        if verb not in self.verbs:
            raise self.refusal()

    def refusal(self) -> NotAllowedError:
        """What is raised when this viewer asks for what is not theirs to do or see."""
        return NotAllowedError("{name}没有权限执行这项操作。", name=self.name)

    def narrowed(self, other: "Viewer") -> "Viewer":
        """The other viewer within what this one may see and do: a handle is narrowed and never widened."""
        if self.organisation and other.organisation and self.organisation != other.organisation:
            return replace(other, regions=frozenset(), verbs=frozenset())
        return replace(
            other,
            regions=_both(self.regions, other.regions),
            organisation=other.organisation or self.organisation,
            reads_region=not (self.reading.organisation or other.reading.organisation),
            verbs=self.verbs & other.verbs,
        )


@cache
def _key(reading: Reading) -> str:
    return sha256(repr(sorted(reading.parameters().items())).encode()).hexdigest()


def _both(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


OPERATOR = Viewer(name="operator")
"""Who runs the machine: whoever can open the database's file can read all of it."""
