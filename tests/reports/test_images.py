"""Images for print: 300 dpi, named by their finding, the same bytes each time, and drawn without a tofu box."""

import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image as Opened
from pypdf import PdfReader

from charts.style import FONTS
from reports import images
from reports.figures import bulletin_drawings, drawings, how_many, plotted_rows
from reports.fonts import needed_characters
from reports.images import Image, ImagesImpossibleError, bulletin_pictures, write_charts, write_images
from reports.material import SLIPPING, Part, judged_rows
from reports.pack import write_titles
from tests.reports import frames
from tests.reports.test_fonts import names

CELL = 30  # pixels a character gets on the sheet of the tofu test
ACROSS = 60
NO_GLYPH = "\U0010fffd"


def small():
    """A handful of targets in two regions."""
    return frames.material(frames.targets(regions=2, sectors=1))


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """The charts of a small material in all formats, drawn once for this file, with what the progress bar heard."""
    heard = []
    folder = tmp_path_factory.mktemp("charts")
    done = write_charts(small(), folder, told=lambda done, of: heard.append((done, of)))
    assert done.undrawn == ()
    return folder, done.paths, heard


def test_every_chart_comes_in_every_format(pack):
    folder, written, heard = pack
    material = small()
    stems = [drawing.name for drawing in drawings(material)]
    assert len(stems) == how_many(material)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{stem}.{shape}" for stem in stems for shape in images.FORMATS
    )
    assert heard == [(done, len(written)) for done in range(1, len(written) + 1)]


def test_png_prints_at_300_dpi_as_wide_as_the_text(pack):
    for path in pack[0].glob("*.png"):
        with Opened.open(path) as image:
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
            assert image.width / 300 * 25.4 == pytest.approx(160, abs=0.5)
            ink = np.asarray(image.convert("L")) < 250
            assert ink.any()
            assert not ink[:, :2].any(), "clipped at the left edge"
            assert not ink[:, -2:].any(), "clipped at the right edge"
            assert not ink[-2:].any(), "clipped at the lower edge"


def test_svg_and_pdf_hold_the_stamp_and_one_page(pack):
    for path in pack[0].glob("*.svg"):
        assert "示例数据" in path.read_text(encoding="utf-8")
    for path in pack[0].glob("*.pdf"):
        reader = PdfReader(path)
        assert len(reader.pages) == 1
        fonts = reader.pages[0]["/Resources"]["/Font"]
        assert all(_embedded(font.get_object()) for font in fonts.values())


def _embedded(font):
    if font["/Subtype"] == "/Type3":
        return True
    child = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return any(key.startswith("/FontFile") for key in child["/FontDescriptor"])


def test_drawn_again_every_file_is_the_same(pack, tmp_path):
    folder, written, _heard = pack
    again = write_charts(small(), tmp_path).paths
    assert [path.name for path in again] == [path.name for path in written]
    assert [path.name for path in again if path.read_bytes() != (folder / path.name).read_bytes()] == []


def test_a_page_of_rows_says_how_many_it_leaves_out():
    material = frames.material()
    figure = next(drawings(material)).figure
    rest = judged_rows(material.progress).iloc[20:]
    slipping = int(rest["official_status"].isin(SLIPPING).sum())
    said = " ".join(str(note.text) for note in figure.layout.annotations).replace("<br>", "")
    assert f"另有{len(rest)}项未列出，其中{slipping}项滞后" in said
    assert "未列出" not in " ".join(
        str(note.text) for note in next(drawings(small())).figure.layout.annotations
    )


def test_who_makes_up_a_gap_has_a_chart():
    material = frames.handed()
    found = [drawing for drawing in drawings(material) if "缺口构成" in drawing.name]
    assert len(found) == 2
    assert "白云矿区占18%、青山区占7%，另有1个地区未报送" in found[0].finding
    assert how_many(material) == len(list(drawings(material)))


@pytest.mark.parametrize("part", list(Part))
def test_a_part_of_the_charts_is_counted_as_it_is_drawn(part):
    material = replace(frames.handed(), part=part)
    drawn = [drawing.name for drawing in drawings(material)]
    assert len(drawn) == how_many(material)
    assert {name[4:] for name in drawn} <= {drawing.name[4:] for drawing in drawings(frames.handed())}


def test_what_slips_is_drawn_without_what_does_not():
    material = replace(small(), part=Part.SLIPPING)
    assert 0 < len(plotted_rows(material)) < len(plotted_rows(small()))
    assert {row["official_status"] for row in plotted_rows(material)} <= set(SLIPPING)


def test_the_titles_that_stand_outside_the_pictures_are_listed(tmp_path):
    material = small()
    write_titles(material, tmp_path)
    text = (tmp_path / "titles.csv").read_text(encoding="utf-8-sig")
    assert all(drawing.finding in text for drawing in drawings(material))


def test_the_bulletin_gets_its_charts_at_print_resolution():
    material = small()
    pictures = bulletin_pictures(material)
    assert [picture.finding for picture in pictures] == [one.finding for one in bulletin_drawings(material)]
    for picture in pictures:
        assert picture.alt
        with Opened.open(BytesIO(picture.image)) as image:
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


def test_nothing_to_draw_makes_no_file(tmp_path):
    assert write_charts(frames.empty(), tmp_path).paths == []
    assert bulletin_pictures(frames.empty()) == []


def test_without_a_browser_charts_are_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/chromium")
    with pytest.raises(ImagesImpossibleError, match=re.escape("请执行 apt-get install")):
        write_charts(small(), tmp_path)
    assert bulletin_pictures(small()) == []


def test_no_status_glyph_and_no_character_of_a_name_is_drawn_as_a_box(tmp_path):
    texts = [
        *names("regions"),
        *names("indicators"),
        *names("units"),
        *names("sectors"),
        *names("organisations"),
    ]
    characters = [NO_GLYPH, *sorted(needed_characters(texts))]
    path = tmp_path / "glyphs.png"
    write_images([Image(figure=glyph_sheet(characters), path=path)], 1, frames.KNOWN_AT)
    with Opened.open(path) as image:
        pixels = np.asarray(image.convert("L")) < 128
    drawn = [cell(pixels, place) for place in range(len(characters))]
    box = drawn[0]
    assert box.any()
    blank = [c for c, seen in zip(characters, drawn, strict=True) if not seen.any()]
    boxes = [c for c, seen in zip(characters[1:], drawn[1:], strict=True) if same(seen, box)]
    assert (blank, boxes) == ([], [])


def glyph_sheet(characters):
    """One character a cell, in the charts' fonts."""
    places = range(len(characters))
    rows = -(-len(characters) // ACROSS)
    figure = go.Figure(
        go.Scatter(
            x=[place % ACROSS + 0.5 for place in places],
            y=[place // ACROSS + 0.5 for place in places],
            text=characters,
            mode="text",
            textfont={"family": FONTS, "size": 16, "color": "black"},
        )
    )
    figure.update_layout(
        template="none", width=ACROSS * CELL, height=rows * CELL, margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={"range": [0, ACROSS], "visible": False}, yaxis={"range": [rows, 0], "visible": False},
    )  # fmt: skip
    return figure


def cell(pixels, place):
    """The ink of one character, cut to its own edges."""
    size = pixels.shape[1] / ACROSS
    top, left = round(place // ACROSS * size), round(place % ACROSS * size)
    part = pixels[top : top + round(size), left : left + round(size)]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    return part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if rows.size else part[:0]


def same(one, other):
    """Whether two drawings differ in no more than a few pixels at their edges."""
    return one.shape == other.shape and (one != other).mean() < 0.02
