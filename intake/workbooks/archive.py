"""A zip from outside, taken apart by its own directory and held to what that says; then packed anew.

Owns what a zip may be made of: parts stored or deflated, each once, none over another, of the sizes and check sums
declared. Readers are given the new zip, so that all of them see the same parts. Runs in the limited process alone.
"""

import struct
import zipfile
import zlib
from io import BytesIO
from itertools import pairwise

from data.problems import problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal

LOCAL = struct.Struct(
    "<4s22xHH"
)  # a part's own header: its signature, the lengths of its name and extra field
LOCAL_SIGNATURE = b"PK\x03\x04"
CLOSING, COUNT = b"PK\x05\x06", struct.Struct("<10xH")  # the record behind the list: how many parts it has
TOO_MANY = 0xFFFF  # for that record to say
ENCRYPTED, MASKED = 0x1, 0x2000  # flags
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OSError,
    OverflowError,
    struct.error,
    zlib.error,
)


def names(content: bytes) -> list[str]:
    """Return the names a zip lists; Refusal where it is none."""
    return [part.filename for part in _directory(content)[0]]


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by name; Refusal where it is damaged, locked, too large or not what it declares."""
    parts, end = _directory(content)
    _check(parts)
    try:
        return {part.filename: _unpacked(part, packed) for part, packed in _packed(content, parts, end)}
    except (zipfile.BadZipFile, struct.error, zlib.error) as error:
        raise Refusal(problem("F02")) from error


def _directory(content: bytes) -> tuple[list[zipfile.ZipInfo], int]:
    """Return what the zip lists, and where its list begins."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts, begin = archive.infolist(), archive.start_dir
        for part in parts:
            part.filename = part.filename.replace("\\", "/")  # as some writers part folders
        (count,) = COUNT.unpack_from(content, content.rindex(CLOSING))
    except DAMAGED as error:
        raise Refusal(problem("F02")) from error
    if count not in {len(parts), TOO_MANY}:  # one damaged entry may have swallowed the next
        raise Refusal(problem("F02"))
    return parts, begin


def pack(parts: dict[str, bytes]) -> bytes:
    """Return a plain zip of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, inside in parts.items():
            archive.writestr(zipfile.ZipInfo(name), inside)
    return out.getvalue()


def excess(parts: list[zipfile.ZipInfo]) -> dict[str, str] | None:
    """The facts of what is too much about the sizes a zip declares; None within the limits."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > limits.PARTS:
        return {"reason": "parts", "count": str(len(parts))}
    if unpacked > limits.UNPACKED:
        return {"reason": "unpacked", "size": str(unpacked // limits.MEGABYTE)}
    for part in parts:
        if part.file_size > limits.RATIO_FLOOR and part.file_size > limits.RATIO * max(part.compress_size, 1):
            ratio = part.file_size // max(part.compress_size, 1)
            return {"reason": "ratio", "part": part.filename, "ratio": str(ratio)}
    return None


def _check(parts: list[zipfile.ZipInfo]) -> None:
    """Hold what the directory says against the limits, before anything is unpacked."""
    if any(part.flag_bits & (ENCRYPTED | MASKED) for part in parts):
        raise Refusal(problem("F07"))
    if (beyond := excess(parts)) is not None:
        raise Refusal(problem("F09", **beyond))
    names = set[str]()
    for part in parts:
        if part.compress_type not in METHODS:
            raise _odd("method", part)
        if part.filename.lower() in names:
            raise _odd("twice", part)
        names.add(part.filename.lower())


def _packed(
    content: bytes, parts: list[zipfile.ZipInfo], end: int
) -> list[tuple[zipfile.ZipInfo, memoryview]]:
    """Return each part with its packed bytes; none may reach into another, or into the directory at `end`."""
    found, whole = [], memoryview(content)
    spans = [(end, end)]
    for part in parts:
        signature, name, extra = LOCAL.unpack_from(content, part.header_offset)
        if signature != LOCAL_SIGNATURE or part.header_offset < 0:
            raise zipfile.BadZipFile
        start = part.header_offset + LOCAL.size + name + extra
        spans.append((part.header_offset, start + part.compress_size))
        found.append((part, whole[start : start + part.compress_size]))
    for (_, stop), (following, _) in pairwise(sorted(spans)):
        if stop > following:
            raise Refusal(problem("F09", reason="overlap"))
    return found


def _unpacked(part: zipfile.ZipInfo, packed: memoryview) -> bytes:
    """Return a part's bytes, which must be as many as declared and have the check sum declared."""
    if part.compress_type == zipfile.ZIP_STORED:
        inside, whole = bytes(packed), True
    else:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        inside = stream.decompress(packed, part.file_size + 1)
        whole = stream.eof and not stream.unused_data
    if not whole or len(inside) != part.file_size:
        raise _odd("sizes", part)
    if zlib.crc32(inside) != part.CRC:
        raise zipfile.BadZipFile
    return inside


def _odd(reason: str, part: zipfile.ZipInfo) -> Refusal:
    return Refusal(problem("F09", reason=reason, part=part.filename))
