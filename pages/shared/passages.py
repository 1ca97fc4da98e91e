"""A clause in the words of its document: the paragraph of the registered text, or the excerpt where there is none.

Text from documents is shown as text: every piece is escaped before it is marked.
"""

from collections.abc import Iterable

import streamlit as st

from intake.documents.passage import Match, Passage
from intake.documents.reading import clean
from pages.shared import load, marks
from wording.translate import N_, _

_FOUND = {
    Match.EXACT: N_("与登记的原文逐字一致。"),
    Match.MOVED: N_("在登记的原文中找到，位置与台账所记不同。"),
    Match.CLEANED: N_("在登记的原文中找到；繁简体、全半角或换行与摘录不同。"),
}


def show(statement_id: str, excerpt: str, number_text: object) -> None:
    """The paragraph with the excerpt and its number marked, or the excerpt and why there is no more."""
    if not excerpt:
        _note(hidden())
        return
    found, registered = load.passage(statement_id)
    with st.container(border=True, gap="small"):
        st.markdown(f"…{marks.marked(excerpt, number_text)}…" if found is None else paragraph(found))
        if found is None and clean(excerpt) != excerpt:
            _note(_("原文照录：{excerpt}").format(excerpt=excerpt))
        _note(_remark(found, registered=registered))
        if found is not None and found.pieces() != found.readable_pieces():
            with st.expander(_("原文照录")):
                st.markdown(marked(found, found.pieces()))


def hidden() -> str:
    """A part of a target that may not be seen: where its words are."""
    return _("由上级目标分解而来，上级目标的条款不在可见范围内。")


def _note(said: str) -> None:
    st.markdown(f":small[{marks.muted(marks.plain(said))}]")


def paragraph(found: Passage) -> str:
    """The paragraph made readable, as Markdown."""
    return marked(found, found.readable_pieces())


def marked(found: Passage, pieces: Iterable[str]) -> str:
    """The five pieces of a paragraph as Markdown: the excerpt on grey, the number on yellow."""
    before, lead, number, rest, after = map(marks.plain, pieces)
    shown = "".join(
        f":{colour}-background[{piece}]"
        for colour, piece in (("gray", lead), ("yellow", number), ("gray", rest))
        if piece
    )
    return f"{'…' if found.cut_before else ''}{before}{shown}{after}{'…' if found.cut_after else ''}"


def _remark(found: Passage | None, *, registered: bool) -> str:
    if found is not None:
        return _(_FOUND[found.match])
    if registered:
        return _("登记的文本中没有找到这段摘录，请核对是否同一文件。")
    return _("在“原文”中登记这份文件的文本后，这里显示整段。")
