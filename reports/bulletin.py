"""The bulletin (通报) in Word: 总体情况, 滞后指标, 主要问题, 工作要求 and a ranked annex, by GB/T 9704-2012.

Owns the order of the parts and the numbers that go into them. The words stand in reports/wording/bulletin.toml,
which the office may edit; every number is filled in from the progress frame.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import pandas as pd
from docx.document import Document as Letter

from charts.text import width
from metrics.goals import demand
from metrics.measures import Family
from metrics.registry import METRICS
from reports.handed_down import gap_words
from reports.material import Material, organisations_of, place_of, stamp_line, text_of
from reports.paragraphs import (
    CELL,
    NOTE,
    TEXT_WIDTH,
    TITLE,
    Face,
    add_grid,
    add_line,
    add_picture,
    open_letter,
    page_numbers,
    rule,
)
from reports.phrases import Phrases, overall_facts, read_phrases, request_facts
from reports.workbook import freeze_zip
from wording.amounts import goal
from wording.formats import MISSING, day, is_missing, month, number, percent_beside, period, points, quantity
from wording.labels import Record, reason_said, status_label, status_word
from wording.reasons import pace_sentence, required_effort
from wording.sentences import adjusted, attained, goal_before, landed
from wording.translate import _, speaking

_DEFINED = ("completion", "expected", "lag_pp")
# Widths in mm of the annex, 版心 156 in all: number, region, indicator, target, actual, completion, lag, light. The
# region, which says nothing where there is but one, gives its room to the indicator.
_WIDTHS = (9, 18, 33.5, 21, 23, 16, 14, 21.5)
_WIDTHS_OF_ONE = (9, 43, 25, 26, 16.5, 15, 21.5)
_ALIGNS = ("center", "left", "left", "right", "right", "right", "right", "center")
_REGION = 1  # the column of the region


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart for the bulletin: PNG bytes in the paper layout, its computed finding, its alternative text."""

    image: bytes
    finding: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The paragraphs of the standard."""

    body: Face
    first: Face
    second: Face
    title: Face
    note: Face
    cell: Face

    @staticmethod
    def of(fonts: dict[str, str]) -> "Faces":
        """The faces with the fonts the wording file names."""
        latin = fonts["latin"]
        return Faces(
            body=Face(font=fonts["body"], latin=latin),
            first=Face(font=fonts["first"], latin=latin, keep=True),
            second=Face(font=fonts["second"], latin=latin, keep=True),
            title=Face(
                font=fonts["title"], latin=latin, size=TITLE, align="center", indent=0, line=34, keep=True
            ),
            note=Face(font=fonts["body"], latin=latin, size=NOTE, line=18, indent=0),
            cell=Face(font=fonts["body"], latin=latin, size=CELL, line=14, indent=0),
        )


def report_bulletin(material: Material, pictures: Sequence[Picture] = ()) -> bytes:
    """The finished .docx file, in Chinese whatever language is in use; without pictures it names one annex only."""
    with speaking("zh"):
        return _made(material.official.stated.printable, pictures)


def _made(material: Material, pictures: Sequence[Picture]) -> bytes:
    phrases = read_phrases()
    faces = Faces.of(phrases.fonts)
    letter = open_letter()
    page_numbers(letter, Face(font=phrases.fonts["number"], latin=phrases.fonts["number"], size=14))
    head(letter, material, phrases, faces)
    overall(letter, material, phrases, faces)
    behind(letter, material, phrases, faces)
    problems(letter, material, phrases, faces)
    requests(letter, material, phrases, faces)
    sign(letter, material, phrases, faces, pictures)
    annex(letter, material, phrases, faces)
    figures(letter, pictures, phrases, faces)
    properties = letter.core_properties
    properties.title, properties.author = "".join(title_lines(material, phrases)), _("序时")
    properties.created = properties.modified = material.stamp.known_at
    buffer = BytesIO()
    letter.save(buffer)
    return freeze_zip(buffer.getvalue(), material.stamp.known_at)


def head_facts(material: Material) -> dict[str, str]:
    """What the head's templates may name."""
    at = material.stamp.as_of
    months = _("{month}月").format(month=1) if at.month == 1 else _("1—{month}月").format(month=at.month)
    return {
        "place": material.stamp.place,
        "year": str(at.year),
        "month": str(at.month),
        "months": months,
        "issue": str(at.month),
    }


