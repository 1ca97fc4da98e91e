"""Every chart drawn by a real Chromium: the right size, and not an empty sheet."""

import asyncio
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from plotly.graph_objects import Figure

from charts import style as styles
from charts.bullet import bullet_chart
from charts.burnup import burnup_chart
from charts.cells import tile_chart
from charts.contribution import contribution_chart
from charts.heat import heat_chart
from charts.small_multiples import small_multiples_chart
from tests.charts.conftest import progress_frame
from tests.charts.test_burnup import polysilicon, reported
from tests.charts.test_cells import TILES
from tests.charts.test_comparisons import history, shares

SCALE = 2
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
        reason="no Chromium on this machine: apt-get install -y --no-install-recommends chromium",
    ),
]


def figures(style: styles.Style) -> dict[str, Figure]:
    common = {"title": "标题说明计算所得的结论", "style": style, "source_note": "数据来源：示例数据（虚构）"}
    frame = progress_frame()
    return {
        "bullet": bullet_chart(frame, **common),
        "burnup": burnup_chart(reported([49, 52, 55.5, 58, 61.5]), polysilicon(), **common),
        "heat": heat_chart(frame, **common),
        "tile": tile_chart(frame, TILES, **common),
        "small": small_multiples_chart(history(), **common),
        "contribution": contribution_chart(shares(), **common),
    }


async def _render(wanted: dict[Path, Figure], width: int) -> None:
    kaleido = pytest.importorskip("kaleido")
    specs = [
        {
            "fig": figure,
            "path": str(path),
            "opts": {"format": "png", "width": width, "height": figure.layout.height, "scale": SCALE},
        }
        for path, figure in wanted.items()
    ]
    async with kaleido.Kaleido(n=1, mathjax=False) as browser:
        await browser.write_fig_from_object(specs)


@pytest.mark.parametrize(
    "style", [styles.SCREEN_DARK, styles.PHONE, styles.PAPER], ids=["dark", "phone", "paper"]
)
def test_every_chart_is_drawn_in_its_size(style: styles.Style, tmp_path: Path) -> None:
    drawn = {tmp_path / f"{name}.png": figure for name, figure in figures(style).items()}
    asyncio.run(_render(drawn, style.width))
    for path, figure in drawn.items():
        picture = Image.open(BytesIO(path.read_bytes()))
        assert picture.size == (style.width * SCALE, figure.layout.height * SCALE), path.stem
        pixels = np.asarray(picture.convert("L"))
        assert (pixels != pixels[0, 0]).mean() > 0.01, f"{path.stem} is an empty sheet"
        _assert_nothing_is_cut(pixels, path.stem)


def _assert_nothing_is_cut(pixels: np.ndarray, name: str) -> None:
    """Nothing dark touches the sheet's edges, where text would have been cut."""
    ground = int(pixels[0, 0])
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert (np.abs(edge.astype(int) - ground) < 80).all(), f"{name} touches the edge"
