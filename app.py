"""The frame of the dashboard: page config, language, navigation, filters, and the one place that catches faults."""

import logging
from datetime import UTC, datetime
from uuid import uuid4

import streamlit as st

from data.errors import TrackerError
from pages.shared import exports, filters, frame, load, messages, view, who
from reports import products
from reports.table import table_workbook
from wording import translate
from wording.translate import _

log = logging.getLogger("xushi")


def main() -> None:
    """Draw one run of the dashboard."""
    translate.use(st.query_params.get("lang", "zh"))
    present = "present" in st.query_params
    page = st.navigation(frame.pages(), position="hidden" if present else "top")
    frame.mark()
    st.set_page_config(page_title=f"{page.title} · {_('序时')}", page_icon=frame.ICON, layout="wide")
    exports.offer(
        exports.Verbs(
            products=products.CATALOGUE,
            make=products.made,
            outline=products.outlined,
            ahead=products.ahead,
            unable=products.unable,
            table=table_workbook,
        )
    )
    try:
        load.enter(who.viewer(), datetime.now(UTC).astimezone().replace(tzinfo=None))
        seen = view.enter(page.url_path)
        if not present:
            filters.bar(seen)
        messages.lost()
        messages.looking_back(seen)
        messages.unknown_filters(seen)
        page.run()
    except TrackerError as fault:
        messages.fault(fault, _recorded())
    except Exception:  # noqa: BLE001 the frame is where every unforeseen fault becomes a sentence
        messages.unforeseen(_recorded())


def _recorded() -> str:
    """Write the fault in hand to the log under a short reference number."""
    reference = uuid4().hex[:8].upper()
    log.exception("fault %s", reference)
    return reference


main()
