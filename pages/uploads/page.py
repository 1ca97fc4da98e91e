"""月报导入: fetch the form, hand in the month's workbooks, see what they would change, confirm; and take one back."""

import streamlit as st

from pages import uploads
from pages.frame import places, view
from pages.uploads import forms, previews

st.title(places.title(places.UPLOADS), anchor=False)

forms.download(view.current())
uploads.show(by=uploads.upload())
previews.batches()
