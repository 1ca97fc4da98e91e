"""What of this screen is open, in its own address: the document, and the target whose trail is shown.

A page link to the page itself is drawn as the current one, whatever it opens; so these are plain buttons that write
the address, and the view stays a link.
"""

import streamlit as st

DOCUMENT, CLAUSE = "document", "clause"


def asked(name: str) -> str | None:
    """What the address asks for."""
    return st.query_params.get(name)


def opener(label: str, *, place: str, document: str, clause: str | None = None) -> None:
    """A button in plain text that opens a document, or a target's trail in it; ``place`` tells equal ones apart."""
    st.button(
        label,
        key=f"{place}_{document}_{clause or ''}",
        type="tertiary",
        on_click=open_,
        args=(document, clause),
    )


def open_(document: str, clause: str | None = None) -> None:
    """Write into the address what is open."""
    st.query_params[DOCUMENT] = document
    if clause is None:
        st.query_params.pop(CLAUSE, None)
    else:
        st.query_params[CLAUSE] = clause
