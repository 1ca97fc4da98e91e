"""Paths as people type them and other systems write them: shown and kept as text, and refused where no database can lie.

Files that come to one place together come all of them, or none.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from data.errors import StorePlaceError

NAME_BYTES, PATH_BYTES = 255, 4095  # what Linux allows
BESIDE = 16  # bytes that what stands beside a database adds to its name: .wal, .office, .fresh
SHOWN = 80  # characters of a path too long to be shown whole
FILE_NAME_BYTES = 200  # room for an ending
OWN_NAME = 200  # characters of the name under which a file is kept
_MARKED = {"Cc", "Cs", "Zl", "Zp"}  # controls, half characters, line ends
_UNSAFE = re.compile(r'[\\/:*?"<>|\s\ufffd]+')
_REVERSING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)  # make a name read as another


def readable(path: str | Path) -> str:
    """The path as text that can be shown, stored and sent: bytes that are no UTF-8 are read as GB18030 where they are that.

    Bytes that are neither and characters that are not to be seen become U+FFFD. Part by part, as a path's parts may
    come from different systems.
    """
    return "/".join(_readable(part) for part in str(path).split("/"))


def _readable(part: str) -> str:
    return "".join(
        "\ufffd" if unicodedata.category(letter) in _MARKED or letter in _REVERSING else letter
        for letter in _decoded(part)
    )


def _decoded(part: str) -> str:
    """The text; where the file system's bytes were no UTF-8, Python has kept each as half a character."""
    try:
        raw = part.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half characters of another origin
        return part
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def own_name(path: str | Path) -> str:
    """A file's own name, however it was sent in: no folders, no character that is not to be seen, its end if it is long."""
    parts = [part.strip() for part in readable(path).replace("\\", "/").split("/")]
    return next((part for part in reversed(parts) if part.strip(".")), "\ufffd")[-OWN_NAME:]


def file_name(name: str) -> str:
    """A name that every file system takes: Chinese kept, separators and spaces turned into underscores."""
    safe = _UNSAFE.sub("_", _readable(name)).strip("._")
    return safe.encode()[:FILE_NAME_BYTES].decode("utf-8", "ignore") or "xushi"


def of_database(typed: str | Path) -> Path:
    """The absolute path of a database file; StorePlaceError where no database can lie at what was typed."""
    shown = readable(typed)
    shown = f"{shown[:SHOWN]}…" if len(shown) > SHOWN else shown
    if any(unicodedata.category(letter) == "Cc" for letter in str(typed)):
        raise StorePlaceError("数据库路径 {path} 里有换行之类的控制字符，请换一个路径。", path=shown)
    with _sentence(shown):
        place = Path(typed).resolve()
    try:
        str(place).encode()
    except UnicodeEncodeError as fault:
        raise StorePlaceError(
            "数据库路径 {path} 不是 UTF-8 编码，请把文件夹和文件改名，或换一个路径。", path=shown
        ) from fault
    if _too_long(place):
        raise StorePlaceError(
            "数据库路径 {path} 太长：文件夹和文件的名称各不能超过 {most} 字节（约 {letters} 个汉字），请换一个短些的路径。",
            path=shown,
            most=NAME_BYTES - BESIDE,
            letters=(NAME_BYTES - BESIDE) // 3,
        )
    with _sentence(shown):
        ordinary = place.is_file() or not place.exists()
    if not ordinary:  # a pipe would be waited for without end
        raise StorePlaceError(
            "数据库文件 {path} 打不开：这是文件夹、设备或管道，请写出数据库的文件名。", path=shown
        )
    return place


def _too_long(place: Path) -> bool:
    longest = max(len(os.fsencode(part)) for part in place.parts)
    return longest > NAME_BYTES - BESIDE or len(os.fsencode(place)) > PATH_BYTES - BESIDE


@contextmanager
def _sentence(shown: str) -> Iterator[None]:
    """What the system says of a path, such as a folder one may not look into or links in a circle, as our fault."""
    try:
        yield
    except (OSError, RuntimeError) as fault:
        raise StorePlaceError(
            "数据库文件 {path} 打不开（{reason}）。请检查文件夹是否存在、有没有读写权限、磁盘是否已满，或换一个路径。",
            path=shown,
            reason=getattr(fault, "strerror", None) or "links in a circle",
        ) from fault


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
