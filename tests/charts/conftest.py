"""Frames the charts are tested on: ordinary rows beside the awkward ones real reports bring."""

import numpy as np
import pandas as pd
import pytest

LONG_NAME = "规模以上工业企业数字化转型诊断服务覆盖企业数量达到三十个字长"
ROWS = [
    ("组件产能", "GW", "stock", 0.18, 0.5, "far_behind", 3.42, 1.9),
    ("晶硅光伏产业产值", "亿元", "flow", 0.306, 0.5, "far_behind", 231, 2.3),
    ("引进高层次人才团队", "个", "flow", 0.40, 0.5, "behind", 3.5, np.nan),
    ("引进亿元以上战新项目", "个", "flow", 0.49998, 0.5, "behind", 8.7, np.nan),
    (LONG_NAME, "家", "flow", 13.0, 0.5, "achieved", np.nan, np.nan),
    ("单位工业增加值能耗累计下降", "%", "flow", -0.6, 0.5, "far_behind", np.nan, np.nan),
    ("<b>多晶硅</b> & 产能", "万吨", "stock", 0.51, 0.5, "on_pace", 3.0, 0.9),
    ("社会消费品零售总额", "亿元", "flow", np.nan, np.nan, "not_reported", np.nan, np.nan),
]
COLUMNS = [
    "indicator", "unit", "measure", "completion", "expected", "official_status", "required_per_month",
    "effort_vs_average",
]  # fmt: skip


def progress_frame(repeat: int = 1) -> pd.DataFrame:
    """A progress frame of eight awkward targets, repeated as often as asked."""
    frame = pd.concat([pd.DataFrame(ROWS, columns=COLUMNS)] * repeat, ignore_index=True)
    frame["lag_pp"] = (frame["completion"] - frame["expected"]) * 100
    frame["target_id"] = [f"t{i}" for i in range(len(frame))]
    frame["region"] = ["包头市", "昆都仑区", "青山区", "固阳县"] * (len(frame) // 4)
    frame["region_code"] = ["150200", "150203", "150204", "150222"] * (len(frame) // 4)
    frame["top_sector"] = ["晶硅光伏", "稀土"] * (len(frame) // 2)
    frame["top_sector_code"] = ["pv", "rare-earth"] * (len(frame) // 2)
    return frame.assign(
        target=100.0, actual=frame["completion"] * 100, value_high=np.nan, comparator=">=", better="higher",
        months_left=6, lead_units=[("市发改委",)] * len(frame), actual_period=pd.Timestamp("2024-06-30"),
        deadline=pd.Timestamp("2024-12-31"),
    )  # fmt: skip


@pytest.fixture
def progress() -> pd.DataFrame:
    return progress_frame()
