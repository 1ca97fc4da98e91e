"""The ledger against itself and, where they are present, against the source texts, for every document."""

import csv
import re
from collections import Counter
from decimal import Decimal
from itertools import chain, pairwise

import pytest

from metrics.measures import Measure
from metrics.model import Assessed, Basis, Better, Comparator, Strength
from tests.data.ledger_files import (
    CATALOGUE,
    DOCUMENTS,
    Row,
    document_ids,
    number_span,
    source_text,
    statements,
    table,
)
from tests.intake.number_words import (
    BASIS_OF_VERB,
    STRIVING,
    clause_before,
    deciding_spans,
    fact_comparators,
    quantity,
    sentence_before,
    target_comparator,
    tokens,
    verb_before,
)

LONGEST_EXCERPT = 40
VOCABULARY = {
    "documents": "document_id",
    "regions": "region_code",
    "sectors": "sector_code",
    "units": "unit",
    "organisations": "organisation_code",
    "indicators": "indicator_code",
    "published_actuals": "fact_id",
}
BASES = {
    "flow": {"flow", "increment"},
    "stock": {"level", "increment"},
    "rate": {"growth"},
    "share": {"share"},
    "rank": {"rank"},
}
# An excerpt finds its number by its first occurrence, so a longer window would show the wrong 2 first.
TWO_EQUAL_NUMBERS = {"、2和1.5个百分点"}
FACT_KINDS = {"actual", "estimate", "baseline", "comparison", "project", "policy"}

INDICATORS = {row["indicator_code"]: row for row in table("indicators")}
UNITS = {row["unit"]: row for row in table("units")}
ALL_TARGETS = [row for name in document_ids() for row in table(f"targets/{name}")]

each_document = pytest.mark.parametrize("document_id", document_ids())


def faults(found: list[str]) -> None:
    """Fail with every fault at once, one a line."""
    assert not found, "\n" + "\n".join(found)


def numbered(document_id: str) -> list[Row]:
    return [row for row in statements(document_id) if row["number_text"]]


def test_every_statement_file_belongs_to_a_document():
    stems = {path.stem for kind in ("targets", "facts", "numbers") for path in (CATALOGUE / kind).glob("*")}
    assert stems <= set(document_ids())


@pytest.mark.parametrize(("name", "code"), VOCABULARY.items())
def test_codes_are_unique_and_rows_sorted(name: str, code: str):
    codes = [row[code] for row in table(name)]
    faults([f"{each} twice" for each, times in Counter(codes).items() if times > 1])
    assert name == "units" or codes == sorted(codes)


