"""What the store's tests share: a row, a change, and a program that holds a file in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from data.store import Store
from tests.ledger import stated

ROOT = Path(__file__).parents[3]
UNIT = {"unit": "万吨", "name_en": "10,000 t", "dimension": "mass", "factor": Decimal(10000)}


def change(store: Store, name: str = "万吨") -> None:
    """Append one unit of measurement."""
    with store.transaction() as write:
        stated(write, "unit", [UNIT | {"unit": name}])


def units(store: Store) -> list[object]:
    """The names of the units of measurement the store holds."""
    return sorted(str(row["unit"]) for row in store.rows("units"))


@contextmanager
def held(path: Path, *, read_only: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the file open meanwhile."""
    program = (
        "import sys, data.store\n"
        f"s = data.store.Store.open({str(path)!r}, read_only={read_only})\n"
        "print('open', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        yield holder
        holder.communicate("")
