"""What a new ledger would take away from what was reported: things that something recorded points at, units of values.

Nothing is removed and no unit changed in silence: a ledger that would is refused, and says of what and how much.
"""

from collections.abc import Iterator, Mapping, Sequence

from data.ledger.columns import FOLDERS, KEYS, VOCABULARY
from data.ledger.files import Line
from data.problems import Problem, problem

Row = Mapping[str, object]


def lost(recorded: Sequence[Row], lines: Mapping[str, Sequence[Line]]) -> Iterator[Problem]:
    """What the lines leave out, or measure otherwise, of what was recorded (rows of the query `reported_on`)."""
    stated = {kind: {line.cells[KEYS[kind]]: line for line in held} for kind, held in lines.items()}
    for row in recorded:
        kind, code = str(row["kind"]), str(row["code"])
        line = stated[kind].get(code)
        if line is None:
            # A target stood in the file of its document, which may be gone with it.
            file = VOCABULARY.get(kind) or next(folder for folder, held in FOLDERS.items() if held == kind)
            yield problem("L37", sheet=file, value=code, count=row["times"], recorded=row["recorded"])
        elif kind == "indicator" and row["standing"] and row["unit"] != line.cells["unit"]:
            yield line.problem("L38", "unit", count=row["standing"], before=row["unit"])
