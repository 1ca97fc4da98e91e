"""What a file would write, held against what who hands it in may write: nothing beyond their regions and their unit."""

from collections.abc import Iterable
from dataclasses import replace

from data.problems import problem
from data.viewer import Reading
from intake import figures
from intake.previews import Preview
from tracker.desk import Desk


def within(desk: Desk, preview: Preview) -> Preview:
    """The preview; rejected, saying of what, where it would write for others than who asks."""
    writing = desk.viewer.writing
    if writing.is_everything or preview.status == "already_imported":
        return preview
    foreign = [*_of_others(desk, preview, writing), *_in_anothers_name(desk, preview, writing)]
    if not foreign:
        return preview
    return replace(preview, problems=(problem("M29", rows=sorted(set(foreign))), *preview.problems))


def _of_others(desk: Desk, preview: Preview, writing: Reading) -> Iterable[str]:
    """The names of the regions, or of the indicators in them, that are not the viewer's to report."""
    keys = _keys(preview)
    regions = {str(row["region_code"]): str(row["name"]) for row in desk.store.rows("regions")}
    yield from (regions[code] for _, code in keys if not writing.sees(code))
    if writing.organisation is None:
        return
    own = {
        (row["indicator_code"], row["region_code"])
        for row in desk.store.rows("answered_figures", answering=writing.organisation)
    }
    indicators = {str(row["indicator_code"]): str(row["name"]) for row in desk.store.rows("indicators")}
    yield from (indicators[code] for code, region in keys if (code, region) not in own)


def _keys(preview: Preview) -> set[tuple[str, str]]:
    """Indicator and region (codes) of every value and remark it would report.

    Without what is handed down or planned, which stands on targets of the file's region.
    """
    values = {(one.indicator_code, one.region_code) for one in preview.differences if not one.target_id}
    noted = {(one.indicator_code, one.region_code) for one in preview.noted}
    filled = figures.load(preview.figures.path).keys if preview.figures is not None else set()
    return values | noted | filled


def _in_anothers_name(desk: Desk, preview: Preview, writing: Reading) -> Iterable[str]:
    """The name of the unit the file is of, where it is another's: it would count as having reported."""
    unit = preview.unit
    if unit is None or unit == writing.organisation:
        return
    seats = {row["organisation_code"]: row["region_code"] for row in desk.store.rows("organisations")}
    if writing.organisation is not None or not writing.sees(seats.get(unit, unit)):
        yield preview.unit_name or unit
