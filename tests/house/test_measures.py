"""Who may name a measure: the table that knows them, and nobody else; the rest asks a row for its traits."""

import re

from metrics.measures import MEASURES
from tests.house.source import ROOT, product_files

CODES = "|".join(measure for measure in MEASURES if measure.traits.basis is None or measure.traits.grows)
# by its constant, or by its code where text is compared; share and rank are words of other things too
NAMED = re.compile(rf"Measure\\.[A-Z]+\\b|==\\s*[\"'](?:{CODES})[\"']|[\"'](?:{CODES})[\"']\\s*[:,\\]]")


def test_only_the_table_names_a_measure():
    named = {str(path.relative_to(ROOT)) for path in product_files() if NAMED.search(path.read_text("utf-8"))}
    assert named <= {"metrics/measures.py"}