def title_lines(material: Material, phrases: Phrases) -> list[str]:
    """The title broken by sense, as the wording file breaks it."""
    return [line for line in phrases.lines("head", "title", head_facts(material)) if line]


def head(letter: Letter, material: Material, phrases: Phrases, faces: Faces) -> None:
    """The red head, the number, the red line, the title and whom it addresses."""
    known = head_facts(material)
    organ = phrases.say("head", "organ", known)
    size = min(44.0, TEXT_WIDTH / 25.4 * 72 / max(width(organ, 1), 1) * 0.94)
    red = Face(
        font=faces.title.font,
        latin=faces.title.latin,
        size=size,
        align="center",
        indent=0,
        colour="D7000F",
        line=size * 1.4,
    )
    add_line(letter, organ, red)
    centred = Face(font=faces.body.font, latin=faces.body.latin, align="center", indent=0)
    rule(add_line(letter, phrases.say("head", "number", known), centred))
    add_line(letter, "", centred)
    for line in title_lines(material, phrases):
        add_line(letter, line, faces.title)
    if material.stamp.is_sample:
        add_line(letter, phrases.say("head", "sample", known), centred)
    add_line(letter, "", faces.body)
    addressed = Face(font=faces.body.font, latin=faces.body.latin, indent=0)
    add_line(letter, phrases.say("head", "addressees", known), addressed)


def overall(letter: Letter, material: Material, phrases: Phrases, faces: Faces) -> None:
    """The opening and 总体情况 in computed sentences; sentences about nothing are left out."""
    known = overall_facts(material)
    add_line(letter, phrases.say("overall", "opening", known), faces.body)
    add_line(letter, phrases.say("overall", "heading", known), faces.first)
    said = [phrases.say("overall", "judged" if known["judged"] != number(0) else "none_judged", known)]
    conditions = {"weakest": known["weakest"], "strive": _some(known["strive"]), "missing": _some(known["missing"]),
                  "not_due": _some(known["not_due"]), "change": _some(known["worse"]) or _some(known["better"]),
                  "handed": _some(known["handed"]), "loaded": _some(known["loaded"]),
                  "open": _some(known["open"])}  # fmt: skip
    said += [phrases.say("overall", key, known) for key, wanted in conditions.items() if wanted]
    add_line(letter, "".join(said), faces.body)


def _some(count: str) -> str:
    """The count, or nothing where it is zero."""
    return "" if count == number(0) else count


def behind(letter: Letter, material: Material, phrases: Phrases, faces: Faces) -> None:
    """The slipping targets one by one, worst first, and those on pace whose projection says otherwise."""
    add_line(letter, phrases.say("behind", "heading", {}), faces.second)
    rows = material.slipping
    most = phrases.limit("behind")
    if not rows:
        add_line(letter, phrases.say("behind", "none", {}), faces.body)
    for position, row in enumerate(rows[:most], start=1):
        add_line(letter, numbered(position, behind_sentence(row, material, phrases)), faces.body)
    if len(rows) > most:
        add_line(letter, phrases.say("behind", "rest", {"rest": number(len(rows) - most)}), faces.body)
    doubtful = material.doubtful[: phrases.limit("disagree")]
    if doubtful:
        add_line(letter, phrases.say("disagree", "heading", {}), faces.second)
    for position, row in enumerate(doubtful, start=1):
        over = float(row["landing"]) > float(row["target"])
        known = {
            "name": full_name(row, material),
            "landing": landed(row, row["landing"]),
            "goal": goal(row),
        }
        add_line(
            letter,
            numbered(position, phrases.say("disagree", "item_over" if over else "item", known)),
            faces.body,
        )


