"""The line under a headline: the month, the rule set, and that the values are sample data where they are."""

import pandas as pd
import streamlit as st

from pages.frame import view
from pages.shared import marks
from wording.translate import _


def line(facts: pd.DataFrame, *parts: str) -> None:
    """What the headline rests on; `parts` are said first."""
    seen = view.current()
    said = [
        *(part for part in parts if part),
        _("截至{month}").format(month=seen.words("month")),
        _("判定规则 {rules}").format(rules=seen.words("rules")),
    ]
    sample = bool(facts["is_sample"].any()) if len(facts) else False
    badge = f" :yellow-badge[{_('示例数据：目标为真实文件所载，月报数值为虚构')}]" if sample else ""
    st.markdown(marks.muted(marks.plain(" · ".join(said))) + badge)
