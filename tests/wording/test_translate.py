"""The language of a view."""

from concurrent.futures import ThreadPoolExecutor

from wording.translate import _, language, ngettext, use


def test_chinese_is_the_default_and_english_by_choice() -> None:
    assert _("严重滞后") == "严重滞后"
    use("en")
    assert language() == "en"
    assert _("严重滞后") == "Far behind"
    use("zh")


def test_each_thread_speaks_its_own_language() -> None:
    use("en")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(language).result() == "zh"
    use("zh")


def test_an_unknown_language_is_chinese() -> None:
    use("klingon")
    assert language() == "zh"


def test_an_untranslated_string_is_shown_as_it_is() -> None:
    use("en")
    assert _("没有译文的话") == "没有译文的话"
    use("zh")


def test_english_tells_one_from_many() -> None:
    use("en")
    assert ngettext("{n}项目标", "{n}项目标", 1) == "{n} target"
    assert ngettext("{n}项目标", "{n}项目标", 0) == "{n} targets"
    use("zh")
