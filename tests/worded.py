"""What every problem must stand up to where it is made: a sentence in both languages out of its own facts.

The tests that provoke problems hand them in here, so that what a template asks for is held against what its call
sites give.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from string import Formatter

from data.problems import Problem, Severity
from wording.problems import line, message, remedy, sentences, words
from wording.translate import LANGUAGES, speaking

CJK = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3001-\u3017]")
QUOTED = ("", "or", "list", "name", "names")  # ways of wording that repeat what a reporter or the ledger says
ALWAYS = {"sheet", "cell", "value"}
OF_THE_FORM = re.compile(
    "“(?:地区|数据类型|分月计划)”"
)  # what a sheet or column must be called, in any language


def assert_worded(found: Iterable[Problem]) -> None:
    """Every gap is filled by a fact, in English no word of ours is Chinese."""
    for one in found:
        for speech in LANGUAGES:
            with speaking(speech):
                _assert_filled(one, speech)
                _assert_said(one)
        with speaking("en"):
            said = line(_without_chinese(one))
            assert is_english(said), said


def is_english(said: str) -> bool:
    """Tell whether a sentence holds no Chinese but the names that the form's own sheets and columns must have."""
    return not CJK.search(OF_THE_FORM.sub("", said))


def gaps(template: str) -> list[tuple[str, str]]:
    """Name and way of every gap of a template."""
    return [(name, spec or "") for _text, name, spec, _ in Formatter().parse(template) if name is not None]


def _assert_filled(one: Problem, speech: str) -> None:
    given, templates = dict(one.facts), list(sentences()[speech][one.code])
    while templates:
        for name, spec in gaps(templates.pop()):
            assert name in ALWAYS or name in given, (one, name)
            if spec == "word":
                assert given[name] in words()[speech], (one, name)
                templates.append(words()[speech][given[name]])


def _assert_said(one: Problem) -> None:
    assert message(one), one
    assert remedy(one) or one.severity in {Severity.NOTICE, Severity.ACCEPT}, one
    assert "{" not in message(one.__class__(code=one.code, severity=one.severity)), one


def _without_chinese(one: Problem) -> Problem:
    """The problem with what people typed and what the ledger is called in plain letters."""
    both = " ".join(sentences()["en"][one.code])
    ours = {name for name, spec in gaps(both) if spec.split(" ")[0] not in QUOTED}
    facts = tuple((name, fact if name in ours else CJK.sub("x", fact)) for name, fact in one.facts)
    return replace(
        one,
        sheet=CJK.sub("x", one.sheet),
        value=CJK.sub("x", one.value),
        subject=tuple(CJK.sub("x", part) for part in one.subject),
        facts=facts,
    )
