"""口径说明: every number, every light and every rule set, as the program itself states them."""

import streamlit as st

from metrics.registry import METRICS
from metrics.status import rule_sets
from pages import glossary
from pages.frame import places

st.title(places.title(places.GLOSSARY), anchor=False)
glossary.lights()
glossary.rules(rule_sets())
glossary.metrics(METRICS)
glossary.words()
