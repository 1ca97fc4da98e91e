"""How much of a workbook is read: every bound in one place, and the refusal of what lies beyond.

All of it is held inside the limited process (intake/guard/inside.py), on what was parsed; the limits on memory and processor
time there are the last resort, for what nobody thought of.
"""

from data.problems import Problem, problem

MEGABYTE = 1024 * 1024
FILE = 20 * MEGABYTE  # bytes of a file as it comes
UNPACKED = 150 * MEGABYTE  # bytes of all parts of a zip
PARTS = 2000
RATIO = 100  # of a part's unpacked to its packed bytes
RATIO_FLOOR = 1 * MEGABYTE  # small parts may be packed as well as they like
SHEETS = 64
NAME = 100  # characters of a sheet's name; Excel allows 31
FAR_ROW, FAR_COLUMN = 99_999, 702  # the last row and the last column (ZZ) that are read
AREA = 2_000_000  # cells in the rectangles that hold all that is filled in, over all sheets
CELLS = 400_000  # filled cells of a workbook that is read cell by cell
TEXT = 2000  # characters kept of one text
TEXTS = 4_000_000  # characters kept of all texts
MERGED = 20_000  # merged boxes
MERGED_AREA = 200_000  # cells under all of them
COMMENTS = 5_000
FORMATS = 4000  # different number formats of a sheet; further ones are taken for General
FORMAT = 255  # characters kept of one
FORMULA = 500  # characters kept of a formula

SECONDS = 2  # of processor time that a small file may take
SECONDS_A_MEGABYTE = 30  # more, for each megabyte of the file as it comes


class Refusal(Exception):
    """What stops the reading of a file, as the problem that tells of it."""

    def __init__(self, found: Problem) -> None:
        self.problem = found
        super().__init__(found.code)


def check(reason: str, count: int, limit: int) -> None:
    """Refuse a workbook with more of something than is read; `reason` is the word for it."""
    if count > limit:
        raise Refusal(problem("F21", reason=reason, count=count, limit=limit))


def seconds(content: bytes) -> float:
    """Return the processor time that reading a file may take, by its size as it comes."""
    return SECONDS + SECONDS_A_MEGABYTE * len(content) / MEGABYTE
