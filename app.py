"""The frame of the dashboard: page config, language, navigation, filters, and the one place that catches faults."""

from datetime import UTC, datetime

import streamlit as st

from data.errors import TrackerError
from pages.frame import filters, messages, places, view
from pages.shared import exports, load
from reports import products
from reports.workbook import table_workbook
from wording import translate
from wording.translate import _


def main() -> None:
    """Draw one run of the dashboard."""
    translate.use(st.query_params.get("lang", "zh"))
    present = "present" in st.query_params
    page = st.navigation(places.pages(), position="hidden" if present else "top")
    places.mark()
    st.set_page_config(page_title=f"{page.title} · {_('序时')}", page_icon=places.ICON, layout="wide")
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
        load.enter(view.viewer(), datetime.now(UTC).astimezone().replace(tzinfo=None))
        if load.is_empty() and places.needs_ledger(page.url_path):
            places.to_start()
        seen = view.enter(page.url_path)
        if page.url_path == places.START.url:
            filters.language_alone()
        elif not present:
            filters.bar(seen)
        messages.lost()
        messages.looking_back(seen)
        messages.unknown_filters(seen)
        page.run()
    except TrackerError as fault:
        messages.fault(fault, messages.recorded())
    except Exception:  # noqa: BLE001 the frame is where every unforeseen fault becomes a sentence
        messages.unforeseen(messages.recorded())


main()
