"""The screens by name: where each lies, what it is called, and the address of a view.

Owns every link inside the dashboard, so that a view is a link everywhere; it refuses to load anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from data import scope
from wording.translate import N_, _

FILTERS = (*scope.FILTERS, "lang")
EVERYTHING = scope.EVERYTHING
LOST = "lost"  # the word of a mistyped address, put there by serve.py
ONLY, STATED, DISAGREES, ATTENTION = (
    "only",
    "stated",
    "disagrees",
    "attention",
)  # which part of the list of targets a link asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One screen: its folder, its untranslated title and what it is for."""

    folder: str
    title: str
    help: str
    url: str

    @property
    def path(self) -> str:
        """The page file, from the program's root."""
        return f"pages/{self.folder}/page.py"


OVERVIEW = Place(
    folder="overview", url="overview", title=N_("总览"), help=N_("什么在滞后、在哪里、归谁管、还差多少")
)
REGIONS = Place(
    folder="regions", url="regions", title=N_("地区"), help=N_("各地区的排名、方位图与分行业进度")
)
SECTORS = Place(folder="sectors", url="sectors", title=N_("行业"), help=N_("行业树与产业链各环节的进度"))
TARGETS = Place(
    folder="targets", url="target", title=N_("目标"), help=N_("一项目标的来历、数据、预计与判定依据")
)
ORGANISATIONS = Place(
    folder="organisations", url="organisations", title=N_("责任单位"), help=N_("谁牵头、排名与滞后原因")
)
UPLOADS = Place(
    folder="uploads",
    url="import",
    title=N_("月报导入"),
    help=N_("下载模板、导入月报、核对差异"),
)
RETURNS = Place(
    folder="returns",
    url="reporting",
    title=N_("报送情况"),
    help=N_("谁已报、谁未报、催报名单"),
)
DOCUMENTS = Place(
    folder="documents", url="documents", title=N_("文件台账"), help=N_("文件、条款与目标的状态")
)
EXPORTS = Place(folder="exports", url="exports", title=N_("材料导出"), help=N_("图集、报表、演示文稿与通报"))
GLOSSARY = Place(folder="glossary", url="glossary", title=N_("口径说明"), help=N_("指标、公式与判定规则"))
START = Place(folder="start", url="start", title=N_("建账"), help=N_("本单位的地区、部门和报送截止日"))
WITHOUT_LEDGER = (START, GLOSSARY)  # what there is to see before anything is stated
OLD_WORDS = {"units": ORGANISATIONS}  # of addresses before; serve.py leads on from there
PLACES = (
    OVERVIEW, REGIONS, SECTORS, TARGETS, ORGANISATIONS, UPLOADS, RETURNS, DOCUMENTS, EXPORTS, GLOSSARY, START,
)  # fmt: skip


def address(**changes: str | None) -> dict[str, str]:
    """The query of this view with some filters changed; None takes a filter out."""
    kept = {name: st.query_params[name] for name in FILTERS if name in st.query_params}
    return {name: value for name, value in {**kept, **changes}.items() if value is not None}


def link(
    place: Place,
    label: str,
    *,
    query: Mapping[str, str] | None = None,
    help: str | None = None,
    width: int | Literal["content", "stretch"] = "content",
) -> None:
    """A link to a screen that keeps the filters."""
    asked = dict(address() if query is None else query)
    st.page_link(
        place.path,
        label=label,
        help=help or "",  # not the screen's own help: its balloon covers the row above
        query_params=asked,
        width=width,
    )


def to_target(target_id: str, label: str, *, width: int | Literal["content", "stretch"] = "content") -> None:
    """A link to one target, in the view's month."""
    link(TARGETS, label, query=address(target=target_id), width=width)


def title(place: Place) -> str:
    """The screen's name in the language in use."""
    return _(place.title)


ICON = ":material/timeline:"
_LOGO = Path(__file__).with_name("logo.svg")


def pages() -> list[StreamlitPage]:
    """Every screen in the order of the navigation."""
    return [_page(place) for place in PLACES]


def mark() -> None:
    """The product's name at the left of the navigation."""
    st.logo(str(_LOGO), size="large")


def needs_ledger(url: str) -> bool:
    """Whether a screen has nothing to show before anything is stated."""
    return url not in {place.url for place in WITHOUT_LEDGER}


def to_start() -> NoReturn:
    """Go to where an empty ledger is started."""
    st.switch_page(START.path, query_params=address())


def _page(place: Place) -> StreamlitPage:
    return st.Page(
        place.path,
        title=_(place.title),
        help=_(place.help),
        url_path=place.url,
        default=place == OVERVIEW,
        visibility="hidden" if place == START else "visible",
    )
