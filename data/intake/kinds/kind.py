"""What makes a kind of workbook: its stored name, and how its rows are written.

Owns only the shape of the declaration; each kind is declared whole in its own file beside this one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.intake.previews import Preview
    from data.store import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. `name`: what `batch.kind` holds, and the code of its word; `post` writes a checked file's own rows."""

    name: str
    post: Callable[["Writer", "Preview", int], None]
