"""The names of one file that nobody knows yet: each is put to a person once, with what it may mean.

Owns how many are asked about; a name is never accepted by its likeness alone.
"""

from dataclasses import dataclass, field

from data.problems import Problem, problem
from intake import bounds, matching
from intake.matching import Names

CODES = {"indicator": "M09", "region": "M08"}  # of a name that has likely meanings


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name nobody knows yet, with the codes and names that may be meant; a person chooses."""

    what: str  # "indicator" or "region"
    typed: str
    key: str
    cell: str
    suggestions: tuple[tuple[str, str], ...]


@dataclass(slots=True, kw_only=True)
class Questions:
    """What a file's unknown names may mean, by what and key; those with no likely meaning are no questions."""

    names: Names
    unresolved: list[Unresolved] = field(default_factory=list)
    likest: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def ask(self, what: str, typed: str, *, sheet: str, cell: str, unit: str = "") -> Problem:
        """Return what to say of an unknown name where it stands; it becomes a question when it is met first.

        A name that several bear is none: whoever typed it says which.
        """
        key, where = matching.key(what, typed), {"sheet": sheet, "cell": cell, "value": typed}
        if candidates := matching.several(what, typed, self.names):
            return problem("M30", what=what, candidates=candidates, **where)
        if (what, key) not in self.likest:
            if len(self.likest) >= bounds.QUESTIONS:
                return problem("M28", what=what, limit=bounds.QUESTIONS, **where)
            self.likest[what, key] = self._search(what, typed, unit)
            if found := self.likest[what, key]:
                self.unresolved.append(
                    Unresolved(what=what, typed=typed, key=key, cell=cell, suggestions=found)
                )
        suggestions = [name for _, name in self.likest[what, key]]
        if not suggestions:
            return problem("M24", what=what, **where)
        return problem(CODES[what], suggestions=suggestions, **where)

    def _search(self, what: str, typed: str, unit: str) -> tuple[tuple[str, str], ...]:
        if what == "region":
            return tuple(
                (one.code, matching.placed(one, self.names))
                for one in matching.suggest_regions(typed, self.names)
            )
        label = matching.label(typed)
        found = matching.suggest_indicators(label, unit or label.unit, self.names)
        return tuple((one.code, one.name) for one in found)
