"""The tables of the import: problems, differences and batches, with the words of the viewer's language."""

from collections.abc import Iterable

import pandas as pd

from data.problems import Problem, Severity
from pages.shared import load, marks
from wording import problems as wording
from wording.formats import day, number, report_period, unit_name
from wording.labels import KIND, import_word, kind_word, problem_severity_word
from wording.translate import N_, _

SHOWN = 2000  # rows of a difference a browser is given
WRAPPED = 40  # problems that are shown whole, line under line; longer lists scroll
_COLOURS = {
    Severity.REJECT: "red",
    Severity.WARN: "orange",
    Severity.NOTICE: "blue",
    Severity.ACCEPT: "gray",
}
_STATES = {"changed": N_("更改"), "new": N_("新增"), "missing": N_("缺报")}


def problems(found: Iterable[Problem]) -> pd.DataFrame:
    """One row a problem."""
    return pd.DataFrame(
        [
            {
                _("级别"): problem_severity_word(problem.severity),
                _("位置"): f"{problem.sheet} {problem.cell}".strip() or _("整个文件"),
                _("指标"): wording.subject(problem, load.called),
                _("填写的内容"): problem.value,
                _("问题"): wording.message(problem, load.called),
                _("怎么改"): wording.remedy(problem, load.called),
                _("编号"): problem.code,
            }
            for problem in found
        ]
    )


def wrapped(found: Iterable[Problem]) -> dict[str, list[str]]:
    """The same in the four columns a phone has room for, as text for a table that wraps."""
    columns: dict[str, list[str]] = {_("位置"): [], _("填写的内容"): [], _("问题"): [], _("怎么改"): []}
    for problem in found:
        place = f"{problem.sheet} {problem.cell}".strip() or _("整个文件")
        severity = marks.plain(problem_severity_word(problem.severity))
        subject = marks.plain(wording.subject(problem, load.called))
        cells = (
            f":{_COLOURS[problem.severity]}[{severity}] {marks.plain(place)}"
            + (f" {marks.muted(subject)}" if subject else ""),
            marks.plain(problem.value),
            marks.plain(wording.message(problem, load.called)),
            f"{marks.plain(wording.remedy(problem, load.called))} {marks.muted(marks.plain(problem.code))}",
        )
        for column, cell in zip(columns.values(), cells, strict=True):
            column.append(cell)
    return columns


def differences(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a value that is new, changed or missing, changed ones first; at most SHOWN."""
    order = {state: at for at, state in enumerate(_STATES)}
    known = rows[rows["state"].isin(order)]
    known = known.assign(_order=known["state"].map(order)).sort_values("_order", kind="stable").head(SHOWN)
    return pd.DataFrame(
        [
            {
                _("变化"): _(_STATES[row["state"]]),
                _("指标"): load.called(row["indicator"]),
                _("地区"): load.called(row["region"]),
                _("口径"): kind_word(row["kind"]) if row["kind"] in KIND else _("分解"),
                _("原值"): number(row["old"]),
                _("新值"): number(row["new"]),
                _("单位"): unit_name(row["unit"]),
                _("单元格"): f"{row['sheet']} {row['cell']}",
            }
            for row in known.to_dict("records")
        ]
    )


def batches(every: pd.DataFrame) -> pd.DataFrame:
    """One row an import, newest first."""
    return pd.DataFrame(
        [
            {
                _("批次"): row["batch_id"],
                _("类型"): import_word(row["kind"]),
                _("月份"): report_period(row["period_end"]),
                _("填报单位"): row["unit_short"] if isinstance(row["unit_short"], str) else "",
                _("文件"): row["source_file"],
                _("导入人"): row["imported_by"],
                _("导入时间"): day(row["imported_at"]),
                _("行数"): row["row_count"],
                _("状态"): _("已作废") if row["status"] == "void" else _("有效"),
                _("作废原因"): row["void_reason"] if isinstance(row["void_reason"], str) else "",
            }
            for row in every.sort_values("batch_id", ascending=False).to_dict("records")
        ]
    )
