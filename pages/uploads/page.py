"""月报导入: fetch the form, hand in the month's workbooks, see what they would change, confirm; and take one back."""

import streamlit as st

from pages.frame import places, view
from pages.uploads import forms, previews, waiting

st.title(places.title(places.UPLOADS), anchor=False)

forms.download(view.current())
waiting.show(by=waiting.upload())
previews.batches()
