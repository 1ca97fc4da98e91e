"""文件台账: the documents, one document's clauses and trails, and registering its text, as a viewer sees them."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from data.scope import Scope
from data.store import Store
from intake.documents.passage import locate
from intake.documents.reading import clean
from intake.guard import child
from pages.documents import frames
from pages.shared import passages
from pages.shared.marks import JOINER
from tests.asking import desk
from tests.intake.documents.test_registration import own_text
from tests.pages.conftest import Open, said

BAOTOU, HEKOU = "baotou-2024-no1", "hekou-2020-5"
POLYSILICON = f"{BAOTOU}.5.polysilicon_capacity"
WHOLE = f"{BAOTOU}.s1.rare_earth_output_value"


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_every_document_is_listed_with_where_it_comes_from(screen: Open):
    at = screen("documents", month="2024-09")
    assert not at.exception
    assert "包党发〔2024〕1号" in said(at).replace("\\", "")
    assert sum("意见" in label for label in labels(at)) >= 2


def test_one_document_counts_its_targets_by_state(screen: Open, demo_copy: Path):
    at = screen("documents", document=BAOTOU, month="2024-09")
    store = tracker.open_store(demo_copy)
    facts = tracker.progress(desk(store), Scope(as_of=date(2024, 9, 30)))
    store.close()
    own = facts[(facts["document_id"] == BAOTOU) & ~facts["is_handed_down"]]
    behind = int((own["official_status"] == "behind").sum())
    assert f"目标 {len(own)}" in [tab.label for tab in at.tabs]
    assert any(option.endswith(f"滞后 {behind}") for option in at.get("button_group")[-1].options)
    (table,) = [frame.value for frame in at.dataframe if "原文数值" in frame.value.columns]
    assert len(table) == len(own)
    assert set(table["原文照录"]) == set(own["excerpt"])
    assert list(table["摘录"]) == list(map(clean, table["原文照录"]))
    assert list(table["原文数值"])[:4] == ["20%", "40%", "35%", "1000億元"]  # as they stand in the text


def test_a_state_leaves_the_others_out(screen: Open):
    at = screen("documents", document=BAOTOU, month="2024-09", status="behind")
    (table,) = [frame.value for frame in at.dataframe if "原文数值" in frame.value.columns]
    assert {cell[0] for cell in table["状态"]} == {"▲ 滞后"}


def test_the_trail_says_how_the_words_were_read(screen: Open):
    at = screen("documents", document=BAOTOU, clause=POLYSILICON, month="2024-09")
    shown = said(at)
    assert not at.exception
    assert ":yellow-background[87万吨]" in shown
    assert "原文照录：年內多晶硅、單晶硅產能分別達到87萬噸" in shown
    assert "“达到”读作不低于" in shown
    assert "47\\.5万吨" in shown
    assert "包头市发展和改革委员会" in shown
    assert "这里显示整段" in shown


def test_the_parts_of_a_target_open_their_own_trails(screen: Open):
    part = f"{BAOTOU}.2.rare_earth_materials_output_value"
    at = screen("documents", document=BAOTOU, clause=WHOLE, month="2024-09")
    at.button(key=f"parts_{BAOTOU}_{part}").click().run()
    assert part in at.query_params["clause"]
    assert "属于" in said(at)


def test_a_registered_text_shows_the_clause_in_its_paragraph(own_screen: Open, ledger: Store):
    at = own_screen("documents", document=BAOTOU, clause=POLYSILICON, month="2024-09")
    assert "还没有登记这份文件的原文。" in said(at)
    content = own_text(ledger, BAOTOU)
    of = int(tracker.documents(desk(ledger)).set_index("document_id").loc[BAOTOU, "targets"])
    at.text_input(key="registered_by").input("张三").run()
    at.file_uploader(key=f"text_of_{BAOTOU}").set_value(("原文.txt", content, "text/plain")).run()
    assert f"{of}/{of}" in said(at)
    at.button(key="register_text").click().run()
    assert not at.exception
    assert "已登记 原文" in said(at)
    assert ":gray-background[" in said(at)
    assert "在登记的原文中找到" in said(at)


def test_a_file_of_another_document_is_noticed_before_it_is_kept(own_screen: Open):
    at = own_screen("documents", document=HEKOU, month="2024-09")
    at.text_input(key="registered_by").input("张三").run()
    at.file_uploader(key=f"text_of_{HEKOU}").set_value(
        ("x.txt", "别的文件。".encode() * 20, "text/plain")
    ).run()
    assert "可能不是同一文件" in said(at)
    assert at.button(key="register_text").disabled


def test_a_text_that_could_not_be_read_once_is_read_the_next_time(
    own_screen: Open, ledger: Store, monkeypatch: pytest.MonkeyPatch
):
    def chosen() -> str:
        at = own_screen("documents", document=BAOTOU, month="2024-09")
        zone = at.file_uploader(key=f"text_of_{BAOTOU}")
        return said(zone.set_value(("原文.txt", own_text(ledger, BAOTOU), "text/plain")).run())

    with monkeypatch.context() as busy:
        busy.setattr(child, "SECONDS", 0)  # no reading comes to its end
        assert "项在原文中找到" not in chosen()
    assert "项在原文中找到" in chosen()


@pytest.mark.parametrize("document", [BAOTOU, HEKOU])
def test_a_ledger_without_reports_shows_its_clauses(empty_screen: Open, document: str):
    at = empty_screen("documents", document=document)
    assert not at.exception
    assert any("原文数值" in frame.value.columns for frame in at.dataframe)


def test_english_names_and_an_unknown_document(screen: Open):
    at = screen("documents", document=HEKOU, lang="en", month="2024-09")
    assert "Hekou opinion" in said(at)
    assert not at.exception
    assert "no-such" in said(screen("documents", document="no-such")).replace("\\", "")


def test_what_was_replaced_is_said_on_both_sides(ledger: Store):
    targets = tracker.targets(desk(ledger), Scope(as_of=date(2024, 9, 30)))
    targets = targets[targets["document_id"] == HEKOU].head(2).reset_index(drop=True)
    targets.loc[1, "supersedes"] = targets.loc[0, "target_id"]
    old, new = frames.lineage(targets, targets)
    assert old.startswith("被取代：")
    assert new.startswith("取代：")


def test_text_from_a_document_is_shown_as_text():
    found = locate("**粗** <b>x</b> [链接](http://a) 达到87万吨 :red[x]", "达到87万吨", 0, "87万吨")
    assert found is not None
    shown = passages.paragraph(found)
    assert ":gray-background[达到]:yellow-background[87万吨]" in shown
    assert "\\*\\*粗\\*\\* \\<b\\>x" in shown
    assert "\\[链接\\]\\(http" in shown
    assert f"\\:{JOINER}red\\[x\\]" in shown
