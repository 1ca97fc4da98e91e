"""Machine faults: what the house raises when it cannot go on. The user's mistakes are values, in problems.py."""


class TrackerError(Exception):
    """A fault that stops the work, said as a Chinese sentence a person can act on.

    The sentence is a template and its fields are kept apart, so that it can be said in English too.
    """

    def __init__(self, template: str, **fields: object) -> None:
        self.template = template
        self.fields = fields
        super().__init__(template.format(**fields))


class StoreBusyError(TrackerError):
    """Another process holds the database file."""


class StoreMissingError(TrackerError):
    """There is no database file where one was expected."""


class StoreDamagedError(TrackerError):
    """The database file is unreadable or not one of ours."""


class StorePlaceError(TrackerError):
    """The file or its folder cannot be opened or made: no permission, no such folder, a folder, a full disk."""


class StoreClosedError(TrackerError):
    """The store was closed, as at the end of the program."""


class StoreReadOnlyError(TrackerError):
    """The database may only be read: it is a copy for readers, or was opened as one."""


class StoreInterruptedError(TrackerError):
    """The machine failed in the middle of a change, which was not made; the store has opened its file again."""


class SchemaVersionError(TrackerError):
    """The database was written by a newer version of the program, or by an older one and may not be changed."""


class RecordsError(TrackerError):
    """The office's own records or files beside the database cannot be opened, read or written."""


class NotAllowedError(TrackerError):
    """Who asks may not do that: change what reaches beyond what they may see, or what their role leaves to others."""


class CheckCancelledError(TrackerError):
    """Who asked for a check has left before its answer."""


class MigrationError(TrackerError):
    """The schema could not be brought up to date; the database is as it was, and a copy of it was kept before."""


class UnfitRowError(ValueError):
    """A fault of the program: a row that its table may not hold. Nothing of it was written."""


class QueryNotFoundError(TrackerError):
    """No named query of that name exists among the SQL files."""


class PublishError(TrackerError):
    """The data are in, but the copy for readers could not be renewed."""


class CatalogueError(TrackerError):
    """The catalogue that came with the program is not whole."""
