"""Files that come into a folder together: all of them, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """An empty place inside the folder: at the end its files go to where they belong, after a fault they are gone.

    Files of the same names are replaced only then; others in the folder are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".unfinished-", dir=folder) as name:
        place = Path(name)
        yield place
        for made in sorted(path for path in place.rglob("*") if path.is_file()):
            target = folder / made.relative_to(place)
            target.parent.mkdir(parents=True, exist_ok=True)
            made.replace(target)


def write_whole(path: Path, content: bytes) -> None:
    """The bytes into a file that is there whole, or as it was before."""
    target = path.resolve()
    with whole(target.parent) as place:
        (place / target.name).write_bytes(content)