@pytest.mark.parametrize(
    "path", sorted(CATALOGUE.rglob("*.csv")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_files_are_utf8_with_lf_and_full_rows(path):
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    name = str(path.relative_to(CATALOGUE).with_suffix(""))
    faults([f"{row}" for row in table(name) if None in row or None in row.values()])


def test_codes_named_by_the_vocabulary_exist():
    regions = {row["region_code"] for row in table("regions")} | {""}
    sectors = {row["sector_code"] for row in table("sectors")} | {""}
    placed = chain(table("regions"), table("documents"), table("organisations"), table("published_actuals"))
    unknown = {row["region_code"] for row in placed} | {row["parent_code"] for row in table("regions")}
    assert unknown - regions == set()
    named = {row["parent_code"] for row in table("sectors")}
    assert named | {row["sector_code"] for row in INDICATORS.values()} <= sectors
    assert {row["unit"] for row in INDICATORS.values()} <= set(UNITS)


def test_words_of_the_catalogue_are_the_houses_words():
    for row in INDICATORS.values():
        Measure(row["measure"]), Better(row["better"])
        assert row["additive"] in {"true", "false"}
        assert not (row["additive"] == "true" and row["measure"] in {"rate", "share", "rank"}), row
    for row in ALL_TARGETS:
        (
            Basis(row["basis"]),
            Comparator(row["comparator"]),
            Strength(row["strength"]),
            Assessed(row["assessed"]),
        )
        assert row["basis"] in BASES[INDICATORS[row["indicator_code"]]["measure"]], row["target_id"]


def test_names_stand_in_both_languages():
    rows = chain.from_iterable(table(name) for name in ("regions", "sectors", "units", "organisations"))
    for row in chain(rows, INDICATORS.values()):
        assert row["name_en"].strip()
        assert not re.search("[\u4e00-\u9fff]", row["name_en"]), row


@each_document
def test_codes_and_units_of_statements_resolve(document_id: str):
    regions = {row["region_code"] for row in table("regions")}
    found = [f"{row['id']}: region" for row in statements(document_id) if row["region_code"] not in regions]
    for row in statements(document_id):
        if row["unit"] and row["unit"] not in UNITS:
            found.append(f"{row['id']}: unit {row['unit']}")
        elif row["indicator_code"] and row["unit"]:
            indicator = INDICATORS.get(row["indicator_code"])
            if indicator is None:
                found.append(f"{row['id']}: indicator {row['indicator_code']}")
            elif UNITS[indicator["unit"]]["dimension"] != UNITS[row["unit"]]["dimension"]:
                found.append(f"{row['id']}: {row['unit']} cannot be {indicator['unit']}")
            elif row.get("measure") and row["measure"] != indicator["measure"]:
                found.append(f"{row['id']}: {row['measure']} is not {indicator['measure']}")
    faults(found)


@each_document
def test_places_are_counted_in_places_and_people_are_not(document_id: str):
    """`居全国第3位` is a rank; `24位首席科学家` is 24 people."""
    for row in (row for row in table(f"facts/{document_id}") if row["unit"] in UNITS):
        assert (UNITS[row["unit"]]["dimension"] == "rank") == (row["measure"] == "rank"), row["fact_id"]


@each_document
def test_identifiers_say_document_and_indicator(document_id: str):
    found = [
        row["target_id"]
        for row in table(f"targets/{document_id}")
        if not re.fullmatch(rf"{document_id}\.[^.]+\.{row['indicator_code']}(-\d+)?", row["target_id"])
    ]
    facts = table(f"facts/{document_id}")
    found += [row["fact_id"] for row in facts if not row["fact_id"].startswith(f"{document_id}.")]
    found += [f"{row['fact_id']}: {row['kind']}" for row in facts if row["kind"] not in FACT_KINDS]
    faults(found)


def test_no_identifier_and_no_target_is_there_twice():
    ids = Counter(row["id"] for name in document_ids() for row in statements(name))
    ids.update(row["fact_id"] for row in table("published_actuals"))
    keys = Counter(
        tuple(row[name] for name in ("region_code", "indicator_code", "period_start", "deadline"))
        for row in ALL_TARGETS
    )
    faults([f"{key} {times} times" for key, times in chain(ids.items(), keys.items()) if times > 1])


def test_everyone_that_answers_is_an_organisation():
    names = {row["name"] for row in table("organisations")}
    found = []
    for row in ALL_TARGETS:
        lead, support = ([*filter(None, row[role].split("、"))] for role in ("lead_units", "support_units"))
        found += [f"{row['target_id']}: {name}" for name in {*lead, *support} - names]
        found += [f"{row['target_id']}: {name} twice" for name, n in Counter(lead + support).items() if n > 1]
    faults(found)


def test_parts_and_successors_name_targets_of_the_same_dimension():
    targets = {row["target_id"]: row for row in ALL_TARGETS}
    for row in ALL_TARGETS:
        for other in filter(None, (row["part_of"], row["supersedes"])):
            dimensions = {UNITS[each["unit"]]["dimension"] for each in (row, targets[other])}
            assert len(dimensions) == 1, row["target_id"]
            assert other != row["target_id"]


def test_baselines_are_published_by_someone_and_lie_before_the_period():
    published = {row["fact_id"]: row for row in table("published_actuals")}
    stated = {row["id"]: row for name in document_ids() for row in statements(name)}
    found = []
    for row in (row for row in ALL_TARGETS if row["baseline_value"]):
        source = published.get(row["baseline_source"]) or stated.get(row["baseline_source"])
        same = source and all(row[name] == source[name] for name in ("region_code", "indicator_code"))
        if not same or Decimal(row["baseline_value"]) != Decimal(source["value"]):
            found.append(f"{row['target_id']}: {row['baseline_source']} does not say so")
        elif source.get("source_quality") == "unverified" or source.get("value_qualifier"):
            found.append(f"{row['target_id']}: a start value must be known and exact")
        elif row["baseline_on"] >= row["period_start"]:
            found.append(f"{row['target_id']}: no baseline before the period")
    faults(found)


@each_document
def test_periods_run_forward(document_id: str):
    for row in table(f"targets/{document_id}"):
        assert row["period_start"] < row["deadline"], row["target_id"]
    for row in table(f"facts/{document_id}"):
        assert row["period_start"] <= (row["period_end"] or "9999"), row["fact_id"]


@each_document
def test_excerpts_are_short_and_hold_their_number(document_id: str):
    found = []
    for row in statements(document_id):
        if len(row["excerpt"]) > LONGEST_EXCERPT:
            found.append(f"{row['id']}: {len(row['excerpt'])} characters")
        if row["number_text"] and row["excerpt"].count(row["number_text"]) == 0:
            found.append(f"{row['id']}: {row['number_text']} is not in {row['excerpt']}")
        if bool(row["number_text"]) != bool(row["value"]):
            found.append(f"{row['id']}: number without value, or the other way round")
    faults(found)


@each_document
def test_excerpts_show_the_words_that_decide_wherever_they_fit(document_id: str):
    """力争 and 分别 before the number, 以上 and 左右 behind it: who checks the excerpt must see them."""
    text = source_text(document_id)
    found = []
    for row in numbered(document_id):
        for start, end in deciding_spans(text, number_span(row), row.get("strength", "")):
            shown = int(row["excerpt_offset"])
            unshown = start < shown or end > shown + len(row["excerpt"])
            if unshown and end - start <= LONGEST_EXCERPT and row["excerpt"] not in TWO_EQUAL_NUMBERS:
                found.append(f"{row['id']}: {text[start:end]} fits, shown is {row['excerpt']}")
    faults(found)


@each_document
def test_the_verb_says_whether_a_stock_grows_or_work_is_done(document_id: str):
    """新增 and 建成 add to what stays; 实施 and 推广 are done within the period."""
    text = source_text(document_id)
    found = []
    for row in (row for row in numbered(document_id) if row.get("basis") in {"increment", "flow"}):
        verb = verb_before(text, number_span(row)[0])
        if verb and BASIS_OF_VERB[verb] != row["basis"]:
            found.append(f"{row['id']}: {verb} is {BASIS_OF_VERB[verb]}, not {row['basis']}")
    faults(found)


def test_one_indicator_is_stated_on_one_basis_in_every_document():
    bases: dict[str, set[str]] = {}
    for row in ALL_TARGETS:
        bases.setdefault(row["indicator_code"], set()).add(row["basis"])
    faults([f"{code}: {sorted(found)}" for code, found in bases.items() if len(found) > 1])


@each_document
def test_the_number_read_again_is_the_value_in_its_unit(document_id: str):
    found = []
    for row in numbered(document_id):
        factor = Decimal(UNITS[row["unit"]]["factor"])
        stated = tuple(Decimal(value) * factor for value in (row["value"], row["value_high"] or row["value"]))
        if row["number_text"][
            -1
        ].isdigit():  # `2、2.1、2和1.5个百分点`: the unit stands at the end of the list
            stated = tuple(Decimal(value) for value in (row["value"], row["value"]))
        if quantity(row["number_text"]) != stated:
            found.append(f"{row['id']}: {row['number_text']} is not {row['value']} {row['unit']}")
    faults(found)


@each_document
def test_excerpts_are_the_text_at_their_offset(document_id: str):
    text = source_text(document_id)
    found = []
    for row in statements(document_id):
        start = int(row["excerpt_offset"])
        if text[start : start + len(row["excerpt"])] != row["excerpt"]:
            found.append(f"{row['id']}: the text at {start} is {text[start : start + len(row['excerpt'])]!r}")
    faults(found)


@each_document
def test_comparators_agree_with_the_words_around_the_number(document_id: str):
    text = source_text(document_id)
    found = []
    for row in numbered(document_id):
        span = number_span(row)
        if "kind" in row:
            allowed = fact_comparators(text, span, row["number_text"])
        else:
            allowed = {target_comparator(text, span, row["number_text"])}
        if row["comparator"] not in allowed:
            found.append(f"{row['id']}: {row['comparator']} {row['number_text']}, words say {allowed}")
    faults(found)


@each_document
def test_strength_agrees_with_the_words_before_the_number(document_id: str):
    text = source_text(document_id)
    found = []
    for row in (row for row in numbered(document_id) if "strength" in row):
        start = number_span(row)[0]
        if row["strength"] == "strive" and not STRIVING.search(sentence_before(text, start)):
            found.append(f"{row['id']}: strive, but no 力争 or 争取 in the sentence")
        if row["strength"] == "binding" and STRIVING.search(clause_before(text, start)):
            found.append(f"{row['id']}: binding, but 力争 or 争取 governs it")
    faults(found)


@each_document
def test_every_number_of_the_text_is_stated_or_reviewed(document_id: str):
    text = source_text(document_id)
    spans = [number_span(row) for row in numbered(document_id)]
    spans += [
        (int(row["excerpt_offset"]), int(row["excerpt_offset"]) + len(row["excerpt"]))
        for row in statements(document_id)
        if not row["number_text"]
    ]
    spans += [
        (int(row["offset"]), int(row["offset"]) + len(row["text"])) for row in table(f"numbers/{document_id}")
    ]
    covered = {place for start, end in spans for place in range(start, end)}
    faults(
        [
            f"{start}: {text[max(0, start - 12) : start]}[{text[start:end]}]{text[end : end + 12]}"
            for start, end in tokens(text)
            if not covered.issuperset(range(start, end))
        ]
    )


@each_document
def test_reviewed_numbers_stand_in_the_text_and_give_a_short_reason(document_id: str):
    text = source_text(document_id)
    found = []
    for row in table(f"numbers/{document_id}"):
        start = int(row["offset"])
        if text[start : start + len(row["text"])] != row["text"]:
            found.append(f"{start}: {row['text']} is not there")
        if (
            not row["because"]
            or len(row["text"]) > LONGEST_EXCERPT
            or len(row["because"]) > 2 * LONGEST_EXCERPT
        ):
            found.append(f"{start}: reason missing or too long")
    faults(found)


@each_document
def test_no_number_is_both_stated_and_reviewed_away(document_id: str):
    stated = sorted({number_span(row) for row in numbered(document_id)})
    reviewed = sorted(
        (int(row["offset"]), int(row["offset"]) + len(row["text"])) for row in table(f"numbers/{document_id}")
    )
    faults([f"{one} overlaps {two}" for one, two in pairwise(reviewed) if one[1] > two[0]])
    faults([f"{one} and {two}" for one in stated for two in reviewed if one[0] < two[1] and two[0] < one[1]])


def test_published_actuals_are_the_published_table():
    source = DOCUMENTS.parent / "published_actuals.csv"
    if not source.exists():
        pytest.skip(f"{source.name} is not in {source.parent}; it is not part of the repository")
    with source.open(encoding="utf-8", newline="") as lines:
        published = sorted(map(_as_published, csv.DictReader(lines)))
    assert sorted(map(_as_published, table("published_actuals"))) == published


def _as_published(row: Row) -> tuple[str, ...]:
    """What must not differ from the source; declines are kept as positive numbers, and notes may say more."""
    kept = "region measure period_end value_qualifier unit source_quality source_address published_date"
    return (row["value"].lstrip("-"), *(row[name] for name in kept.split()))


def test_less_is_better_only_of_energy_emissions_and_places():
    lower = {code for code, row in INDICATORS.items() if row["better"] == "lower"}
    assert lower == {
        "gdp_energy_intensity",
        "sulphur_dioxide_emissions",
        "nitrogen_oxide_emissions",
        "national_quality_smes_rank",
        "national_sme_clusters_rank",
    }


def test_what_is_counted_may_be_summed_but_one_list_of_ten_may_not():
    """The same top-ten enterprise may settle in two districts, so districts do not add up to the ten."""
    alone = {
        code
        for code, row in INDICATORS.items()
        if row["measure"] in {"flow", "stock"} and row["additive"] == "false"
    }
    assert alone == {"top10_magnet_enterprises"}


def test_people_are_not_counted_in_houses():
    """8000人 and 8000家 are no common quantity, so the import refuses the one for the other."""
    people = {name for name, row in UNITS.items() if row["dimension"] == "people"}
    assert people == {"人", "名", "万人", "万名"}


def test_published_actuals_fit_their_indicator():
    for row in (row for row in table("published_actuals") if row["indicator_code"]):
        indicator = INDICATORS[row["indicator_code"]]
        assert UNITS[row["unit"]]["dimension"] == UNITS[indicator["unit"]]["dimension"], row["fact_id"]
