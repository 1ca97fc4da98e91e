"""What an import did, in the shape scripts read: the JSON of the command line, stable by name."""

from collections.abc import Iterable, Mapping

from data.intake.previews import ImportResult, Preview


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
