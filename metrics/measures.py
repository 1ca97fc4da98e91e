"""The table of measures: what kind of quantity an indicator is, and everything the house must know of each kind.

Forms, checks, words, rule sets and the judge read the traits of a row; none of them names a measure. Adding a
measure is one row here and, where its family has no formula for it, the formula.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from metrics.model import Basis, Kind


class Family(StrEnum):
    """Which formula judges a quantity: a sum from nothing, a level from its baseline, a growth as it stands."""

    SUM = "sum"
    LEVEL = "level"
    GROWTH = "growth"


class Step(StrEnum):
    """What a month brings, which is the verb the words take: finish, add, raise, move up."""

    COMPLETE = "complete"
    ADD = "add"
    RAISE = "raise"
    CLIMB = "climb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What one measure is.

    name, name_en: what people call it. form_name: the same in the form's 口径 column. family: its formula. basis:
    the basis that makes any number this measure, none where no basis does. kind: what its reported value says.
    cells: the form's columns that are open to it. step: what a month brings. is_amount: it has a size of which
    parts may be added up and ratios taken. is_gradual: it moves by amounts, so it can be planned and carried
    forward; a place among others jumps. told_as_sum: its level may stand where 累计 is asked for.
    eased_in_points: 左右 is so many points, not a part of the number.
    """

    name: str
    name_en: str
    form_name: str
    family: Family
    kind: Kind
    cells: tuple[str, ...]
    step: Step
    basis: Basis | None = None
    is_amount: bool = False
    is_gradual: bool = True
    told_as_sum: bool = False
    eased_in_points: bool = False

    @property
    def accumulates(self) -> bool:
        """Whether it is a sum over the period, which begins anew each year."""
        return self.family is Family.SUM

    @property
    def has_level(self) -> bool:
        """Whether it is a state, which counts from its baseline."""
        return self.family is Family.LEVEL

    @property
    def grows(self) -> bool:
        """Whether it is a growth rate, which time does not scale and which may be below zero."""
        return self.family is Family.GROWTH

    @property
    def required(self) -> str:
        """The form's column that must be filled."""
        return "yoy" if self.kind is Kind.YOY else "ytd"

    @property
    def is_planned(self) -> bool:
        """Whether it is reached step by step, so that a plan by month says something."""
        return self.is_gradual and not self.grows


class Measure(StrEnum):
    """What kind of quantity an indicator is; each member is a row of the table and carries its traits."""

    traits: Traits

    def __new__(cls, code: str, *traits: Traits) -> "Measure":
        """A row: the code as text with its traits; `Measure("flow")` finds a row and makes none."""
        member = str.__new__(cls, code)
        member._value_ = code
        (member.traits,) = traits
        return member

    FLOW = (
        "flow",
        Traits(
            name="期间累计", name_en="cumulative over the period", form_name="累计", family=Family.SUM,
            kind=Kind.YTD, cells=("month", "ytd", "yoy"), step=Step.COMPLETE, is_amount=True,
        ),
    )  # fmt: skip
    STOCK = (
        "stock",
        Traits(
            name="期末存量", name_en="level at period end", form_name="期末", family=Family.LEVEL,
            kind=Kind.LEVEL, cells=("ytd", "yoy"), step=Step.ADD, is_amount=True,
        ),
    )  # fmt: skip
    RATE = (
        "rate",
        Traits(
            name="同比增速", name_en="growth on a year before", form_name="同比增速", family=Family.GROWTH,
            kind=Kind.YOY, cells=("yoy",), step=Step.COMPLETE, basis=Basis.GROWTH, eased_in_points=True,
        ),
    )  # fmt: skip
    SHARE = (
        "share",
        Traits(
            name="比重", name_en="share", form_name="占比", family=Family.LEVEL, kind=Kind.LEVEL,
            cells=("ytd",), step=Step.RAISE, basis=Basis.SHARE, told_as_sum=True, eased_in_points=True,
        ),
    )  # fmt: skip
    RANK = (
        "rank",
        Traits(
            name="位次", name_en="rank", form_name="位次", family=Family.LEVEL, kind=Kind.LEVEL,
            cells=("ytd",), step=Step.CLIMB, basis=Basis.RANK, told_as_sum=True, is_gradual=False,
        ),
    )  # fmt: skip


MEASURES: Final = tuple(Measure)
BY_BASIS: Final[Mapping[Basis, Measure]] = {
    measure.traits.basis: measure for measure in MEASURES if measure.traits.basis is not None
}


def effective(measure: Measure, basis: object) -> Measure:
    """The measure a number is judged as: the basis decides where it is decisive (a growth target on an output is a rate)."""
    return BY_BASIS.get(Basis(str(basis)), measure) if basis in list(Basis) else measure


# what a sum that can go down again is called: a profit, a surplus, a net change
NET_WORDS: Final = (
    "利润",
    "盈利",
    "盈余",
    "亏损",
    "减亏",
    "顺差",
    "逆差",
    "净增",
    "净流",
    "净利",
    "净额",
    "净收",
    "净出口",
    "净买",
    "净投放",
)


def is_net(name: str) -> bool:
    """Whether a sum of that name may fall, so that reaching its target settles nothing before the deadline."""
    return any(word in name for word in NET_WORDS)


def of_family(word: str) -> tuple[Measure, ...]:
    """The measures a rule set's word stands for: all of a family, or the one measure; ValueError for any other."""
    if word in list(Family):
        return tuple(measure for measure in MEASURES if measure.traits.family == word)
    return (Measure(word),)


def reported_as(word: str) -> Measure:
    """The measure of a value that is published under the word of its kind (累计 ytd, 期末 level) or of the measure itself."""
    plain = {str(measure.traits.kind): measure for measure in reversed(MEASURES)}
    return plain.get(word) or Measure(word)
