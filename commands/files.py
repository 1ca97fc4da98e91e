"""The files a command is given and those it writes: what may be read, what may be written, and how it is told.

A file is looked at before it is opened, and never more of it is read than the program takes.
"""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import click

from data.places import readable, write_whole
from intake.workbooks import limits
from wording.translate import _


class Readable(click.ParamType[Path]):
    """A file to read: an ordinary one, whatever its name is made of."""

    name = "FILE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; wrong usage where there is no file, a folder, a device or a pipe."""
        path = Path(os.fsdecode(value) if isinstance(value, bytes) else str(value))
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as fault:
            self.fail(_cannot_read(path, fault), param, ctx)
        if not stat.S_ISREG(mode):
            sentence = _("{place} 不是文件，而是{kind}，没有读取。请给出要读取的文件。")
            self.fail(sentence.format(place=readable(path), kind=_kind(mode)), param, ctx)
        return path


READABLE = Readable()


def content_of(file: Path) -> bytes:
    """The bytes of a file, at most one more than the program takes; wrong usage where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(limits.FILE + 1)
    except OSError as fault:
        raise click.BadParameter(_cannot_read(file, fault), param_hint="FILE") from fault


def write(out: Path, content: bytes, option: str = "--out") -> None:
    """The bytes into the file, whole or not at all; wrong usage where they cannot be written."""
    try:
        write_whole(out, content)
    except OSError as fault:
        raise click.BadParameter(cannot_write(out, fault), param_hint=option) from fault


def refuse_place(out: Path, *, folder: bool = False, option: str = "--out") -> None:
    """Wrong usage, before any work, where no file (or, as asked, no folder) can be written at the path."""
    place = out if folder else out.parent
    try:
        mode = None if folder or not out.exists() else out.stat().st_mode
        place.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as fault:
        raise click.BadParameter(cannot_write(out, fault), param_hint=option) from fault
    if mode is not None and stat.S_ISDIR(mode):
        raise click.BadParameter(
            _("{place} 是文件夹，请写出文件名。").format(place=readable(out)), param_hint=option
        )
    if mode is not None and not stat.S_ISREG(mode):
        sentence = _("{place} 不是文件，而是{kind}，没有写入。请换一个位置。")
        raise click.BadParameter(sentence.format(place=readable(out), kind=_kind(mode)), param_hint=option)
    if not os.access(place, os.W_OK):
        raise click.BadParameter(cannot_write(out, PermissionError()), param_hint=option)


def cannot_write(out: Path, fault: OSError | ValueError) -> str:
    """Why nothing can be written there, in a sentence."""
    match fault:
        case PermissionError():
            why = _("没有写入权限")
        case FileExistsError() | NotADirectoryError():
            why = _("上级是文件，不是文件夹")
        case FileNotFoundError():
            why = _("文件夹不存在，也不能新建")
        case _other:
            why = _why(fault)
    return _("无法写入 {place}：{why}。请换一个位置后重试。").format(place=_shown(out), why=why)


def _cannot_read(file: Path, fault: OSError | ValueError) -> str:
    match fault:
        case FileNotFoundError() | NotADirectoryError():
            why = _("没有这个文件")
        case PermissionError():
            why = _("没有读取权限")
        case _other:
            why = _why(fault)
    return _("无法读取 {place}：{why}。").format(place=_shown(file), why=why)


def _why(fault: OSError | ValueError) -> str:
    match fault:
        case OSError(errno=errno.ENOSPC):
            return _("磁盘已满")
        case OSError(errno=errno.ENAMETOOLONG):
            return _("文件名或路径太长")
        case OSError():
            return _("系统错误 {n}").format(n=fault.errno)
        case _value:
            return _("文件名里有不允许的字符")


def _kind(mode: int) -> str:
    """What a place is that is no ordinary file."""
    kinds: tuple[tuple[Any, str], ...] = (
        (stat.S_ISDIR, _("文件夹")),
        (stat.S_ISFIFO, _("管道")),
        (stat.S_ISSOCK, _("套接字")),
    )
    return next((name for test, name in kinds if test(mode)), _("设备"))


def _shown(path: Path) -> str:
    """The path, its beginning where it is long."""
    text = readable(path)
    return text if len(text) <= 200 else f"{text[:200]}…"
