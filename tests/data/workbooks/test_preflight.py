"""What a hostile file may take: the sizes a zip may declare."""

import zipfile

import pytest

from data.workbooks import preflight
from data.workbooks.preflight import MEGABYTE, PART_LIMIT, RATIO_LIMIT, UNPACKED_LIMIT


def part(unpacked: int, packed: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    found.file_size, found.compress_size = unpacked, packed
    return found


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([part(UNPACKED_LIMIT, UNPACKED_LIMIT)], None),
        (
            [part(UNPACKED_LIMIT, MEGABYTE * 2), part(MEGABYTE, MEGABYTE)],
            {"reason": "unpacked", "size": "151"},
        ),
        ([part(1, 1)] * PART_LIMIT, None),
        ([part(1, 1)] * (PART_LIMIT + 1), {"reason": "parts", "count": "2001"}),
        ([part(MEGABYTE, 1)], None),
        ([part(RATIO_LIMIT * MEGABYTE, MEGABYTE)], None),
        (
            [part(RATIO_LIMIT * MEGABYTE + 1, MEGABYTE - 1)],
            {"reason": "ratio", "part": "xl/worksheets/sheet1.xml", "ratio": "100"},
        ),
        (
            [part(2 * MEGABYTE, 0)],
            {"reason": "ratio", "part": "xl/worksheets/sheet1.xml", "ratio": "2097152"},
        ),
    ],
)
def test_what_a_zip_declares_is_bounded(parts: list[zipfile.ZipInfo], told: dict[str, str] | None):
    assert preflight.excess(parts) == told
