"""What the documents promise exists: make targets, commands and their options, linked files, folders named."""

import re
from pathlib import Path

import click
import pytest

import cli
from pages.frame.places import PLACES, Place
from tests.house.source import ROOT

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
COMMAND = re.compile(r"(?:cli\.py |`(?=ledger ))(?P<command>(?:ledger )?[a-z][a-z-]*)(?P<rest>[^`\n]*)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_named_exists(document: Path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text("utf-8"), re.MULTILINE))
    assert named <= targets


def options_of(command: str) -> set[str]:
    """The options a command knows; an empty set where there is no such command."""
    first, _blank, second = command.partition(" ")
    known = cli.main.get_command(click.Context(cli.main), first)
    if second:
        known = known.commands.get(second)
    every = [] if known is None else [*known.params, *cli.main.params]
    return (
        {"--help", *(name for one in every for name in (*one.opts, *one.secondary_opts))} if known else set()
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_option_named_exists(document: Path):
    for match in COMMAND.finditer(document.read_text("utf-8")):
        known = options_of(match["command"])
        assert known, match[0]
        assert set(re.findall(r"--[a-z-]+", match["rest"])) <= known, match[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_linked_file_exists(document: Path):
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_names_every_folder_of_the_house():
    text = (ROOT / "README.md").read_text("utf-8")
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert [folder for folder in sorted(folders) if f"{folder}/" not in text] == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.folder)
def test_every_screen_has_its_picture(place: Place):
    picture = ROOT / "docs" / "screenshots" / f"{place.folder}.png"
    assert picture.stat().st_size < 200_000


def test_the_pictures_stay_small():
    assert sum(path.stat().st_size for path in (ROOT / "docs" / "screenshots").iterdir()) < 2_000_000
