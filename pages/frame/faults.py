"""Faults on the screen: written to the log under a short reference, and kept to the one thing they are about."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import streamlit as st

from data.errors import CheckCancelledError, TrackerError
from pages.frame import messages

_LOG = logging.getLogger("xushi")


def recorded() -> str:
    """Write the fault in hand to the log and return the reference it is found by."""
    reference = uuid4().hex[:8].upper()
    _LOG.exception("fault %s", reference)
    return reference


@contextmanager
def apart(remember: Callable[[str], None] = lambda reference: None) -> Iterator[None]:
    """One thing among several: a fault is said in its place and the others are shown all the same.

    `remember` hears the reference of a fault nobody foresaw. Whoever has left is told nothing and kept waiting by nothing.
    """
    try:
        yield
    except CheckCancelledError:
        st.stop()
    except TrackerError as fault:
        messages.fault(fault, recorded())
    except Exception:  # noqa: BLE001 one file of a lot never hides the others
        reference = recorded()
        messages.unforeseen(reference)
        remember(reference)
