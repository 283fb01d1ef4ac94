"""The pictures of the statistics: bars in proportion, no name cut off, everything said in words."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qyzmet.statistics.chart import LETTERS, WIDEST, Bar, chart

pytestmark = pytest.mark.once

SHARES = st.decimals(0, 1, places=3)
WORDS, VALUES = st.text("абв ", max_size=200), st.text("0123 %", max_size=10)
BARS = st.lists(st.builds(Bar, WORDS, SHARES, VALUES, st.none() | SHARES))


@given(BARS)
def test_bars_lie_below_one_another_and_say_what_they_show(bars: list[Bar]):
    """No bar lies over another or leaves the picture; each is as wide as its share; the description says each value."""
    drawn = chart(bars)
    assert [each.width for each in drawn.bars] == [(WIDEST * bar.share).quantize(Decimal("0.01")) for bar in bars]
    assert all(one.top < other.top for one, other in pairwise(drawn.bars))
    assert all(each.top + 16 < drawn.height for each in drawn.bars)
    assert all(each.text_at >= max(each.width, each.mark or 0) for each in drawn.bars)
    assert drawn.says == "; ".join(f"{bar.label}: {bar.text}" for bar in bars)


def test_a_long_name_stands_in_several_lines():
    """A name is never cut off: a phone has room for so many letters in a line."""
    name = "Сервистік бағдарламалық өнімді немесе АКИ объектісін жеткізушіні айқындау конкурсы"
    lines = [text for _at, text in chart([Bar(name, Decimal(1), "1")]).bars[0].lines]
    assert " ".join(lines) == name
    assert max(map(len, lines)) <= LETTERS


def test_nothing_is_drawn_of_nothing():
    """A figure without bars has a picture without height."""
    assert chart([]).bars == ()
