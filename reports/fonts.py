"""Whether this machine can print Chinese: the glyphs, looked up in the font files, and a browser that starts.

Owns the check before an export and the words of its remedy. A font that merely answers is not believed (fc-match
always answers): the code points are looked up in the file. The result is a value; nothing is raised.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from choreographer.browsers.chromium import Chromium
from fontTools.ttLib import TTFont, TTLibError

from wording.translate import _

GLYPHS = Path(__file__).with_name("wording") / "glyphs.txt"
PIP_FONTS = "pylopdf_fonts_zh_cn"
_CHINESE = "sans:lang=zh-cn"
_FORMAT = "%{file}|%{index}"
_START_SECONDS = 30
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_HAN = 0x56FD  # a character every Chinese font holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: whether all is well, what was found, and what to do where it is not."""

    ready: bool
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What images need: Chinese glyphs and a browser. Excel, PowerPoint and Word need neither."""

    glyphs: Finding
    browser: Finding

    @property
    def ready(self) -> bool:
        """Whether images can be drawn as they should be."""
        return self.glyphs.ready and self.browser.ready

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is missing, in the order to mend it."""
        return tuple(finding for finding in (self.glyphs, self.browser) if not finding.ready)


def readiness(texts: Iterable[str] = ()) -> Readiness:
    """Both checks, over the house's own glyphs and the given texts (names of regions and indicators)."""
    return Readiness(glyphs=glyph_check(texts), browser=browser_check())


def glyph_check(texts: Iterable[str] = ()) -> Finding:
    """Whether every character can be drawn by a font of this machine."""
    if shutil.which("fc-match") is None:
        return Finding(
            ready=False,
            message=_("本机没有 fontconfig，无法确认中文字体。"),
            remedy=_("请执行 apt-get install -y fontconfig fonts-noto-cjk 后重试。"),
        )
    use_pip_fonts()
    missing = missing_glyphs(texts)
    if not missing:
        return Finding(ready=True, message=_("中文字体齐全。"))
    if len(missing) > len(needed_characters(())) // 2:
        said = _("本机没有可用的中文字体，导出的图片会显示为方框。")
    else:
        said = _("下列字符没有字体可以显示，导出的图片会显示为方框：{characters}").format(
            characters="".join(sorted(missing)[:40])
        )
    return Finding(ready=False, message=said, remedy=font_remedy())


def font_remedy() -> str:
    """How to get a free Chinese font, with apt or with pip alone."""
    return _(
        "请执行 apt-get install -y fonts-noto-cjk 后重试；"
        "不能使用 apt 时执行 pip install pylopdf-fonts-zh-cn，本程序会自动使用其中的思源字体。"
    )


def browser_check() -> Finding:
    """Whether the browser that draws the images is there and starts."""
    path = Chromium.find_browser(skip_local=False)
    remedy = _(
        "请执行 apt-get install -y --no-install-recommends chromium 后重试；也可用环境变量 BROWSER_PATH 指明位置。"
    )
    if not path or not Path(path).exists():
        return Finding(
            ready=False,
            message=_("本机没有 Chromium 浏览器，不能导出图片；Excel、PPT 和 Word 不受影响。"),
            remedy=remedy,
        )
    try:
        _start(str(path))
    except _NotStarted:
        return Finding(
            ready=False,
            message=_("Chromium（{path}）无法启动，不能导出图片；Excel、PPT 和 Word 不受影响。").format(
                path=path
            ),
            remedy=remedy,
        )
    return Finding(ready=True, message=_("Chromium 可以启动。"))


class _NotStarted(Exception):
    """The browser did not draw an empty page this time."""


@lru_cache(maxsize=4)
def _start(path: str) -> None:
    """Let the browser draw an empty page; that it did is known from then on, that it did not is asked anew each time."""
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    with tempfile.TemporaryDirectory() as profile:
        try:
            started = subprocess.Popen(
                [*command[:-1], f"--user-data-dir={profile}", command[-1]],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as fault:
            raise _NotStarted from fault
        if b"<html" not in _said(started):
            raise _NotStarted


def _said(started: subprocess.Popen[bytes]) -> bytes:
    """What the browser wrote; one that does not end is ended with all its processes, for they hold its output."""
    with started:
        try:
            return started.communicate(timeout=_START_SECONDS)[0]
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            return b""


def needed_characters(texts: Iterable[str]) -> frozenset[str]:
    """The characters an export may print: the house's own and those of the texts, without spaces and controls."""
    own = GLYPHS.read_text(encoding="utf-8")
    return frozenset(
        character
        for text in (own, *texts)
        for character in text
        if unicodedata.category(character) not in _INVISIBLE
    )


def missing_glyphs(texts: Iterable[str] = ()) -> frozenset[str]:
    """Characters that neither the Chinese font nor the font next in line for them can draw."""
    wanted = needed_characters(texts)
    path, index = matched_font(_CHINESE)
    left = {character for character in wanted if ord(character) not in _code_points(path, index)}
    return frozenset(character for character in left if not _drawn_elsewhere(character))


def _drawn_elsewhere(character: str) -> bool:
    """Whether the font the system falls back to for this one character really holds it."""
    path, index = matched_font(f"sans:charset={ord(character):x}")
    return ord(character) in _code_points(path, index)


def matched_font(pattern: str) -> tuple[str, int]:
    """File and face number fontconfig answers for a pattern; it answers always, so look inside."""
    done = subprocess.run(
        ["fc-match", "-f", _FORMAT, pattern],
        capture_output=True,
        text=True,
        timeout=_START_SECONDS,
        check=False,
    )
    path, _bar, index = done.stdout.partition("|")
    return path, int(index or 0) & 0xFFFF


def _code_points(path: str, index: int) -> frozenset[int]:
    """The code points a font file holds; none when it cannot be read, which is tried anew each time."""
    try:
        return _read_code_points(path, index, Path(path).stat().st_mtime_ns)
    except (OSError, TTLibError):
        return frozenset()


@lru_cache(maxsize=8)
def _read_code_points(path: str, index: int, _written: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def use_pip_fonts() -> None:
    """Where no Chinese font is installed but the pip package is, let this process and its browser find it."""
    package = find_spec(PIP_FONTS)
    path, index = matched_font(_CHINESE)
    if package is None or package.origin is None or _HAN in _code_points(path, index):
        return
    folder = Path(tempfile.mkdtemp(prefix="xushi-fonts-"))
    (folder / "fonts.conf").write_text(
        fonts_conf(Path(package.origin).parent, folder, _system_conf()), encoding="utf-8"
    )
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")


def _system_conf() -> str:
    return os.environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"


def fonts_conf(fonts: Path, cache: Path, system: str) -> str:
    """A fontconfig file that adds one folder of fonts to the system's."""
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{system}</include>'
        f"<dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
    )
