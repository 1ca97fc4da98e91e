"""What a zip may be made of: sizes within limits and as declared, parts stored or deflated, each once, none over another."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from intake.workbooks import archive
from intake.workbooks.limits import MEGABYTE, PARTS, RATIO, UNPACKED, Refusal
from tests.intake.hostile_files import CHECK_SUM, FLAGS, METHOD, PACKED_SIZE, PLACE, SIZE, lying, packed

INSIDE = {"a.xml": b"<a>" + b"0123456789" * 50 + b"</a>", "b.xml": b"<b/>", "empty": b""}
GOOD = packed(INSIDE)
STORED = packed(INSIDE, zipfile.ZIP_STORED)


def part(unpacked: int, compressed: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    found.file_size, found.compress_size = unpacked, compressed
    return found


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([part(UNPACKED, UNPACKED)], None),
        ([part(UNPACKED, MEGABYTE * 2), part(MEGABYTE, MEGABYTE)], {"reason": "unpacked", "size": "151"}),
        ([part(1, 1)] * PARTS, None),
        ([part(1, 1)] * (PARTS + 1), {"reason": "parts", "count": "2001"}),
        ([part(MEGABYTE, 1)], None),
        ([part(RATIO * MEGABYTE, MEGABYTE)], None),
        ([part(RATIO * MEGABYTE + 1, MEGABYTE - 1)], {"reason": "ratio", "part": "xl/worksheets/sheet1.xml", "ratio": "100"}),
        ([part(2 * MEGABYTE, 0)], {"reason": "ratio", "part": "xl/worksheets/sheet1.xml", "ratio": "2097152"}),
    ],
)  # fmt: skip
def test_what_a_zip_declares_is_bounded(parts: list[zipfile.ZipInfo], told: dict[str, str] | None):
    assert archive.excess(parts) == told


@pytest.mark.parametrize("content", [GOOD, STORED, packed(INSIDE, comment=b"PK\x01\x02" + b"!" * 40)])
def test_a_zip_that_says_what_is_so_comes_apart_and_is_packed_anew(content: bytes):
    assert archive.unpack(content) == INSIDE
    again = archive.pack(archive.unpack(content))
    assert archive.unpack(again) == INSIDE
    assert zipfile.ZipFile(BytesIO(again)).testzip() is None


def test_a_zip_behind_other_bytes_is_read_by_its_own_directory():
    assert archive.unpack(b"PK\x03\x04" + bytes(500) + GOOD) == INSIDE


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        archive.unpack(content)
    return refusal.value.problem.code, dict(refusal.value.problem.facts).get("reason", "")


def many(count: int) -> bytes:
    return packed({f"{number}.xml": b"" for number in range(count)})


def twice(first: str, second: str) -> bytes:
    return packed({first: b"1", second: b"2", "c.xml": b"3"})


def zip64(size: int) -> bytes:
    """A zip whose one part says its sizes in the extra field of zip64, its unpacked size wrongly."""
    inside, name = INSIDE["a.xml"], b"a.xml"
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = stream.compress(inside) + stream.flush()
    crc, wide = zlib.crc32(inside), struct.pack("<HHQQ", 1, 16, size, len(deflated))
    local = struct.pack(
        "<4s5HIIIHH", b"PK\x03\x04", 45, 0, 8, 0, 0, crc, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(wide)
    )
    entry = struct.pack(
        "<4s6HIIIHHHHHII",
        b"PK\x01\x02",
        45,
        45,
        0,
        8,
        0,
        0,
        crc,
        0xFFFFFFFF,
        0xFFFFFFFF,
        len(name),
        len(wide),
        0,
        0,
        0,
        0,
        0,
    )
    front, listed = local + name + wide + deflated, entry + name + wide
    return front + listed + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), len(front), 0)  # fmt: skip


def test_a_zip64_that_tells_the_truth_is_read():
    assert archive.unpack(zip64(len(INSIDE["a.xml"]))) == {"a.xml": INSIDE["a.xml"]}


REFUSED = {
    "bzip2": (packed(INSIDE, zipfile.ZIP_BZIP2), ("F09", "method")),
    "lzma": (packed(INSIDE, zipfile.ZIP_LZMA), ("F09", "method")),
    "a method nobody knows": (lying(GOOD, "a.xml", {METHOD: struct.pack("<H", 97)}), ("F09", "method")),
    "encrypted": (lying(GOOD, "b.xml", {FLAGS: struct.pack("<H", 1)}), ("F07", "")),
    "masked": (lying(GOOD, "b.xml", {FLAGS: struct.pack("<H", 0x2000)}), ("F07", "")),
    "more inside than declared": (lying(GOOD, "a.xml", {SIZE: 100}), ("F09", "sizes")),
    "less inside than declared": (lying(GOOD, "a.xml", {SIZE: 5000}), ("F09", "sizes")),
    "much less inside than declared": (lying(GOOD, "a.xml", {SIZE: 4_000_000_000}), ("F09", "unpacked")),
    "the prefix of a part with its check sum": (
        lying(GOOD, "a.xml", {SIZE: 100, CHECK_SUM: zlib.crc32(INSIDE["a.xml"][:100])}), ("F09", "sizes")),
    "stored of another size": (lying(STORED, "a.xml", {SIZE: 5}), ("F09", "sizes")),
    "fewer bytes packed than there are": (lying(GOOD, "a.xml", {PACKED_SIZE: 10}), ("F09", "sizes")),
    "packed bytes of the next part": (lying(GOOD, "a.xml", {PACKED_SIZE: 90}), ("F09", "overlap")),
    "two entries of one part": (lying(GOOD, "b.xml", {PLACE: 0}), ("F09", "overlap")),
    "a part inside the directory": (lying(GOOD, "empty", {PLACE: GOOD.index(b"PK\x01\x02") - 4}), ("F02", "")),
    "a part beyond the end": (lying(GOOD, "b.xml", {PLACE: 0xFFFFFFF0}), ("F02", "")),
    "another check sum": (lying(GOOD, "a.xml", {CHECK_SUM: 7}), ("F02", "")),
    "one name twice": (twice("a.xml", "A.XML"), ("F09", "twice")),
    "too many parts": (many(PARTS + 1), ("F09", "parts")),
    "a zip64 that lies upwards": (zip64(5000), ("F09", "sizes")),
    "a zip64 that lies beyond reason": (zip64(1 << 62), ("F09", "unpacked")),
    "a zip64 that lies downwards": (zip64(7), ("F09", "sizes")),
    "cut off": (GOOD[:-30], ("F02", "")),
    "nothing but its first letters": (b"PK\x03\x04", ("F02", "")),
}  # fmt: skip


@pytest.mark.parametrize(("content", "told"), REFUSED.values(), ids=REFUSED)
def test_a_zip_that_lies_or_is_made_otherwise_is_refused(content: bytes, told: tuple[str, str]):
    assert refused(content) == told


def test_any_one_bit_turned_gives_the_same_parts_or_a_refusal():
    for at in range(len(GOOD) * 8):
        turned = bytearray(GOOD)
        turned[at // 8] ^= 1 << at % 8
        try:
            parts = archive.unpack(bytes(turned))
        except Refusal:
            continue
        assert sorted(parts.values()) == sorted(INSIDE.values()), at
