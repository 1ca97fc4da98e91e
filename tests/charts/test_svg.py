"""The light bullet strip: well-formed, escaped, the same numbers and colours as the plotly chart."""

import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest

from charts import style as styles
from charts.svg import bullet_svg
from tests.charts.conftest import progress_frame

SPACE = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SPACE}text")]


@pytest.mark.parametrize("style", [styles.SCREEN, styles.SCREEN_DARK, styles.PHONE, styles.PAPER])
def test_it_is_well_formed_and_shows_the_numbers(style: styles.Style, progress: pd.DataFrame) -> None:
    shown = texts(bullet_svg(progress, style))
    assert "18.0%" in shown
    assert "49.998%" in shown
    assert "■ 严重滞后" in shown


def test_data_is_text_and_never_markup() -> None:
    frame = progress_frame().assign(
        indicator='<script>alert(1)</script>"&', unit="<x>", lead_units=[("<i>",)] * 8
    )
    svg = bullet_svg(frame, styles.SCREEN)
    assert "<script" not in svg
    assert any("<script>alert(1)</script>" in text for text in texts(svg))


def test_bars_have_the_colours_of_their_status(progress: pd.DataFrame) -> None:
    svg = bullet_svg(progress, styles.SCREEN)
    colours = [node.get("fill") for node in ElementTree.fromstring(svg).iter(f"{SPACE}rect")]
    for status in ("far_behind", "behind", "achieved", "on_pace"):
        assert styles.fill(status, styles.SCREEN) in colours


def test_nothing_lies_outside_the_image(progress: pd.DataFrame) -> None:
    for style in (styles.SCREEN, styles.PHONE, styles.PAPER):
        root = ElementTree.fromstring(bullet_svg(progress, style))
        for node in root.iter(f"{SPACE}rect"):
            if node.get("x"):
                assert 0 <= float(node.get("x")) <= style.width
                assert float(node.get("x")) + float(node.get("width")) <= style.width


def test_no_rows_give_an_image_too(progress: pd.DataFrame) -> None:
    assert ElementTree.fromstring(bullet_svg(progress.head(0), styles.SCREEN)).tag == f"{SPACE}svg"


def test_it_needs_no_plotly() -> None:
    code = "import sys, charts.svg; sys.exit('plotly' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
