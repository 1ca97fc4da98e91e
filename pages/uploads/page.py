"""月报导入: fetch the form, upload the month's workbooks, see what they would change, confirm; and take one back."""

import streamlit as st

from pages.shared import places, view
from pages.uploads import batches, files, forms, pending, previews

seen = view.current()
st.title(places.title(places.UPLOADS), anchor=False)

forms.download(seen)
by, workbooks = files.upload()
for preview, content in pending.checked(workbooks):
    previews.show(preview, content, by=by)

batches.show()