def behind_sentence(row: Record, material: Material, phrases: Phrases) -> str:
    """One slipping target: target, actual, distance, effort, who makes up the gap, who leads."""
    judged = not is_missing(row.get("lag_pp"))
    known = {
        "name": full_name(row, material),
        "goal": goal(row),
        "base": base_of(row),
        "period": period(row.get("actual_period")),
        "actual": attained(row),
        "pace": pace_sentence(row) if judged else reason_said(row),
        "status": status_word(row["official_status"]),
        "effort": required_effort(row),
        "gap": gap_words(material.gaps, row["target_id"]),
        "lead": organisations_of(row),
    }
    known["base"] = phrases.say("behind", "base", known) if known["base"] else ""
    known["reached"] = "".join(phrases.say("behind", key, known) for key in _reached_by(row, material))
    said = phrases.say("behind", "item", known)
    for key in ("effort", "gap", "lead"):
        if known[key]:
            said += phrases.say("behind", key, known)
    return said + _("。")


def _reached_by(row: Record, material: Material) -> Iterator[str]:
    """Which phrases say the value reached: its month where that is not the bulletin's, a sum or a state."""
    if not is_missing(row.get("actual_period")) and not is_current(row, material):
        yield "stale"
    yield "sum" if demand(row).family is Family.SUM else "state"


def is_current(row: Record, material: Material) -> bool:
    """Whether the value was reported for the bulletin's own month."""
    return pd.Timestamp(row["actual_period"]) == pd.Timestamp(material.stamp.as_of)


def base_of(row: Record) -> str:
    """The baseline a level's completion counts from, without which 18.5 of 37 would not be 26%; "" elsewhere."""
    base = demand(row).base
    return "" if is_missing(base) or attained(row) == MISSING else quantity(base, text_of(row, "unit"))


def numbered(position: int, text: str) -> str:
    """An item with its number; the wide point keeps 1．9项 from being read as 1.9."""
    return _("{position}．{text}").format(position=position, text=text)


def full_name(row: Record, material: Material) -> str:
    """The indicator, with its region where several are in view."""
    return (place_of(row) if material.has_regions else "") + text_of(row, "indicator")


def problems(letter: Letter, material: Material, phrases: Phrases, faces: Faces) -> None:
    """主要问题 in the words the organisations sent, and how many sent none."""
    add_line(letter, phrases.say("problems", "heading", {}), faces.first)
    known = [(row, material.remark(row, "reason")) for row in material.slipping]
    stated = [(row, reason) for row, reason in known if reason]
    if not stated:
        add_line(letter, phrases.say("problems", "none", {}), faces.body)
    for position, (row, reason) in enumerate(stated[: phrases.limit("problems")], start=1):
        facts = {
            "name": full_name(row, material),
            "reason": reason,
            "next_step": material.remark(row, "next_step"),
        }
        said = phrases.say("problems", "item", facts).rstrip(_("。") + _("；") + ";. ")
        add_line(letter, numbered(position, said + _("。")), faces.body)
    silent = len(known) - len(stated)
    if silent:
        add_line(letter, phrases.say("problems", "silent", {"silent": number(silent)}), faces.body)


def requests(letter: Letter, material: Material, phrases: Phrases, faces: Faces) -> None:
    """工作要求: those that concern somebody this month."""
    add_line(letter, phrases.say("requests", "heading", {}), faces.first)
    known = request_facts(material, phrases)
    wanted = [key for key in ("far_behind", "slipping", "missing") if known[key] != number(0)]
    for position, key in enumerate([*wanted, "always"], start=1):
        face = replace(faces.body, keep=key == "always")  # the signature never stands on a page of its own
        add_line(letter, numbered(position, phrases.say("requests", key, known)), face)


