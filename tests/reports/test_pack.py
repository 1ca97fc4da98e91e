"""The frozen pack: a manifest that can be checked, and the same numbers when it is made again."""

import csv
import hashlib
import json
from io import StringIO

import pytest

from reports.material import VERSION
from reports.pack import MANIFEST, NUMBERS, write_pack
from reports.products import CATALOGUE, PRODUCTS, download, gaps, outline, write_product
from tests.reports import frames

OFFICE = {"report.xlsx", "deck.pptx", "bulletin.docx", NUMBERS}


@pytest.fixture
def no_browser(monkeypatch):
    """Packs without images, which tests of images draw elsewhere."""
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/chromium")


def manifest(folder):
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_the_manifest_names_and_hashes_every_file(tmp_path, no_browser):
    write_pack(frames.material(), tmp_path)
    said = manifest(tmp_path)
    assert {file["path"] for file in said["files"]} == OFFICE
    for file in said["files"]:
        content = (tmp_path / file["path"]).read_bytes()
        assert (file["sha256"], file["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_manifest_states_its_input(tmp_path, no_browser):
    write_pack(frames.material(), tmp_path)
    said = manifest(tmp_path)
    assert said["program"] == f"Xushi {VERSION}"
    assert (said["as_of"], said["known_at"], said["region"]) == (
        "2024-06-30",
        "2024-07-10T09:00:00",
        "包头市",
    )
    assert said["rules"] == {"code": "default", "version": "序时-2", "name": "序时进度"}
    assert (said["is_sample"], said["vintages"], said["targets"]) == (True, ["flash"], 60)
    assert said["compared_with_previous"] is None


def test_without_a_browser_the_native_formats_are_there_and_the_reason_is_said(tmp_path, no_browser):
    pack = write_pack(frames.material(), tmp_path)
    assert "不能导出图片" in pack.left_out[0]
    assert manifest(tmp_path)["left_out"] == list(pack.left_out)


def test_made_again_the_numbers_and_files_are_identical_and_the_manifest_says_so(tmp_path, no_browser):
    write_pack(frames.material(), tmp_path)
    write_pack(frames.material(), tmp_path)
    compared = manifest(tmp_path)["compared_with_previous"]
    assert compared["same_cut_off_and_moment"]
    assert compared["numbers_identical"]
    assert set(compared["files_identical"]) == OFFICE
    assert compared["files_different"] == []


def test_made_again_only_the_packs_own_charts_are_taken_away(tmp_path, no_browser):
    charts = tmp_path / "charts"
    (charts / "deep").mkdir(parents=True)
    (charts / "bullet.py").write_text("somebody's own")
    write_pack(frames.material(), tmp_path)
    said = manifest(tmp_path)
    assert {file["path"] for file in said["files"]} == OFFICE
    (charts / "001.png").write_bytes(b"a chart of the pack before")
    said["files"] += [{"path": "charts/001.png", "sha256": ""}, {"path": "charts/../../x", "sha256": ""}]
    (tmp_path / MANIFEST).write_text(json.dumps(said), encoding="utf-8")
    write_pack(frames.material(), tmp_path)
    assert {path.name for path in charts.iterdir()} == {"bullet.py", "deep"}


def test_other_numbers_are_said_to_differ(tmp_path, no_browser):
    write_pack(frames.material(), tmp_path)
    stated = frames.targets()
    reported = frames.observations(stated)
    reported.loc[reported["target_id"] == stated.loc[0, "target_id"], "value"] += 1
    said = write_product("pack", frames.material(stated, reported), tmp_path)
    assert "与上一次的数值不一致，详见清单。" in said
    assert not manifest(tmp_path)["compared_with_previous"]["numbers_identical"]


def test_the_numbers_are_progress_at_full_precision(tmp_path, no_browser):
    material = frames.material()
    write_pack(material, tmp_path)
    rows = list(csv.DictReader(StringIO((tmp_path / NUMBERS).read_text(encoding="utf-8"))))
    wanted = material.progress.set_index("target_id")
    assert len(rows) == len(wanted)
    for row in rows:
        record = wanted.loc[row["target_id"]]
        assert row["official_status"] == record["official_status"]
        for name in ("target", "actual", "completion", "lag_pp"):
            assert (row[name] == "") == (record[name] != record[name])
            assert row[name] == "" or float(row[name]) == record[name]


@pytest.mark.parametrize("product", ["workbook", "deck", "bulletin"])
def test_a_product_is_written_where_asked(tmp_path, no_browser, product):
    out = tmp_path / "not" / "yet" / "there.bin"
    said = write_product(product, frames.material(), out)
    assert out.read_bytes() == download(product, frames.material())
    assert str(out) in said[0]


def test_every_product_is_on_offer_and_has_an_outline(no_browser):
    assert {one.code for one in CATALOGUE} == set(PRODUCTS)
    material = frames.material()
    for product in PRODUCTS:
        assert outline(product, material), product
    assert "一、总体情况" in outline("bulletin", material)


def test_what_is_missing_is_said_before_an_export():
    said = gaps(frames.material())
    assert "8项目标未报送或无法判定。" in said
    assert any("示例数据" in sentence for sentence in said)
    assert not any("没有说明原因" in sentence for sentence in said)
