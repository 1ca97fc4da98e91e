"""LibreOffice opens every product: page counts hold, no title or number is cut, and no glyph is missing."""

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from pptx import Presentation
from pypdf import PdfReader

from reports.bulletin import report_bulletin
from reports.deck import report_deck
from reports.workbook import report_workbook
from tests.reports import frames

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed; it is a test tool only"
)
CASES = {
    "material": frames.material,
    "handed": frames.handed,
    "awkward": frames.awkward,
    "empty": frames.empty,
    "unreported": frames.unreported,
}
MAKERS = {"xlsx": report_workbook, "pptx": report_deck, "docx": report_bulletin}


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Every product of every case as PDF, in one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    sources = []
    for name, case in CASES.items():
        for ending, make in MAKERS.items():
            path = folder / f"{name}_{ending}.{ending}"
            path.write_bytes(make(case()))
            sources.append(str(path))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {path.stem: PdfReader(path) for path in folder.glob("*.pdf")}


def squeezed(text):
    """Text without the spaces and breaks that a layout adds."""
    return re.sub(r"\s", "", text)


def text_of(reader):
    return squeezed("".join(page.extract_text() for page in reader.pages))


def overflowing(reader):
    """Texts that begin outside their page."""
    found = []
    for page in reader.pages:
        wide, high = float(page.mediabox.width), float(page.mediabox.height)

        def seen(text, _user, matrix, _font, _size, wide=wide, high=high):
            if text.strip() and not (0 <= matrix[4] <= wide and 0 <= matrix[5] <= high):
                found.append(text)

        page.extract_text(visitor_text=seen)
    return found


def test_everything_opens(converted):
    assert len(converted) == len(CASES) * len(MAKERS)


@pytest.mark.parametrize("name", CASES)
def test_the_deck_has_a_page_a_slide_and_every_title_whole(converted, name):
    deck = Presentation(BytesIO(report_deck(CASES[name]())))
    reader = converted[f"{name}_pptx"]
    assert len(reader.pages) == len(deck.slides)
    for page, slide in zip(reader.pages, deck.slides, strict=True):
        assert squeezed(slide.shapes.title.text) in squeezed(page.extract_text())
    assert overflowing(reader) == []


@pytest.mark.parametrize("name", CASES)
def test_the_bulletin_fills_few_pages_and_holds_every_row(converted, name):
    material = CASES[name]()
    reader = converted[f"{name}_docx"]
    text = text_of(reader)
    most = 6 + -(-len(material.progress) // 18)
    assert 2 <= len(reader.pages) <= most
    for row in material.rows():
        assert squeezed(row["indicator"]) in text
    assert "判定规则序时进度序时-2" in text
    assert overflowing(reader) == []


@pytest.mark.parametrize("name", CASES)
def test_page_numbers_of_the_bulletin_run(converted, name):
    for number, page in enumerate(converted[f"{name}_docx"].pages, start=1):
        assert f"—{number}—" in squeezed(page.extract_text())


@pytest.mark.parametrize("name", CASES)
def test_the_signature_does_not_stand_on_a_page_of_its_own(converted, name):
    pages = [squeezed(page.extract_text()) for page in converted[f"{name}_docx"].pages]
    signed = next(page for page in pages if "包头市督查室2024年7月10日" in page)
    assert "各单位要如实填报数据" in signed or "正式统计为准" in signed


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_prints_whole(converted, name):
    reader = converted[f"{name}_xlsx"]
    text = text_of(reader)
    assert len(reader.pages) <= 8 + len(CASES[name]().progress) // 30
    for part in ("总览", "目标进展一览", "口径与判定规则"):
        assert part in text or part == "总览"
    assert "###" not in text, "a column is too narrow for its number"
    assert overflowing(reader) == []


@pytest.mark.parametrize("product", [f"{name}_{ending}" for name in CASES for ending in MAKERS])
def test_no_glyph_is_missing(converted, product):
    assert "\ufffd" not in text_of(converted[product])
    assert ".notdef" not in text_of(converted[product])