def sign(
    letter: Letter, material: Material, phrases: Phrases, faces: Faces, pictures: Sequence[Picture]
) -> None:
    """The annex named, then the issuer centred over the date, four characters from the right edge."""
    kept = replace(faces.body, keep=True)
    add_line(letter, "", kept)
    total = {"total": number(len(material.progress))}
    for line in phrases.lines("annex", "notes" if pictures else "note", total):
        add_line(letter, line, kept)
    for _line in range(2):
        add_line(letter, "", kept)
    issuer, date = phrases.say("head", "issuer", head_facts(material)), day(material.stamp.known_at)
    centre = 4 + (width(date, 1) - width(issuer, 1)) / 2
    for text, right in ((issuer, max(2.0, centre)), (date, max(4.0, 4 - (centre - max(2.0, centre))))):
        add_line(
            letter,
            text,
            Face(
                font=faces.body.font,
                latin=faces.body.latin,
                align="right",
                indent=0,
                right=right,
                keep=text == issuer,
            ),
        )


def annex(letter: Letter, material: Material, phrases: Phrases, faces: Faces) -> None:
    """On a new page: every target, ranked, with its light; then the notes."""
    new_page(letter, phrases.say("annex", "mark", {}), faces)
    total = {"total": number(len(material.progress))}
    add_line(letter, phrases.say("annex", "title", total), faces.title)
    add_line(letter, phrases.say("annex", "order", {}), faces.note)
    heads = (_("序号"), _("地区"), _("指标"), _("目标"), _("完成"), _("完成率"), _("较序时"), _("状态"))
    rows = [annex_row(position, row, material) for position, row in enumerate(material.rows(), start=1)]
    if rows and material.has_regions:
        add_grid(letter, _WIDTHS, [heads, *rows], faces.cell, _ALIGNS)
    elif rows:
        texts = [_without_region(row) for row in (heads, *rows)]
        add_grid(letter, _WIDTHS_OF_ONE, texts, faces.cell, _without_region(_ALIGNS))
    for line in note_lines(material, phrases):
        add_line(letter, line, faces.note)


def figures(letter: Letter, pictures: Sequence[Picture], phrases: Phrases, faces: Faces) -> None:
    """On a new page: the charts in paper layout, each with its number and finding below it."""
    if not pictures:
        return
    new_page(letter, phrases.say("annex", "second_mark", {}), faces)
    caption = replace(faces.first, size=NOTE, align="center", indent=0, line=20, keep=False)
    for position, picture in enumerate(pictures, start=1):
        add_picture(letter, picture.image, picture.alt)
        known = {"n": str(position), "finding": picture.finding}
        add_line(letter, phrases.say("figures", "caption", known), caption)


def new_page(letter: Letter, mark: str, faces: Faces) -> None:
    """The mark of an annex at the head of a page."""
    line = add_line(letter, mark, replace(faces.first, indent=0))
    line.paragraph_format.page_break_before = True


def _without_region(cells: tuple[str, ...]) -> tuple[str, ...]:
    return cells[:_REGION] + cells[_REGION + 1 :]


def annex_row(position: int, row: Record, material: Material) -> tuple[str, ...]:
    """One row of the annex as text; a value of an earlier month says which."""
    actual = attained(row)
    if actual != MISSING and not is_current(row, material):
        actual = _("{actual}（{month}）").format(actual=actual, month=month(row["actual_period"]))
    return (
        str(position),
        place_of(row),
        text_of(row, "indicator"),
        number(None) if is_missing(row.get("target")) else _goals(row),
        actual,
        percent_beside(row.get("completion"), row.get("expected")),
        points(row.get("lag_pp")),
        status_label(row["official_status"]),
    )


def _goals(row: Record) -> str:
    """The value the month is judged by, of an adjusted target with the one before."""
    if is_missing(row.get("adjusted_from")) or goal_before(row) == goal(row):
        return goal(row)
    return _("{goal}（原{before}）").format(goal=goal(row), before=goal_before(row))


def note_lines(material: Material, phrases: Phrases) -> Iterator[str]:
    """The stamp and the definitions of the numbers shown, from the registry."""
    yield phrases.say("notes", "source", {"stamp": stamp_line(material.stamp)})
    for row in material.rows():
        if change := adjusted(row):
            yield phrases.say("notes", "adjusted", {"name": text_of(row, "indicator"), "change": change})
    for metric in METRICS:
        if metric.code in _DEFINED:
            yield phrases.say("notes", "definition", {"name": metric.name_zh, "formula": metric.formula_zh})
