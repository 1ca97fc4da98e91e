"""What makes a kind of workbook: its stored name, how it is recognised, read, checked and written.

Owns only the shape of the declaration; each kind is declared whole in its own file beside this one. The limited process
imports those files too, and does without the store: it is named there for the type checker alone.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from data.problems import Problem
from intake.previews import Expectation, Preview
from intake.workbooks.fields import Stamp
from intake.workbooks.sheets import Book

if TYPE_CHECKING:
    from data.store import Store, Writer

Needs = TypeVar("Needs")
Reading = TypeVar("Reading")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A workbook as the limited process has taken it in: its cells, or the columns of a long one.

    `columns`: head and arrays as intake/workbooks/columns.py describes them.
    """

    file_name: str
    stamp: Stamp | None
    book: Book
    columns: "tuple[dict[str, Any], list[array[Any]]] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file on its way through the door: what it is, what was said in opening it, and what it is held against.

    `compared`: the store's version; `closed`: the month ends that accept no report.
    """

    file_name: str
    sha256: str
    compared: int
    expect: Expectation
    problems: tuple[Problem, ...] = ()
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Needs, Reading]):
    """One kind of workbook.

    `name`: what `batch.kind` holds; `word`: what people call it, as a message. `needs` asks the store what reading takes, `needed` is
    its type; a problem where the file cannot be meant for this ledger. `recognises` and `read` run in the limited
    process, `read` answers with a `told`. `check` holds that against the store, `post` writes a checked file's rows.
    """

    name: str
    word: str
    needed: type[Needs]
    told: type[Reading]
    recognises: Callable[[Workbook], bool]
    needs: Callable[["Store", Stamp | None, Expectation], Needs | Problem]
    read: Callable[[Workbook, Needs], Reading]
    check: Callable[["Store", Incoming, Needs, Reading], Preview]
    post: Callable[["Writer", Preview, int], None]
