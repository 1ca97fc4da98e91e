"""Counts by status as one small stacked bar in SVG: the picture beside the numbers of a league table.

Worst at the left, what cannot be judged at the right; the counts stand beside it as text, so it never carries
meaning by colour alone.
"""

from collections.abc import Mapping

from charts.style import Style, fill
from wording.formats import number
from wording.labels import SEVERITY, status_word
from wording.translate import _

WIDTH, HEIGHT = 180, 12
_UNJUDGED = ("not_reported", "not_assessable", "not_due")


def proportion(counts: Mapping[str, int], style: Style, *, width: int = WIDTH) -> str:
    """The counts of one group as SVG text, `width` pixels for few as for many: the share is what is compared."""
    order = [status for status in SEVERITY if status not in _UNJUDGED] + list(_UNJUDGED)
    total, left, parts = sum(counts.values()), 0.0, []
    for status in order:
        across = width * counts.get(status, 0) / total if total else 0.0
        if across:
            colour = style.track if status in _UNJUDGED else fill(status, style)
            parts.append(
                f'<rect x="{left:.1f}" y="0" width="{max(across - 1, 0.5):.1f}" height="{HEIGHT}" fill="{colour}"/>'
            )
        left += across
    size = f'viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def proportion_text(counts: Mapping[str, int]) -> str:
    """The same in words, for whoever cannot see it."""
    return _("、").join(
        _("{status}{n}项").format(status=status_word(status), n=number(counts[status]))
        for status in SEVERITY
        if counts.get(status)
    )
