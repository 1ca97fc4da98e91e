"""What an import did, in the shape scripts read: the JSON of the command line, stable by name."""

from collections.abc import Iterable, Iterator, Mapping

from intake import backfills, figures
from intake.matching import Names
from intake.previews import Difference, ImportResult, Preview


def previewed(preview: Preview) -> ImportResult:
    """What a dry run reports: the preview in the shape of a result."""
    return ImportResult(
        batch_id=preview.batch_id,
        status=preview.status,
        problems=preview.problems,
        **{f"rows_{state}": n for state, n in preview.counts.items()},
    )


def outcome(result: ImportResult, worded: Iterable[Mapping[str, str]]) -> dict[str, object]:
    """The JSON of an import, as scripts read it; its problems come worded."""
    shown = ("code", "severity", "sheet", "cell", "value", "message", "remedy")
    problems = [{name: one[name] for name in shown} for one in worded]
    counts = {
        f"rows_{state}": getattr(result, f"rows_{state}") for state in ("new", "changed", "same", "missing")
    }
    return {"batch_id": result.batch_id, "status": result.status, **counts, "problems": problems}


def read_rows(preview: Preview, names: Names) -> Iterator[dict[str, str]]:
    """Yield every value that was read, of a rejected file too, as scripts read it; `value` is exact, as the store keeps it.

    `state`: new, changed, same, or refused where the file is; `unit`: the indicator's, also beside a growth, whose value
    is in percent; `raw_text`: as typed. A long back-fill is never in memory as a whole.
    """
    refused = "refused" if preview.status == "rejected" else ""
    for one in _every(preview, names):
        if one.new is not None:
            yield _row(one, names.indicators[one.indicator_code].unit, refused or one.state)


def _every(preview: Preview, names: Names) -> Iterator[Difference]:
    if preview.figures is None:
        yield from preview.differences
    else:
        read = figures.load(preview.figures.path)
        yield from backfills.listed(read, names, read.every())


def _row(one: Difference, unit: str, state: str) -> dict[str, str]:
    return {
        "indicator": one.indicator,
        "region": one.region,
        "kind": one.kind,
        "period_end": "" if one.period_end is None else one.period_end.isoformat(),
        "value": str(one.new),
        "unit": unit,
        "sheet": one.sheet,
        "cell": one.cell,
        "raw_text": one.raw_text,
        "state": state,
    }
