"""Width, wrapping and escaping of text in pictures."""

from charts import text


def test_a_chinese_character_is_twice_a_latin_one() -> None:
    assert text.width("多晶硅", 10) == 30
    assert 25 < text.width("abcde", 10) < 35


def test_long_names_are_cut_with_an_ellipsis() -> None:
    assert text.shorten("规模以上工业企业", 50, 10) == "规模以上…"
    assert text.shorten("短", 50, 10) == "短"


def test_lines_break_after_words_and_never_before_a_closing_mark() -> None:
    lines = text.wrap("各单位月报，截至2024年6月30日", 65, 10, 3)
    assert all(text.width(line, 10) <= 65 for line in lines)
    assert not any(line[0] in "，。）" for line in lines)
    assert "2024" in "|".join(lines)
    assert "".join(lines) == "各单位月报，截至2024年6月30日"


def test_the_last_line_is_cut() -> None:
    assert text.wrap("一二三四五六七八九十" * 3, 50, 10, 2)[-1].endswith("…")


def test_data_is_escaped_and_control_characters_dropped() -> None:
    assert text.escape("<script>&\x00\u202e'") == "&lt;script&gt;&amp;&#x27;"
