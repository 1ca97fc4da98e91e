"""What things are called in the language in use."""

from collections.abc import Iterator

import pandas as pd
import pytest

from wording import labels
from wording.translate import use

RECORD = {
    "indicator": "多晶硅产能", "indicator_en": "Polysilicon capacity", "region": "达尔罕茂明安联合旗", "region_short": "达茂旗",
    "region_en": "Darhan Muminggan United Banner", "lead_units": ("市发改委",), "lead_units_en": (),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    use("zh")
    yield
    use("zh")


def test_names_follow_the_language() -> None:
    assert labels.called(RECORD, "indicator") == "多晶硅产能"
    assert labels.called_short(RECORD, "region") == "达茂旗"
    use("en")
    assert labels.called(RECORD, "indicator") == "Polysilicon capacity"
    assert labels.called_short(RECORD, "region") == "Darhan Muminggan United Banner"


def test_a_missing_english_name_falls_back_to_the_chinese_one() -> None:
    use("en")
    assert labels.called({"sector": "稀土", "sector_en": float("nan")}, "sector") == "稀土"
    assert labels.lead_organisation(RECORD) == "市发改委"
    assert labels.lead_organisation({}) == ""


def test_a_whole_column_is_named_at_once() -> None:
    frame = pd.DataFrame({"sector": ["稀土", "人才"], "sector_en": ["Rare earths", None]})
    assert list(labels.names(frame, "sector")) == ["稀土", "人才"]
    use("en")
    assert list(labels.names(frame, "sector")) == ["Rare earths", "人才"]
