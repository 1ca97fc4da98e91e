"""口径说明: every number, every light and every rule set, as the program itself states them."""

import streamlit as st

from metrics.registry import METRICS
from metrics.status import rule_sets
from pages.frame import places
from pages.glossary import parts

st.title(places.title(places.GLOSSARY), anchor=False)
parts.lights()
parts.rules(rule_sets())
parts.metrics(METRICS)
parts.words()
