"""Every pattern that meets a file's text reads it in time that grows as the text does, a million characters included.

Time is not measured against a clock: each text is compared with a shorter one of its kind, only the slowest
up to the full length.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

import intake
import intake.workbooks

GROWTH = 1.5  # the power of a text's growth; a pattern that looks back over all of it grows with the square
NOISE = 0.004  # seconds of processor time below which growth says nothing
REPEATED = (
    "[", "(", "【", " ", "1", "一", "1,", "_", '"', "[a", "( ", "1 ", "一、", "(一)", "1-", "1年", "时间 ", "单位:",
    "注 ", "合 ", "报送单位 ", "2024年", "万", "<c ", "<c r=", "<f>", "<row ", "<t>2024",
)  # fmt: skip
BEGUN = (
    ("(", " "), ("[", "a"), ('"', "万"), ("1", "_"), ("2024", " "), ("时间:", " "), ("1", " "), ("-1", "1"), ("1.", "1"),
    ("charset=", " "), ("单位", " "), ("注", " "), ("合", " "), ("报送单位:", " "), ("0", ","), ("'", "a"), ("<c ", "a"), ("<f", "a"),
)  # fmt: skip

EVERY = len(REPEATED) + len(BEGUN)
SIZES = {
    250: EVERY,
    1_000: EVERY,
    4_000: EVERY,
    16_000: EVERY,
    64_000: 2,
    1_000_000: 1,
}  # of how many texts, the slowest


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Every compiled pattern of the modules that read a file, by the name of its module and its own."""
    for package in (intake, intake.workbooks):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


NAMED = {str(pattern.pattern): (name, pattern) for name, pattern in patterns()}


def text(kind: int, size: int) -> str:
    """One of the texts that patterns are tried on."""
    if kind < len(REPEATED):
        unit = REPEATED[kind]
        return (unit * (size // len(unit) + 1))[:size]
    start, unit = BEGUN[kind - len(REPEATED)]
    return (start + unit * size)[: size - 3] + "a\nb"


def spent(pattern: re.Pattern[str] | re.Pattern[bytes], text: str, times: int = 1) -> float:
    """Processor seconds of looking through a text, the fastest of some tries."""
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    found = []
    for _ in range(times):
        begun = time.process_time()
        pattern.fullmatch(subject)  # type: ignore[arg-type]  # bytes for a pattern of bytes
        for _ in pattern.finditer(subject):  # type: ignore[arg-type]  # as above
            pass
        found.append(time.process_time() - begun)
    return min(found)


@pytest.mark.parametrize(("name", "pattern"), NAMED.values(), ids=[name for name, _ in NAMED.values()])
def test_a_pattern_takes_time_as_its_text_grows(name: str, pattern: re.Pattern[str]):
    taken = dict.fromkeys(range(EVERY), 0.0)
    for (before, _), (after, many) in pairwise(SIZES.items()):
        kinds = sorted(taken, key=lambda kind: -taken[kind])[:many]
        taken = {kind: spent(pattern, text(kind, after)) for kind in kinds}
        for kind in kinds:
            growth = (after / before) ** GROWTH
            if taken[kind] > max(NOISE, growth * spent(pattern, text(kind, before))):
                bound = max(NOISE, growth * spent(pattern, text(kind, before), 3))
                assert spent(pattern, text(kind, after), 3) <= bound, (name, text(kind, 8), after)
