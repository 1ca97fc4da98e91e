"""The store: named statements over tables that know what they may hold, whatever keeps them.

`Store.open` opens one; `protocol` says what every backend does, `file` is the one there is. Importing this loads no
database: that happens when a store is opened.
"""

from data.store.protocol import MEMORY, Rows, Store, Writer
from data.store.statements import SCHEMA, SQL, statement

__all__ = ["MEMORY", "SCHEMA", "SQL", "Rows", "Store", "Writer", "statement"]
