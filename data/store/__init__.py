"""The store: named statements over tables that know what they may hold, whatever keeps them.

`Store.open` opens one; `protocol` says what every backend does, `file` is the one there is. Importing this loads no
database: that happens when a store is opened.
"""

from data.store.protocol import MEMORY, SCHEMA, SQL, Rows, Store, Writer, statement

__all__ = ["MEMORY", "SCHEMA", "SQL", "Rows", "Store", "Writer", "statement"]
