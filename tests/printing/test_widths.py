"""How wide the columns of a table are: by their shares, and none too narrow for its words."""

import pytest

from qyzmet.printing.paper import Column, Table, widths_of

pytestmark = pytest.mark.once


def _table(*columns: tuple[str, int], rows: tuple[tuple[str, ...], ...] = ()) -> Table:
    return Table(tuple(Column(title, share) for title, share in columns), rows)


def test_shares_hold_where_every_word_fits():
    """Columns are as wide as they were asked to be."""
    assert widths_of(_table(("Что", 3), ("Сколько", 1)), 17.0) == pytest.approx([12.75, 4.25])


def test_a_column_is_as_wide_as_its_longest_word():
    """In heads and rows alike; what it needs beyond its share is taken from the others, and nothing is lost."""
    table = _table(
        ("Пайдаланушылар кімдер", 4), ("Пайдаланушылар саны", 3), ("Орындайтын функциялары", 4), rows=(("а", "1", "б"),)
    )
    widths = widths_of(table, 10.9)
    assert sum(widths) == pytest.approx(10.9)
    assert widths[1] == pytest.approx(0.22 * len("Пайдаланушылар") + 0.4)
    assert min(widths[0], widths[2]) >= widths[1]
    by_rows = widths_of(_table(("№", 1), ("Что", 20), rows=(("согласовано", "да"),)), 17.0)
    assert by_rows[0] == pytest.approx(0.22 * len("согласовано") + 0.4)


def test_what_is_broken_anyway_needs_no_room():
    """An address or a hash breaks wherever it stands, and widens nothing."""
    assert widths_of(_table(("а", 1), ("б", 1), rows=(("f" * 64, "да"),)), 17.0) == [8.5, 8.5]


def test_what_has_a_hyphen_is_broken_there():
    """Its parts fit, however long it is as a whole."""
    widths = widths_of(_table(("а", 1), ("б", 20), rows=(("Е-лицензирование", "да"),)), 17.0)
    assert widths[0] == pytest.approx(0.22 * len("лицензирование") + 0.4)


def test_too_many_words_part_what_there_is():
    """A table of many columns still lies within the page."""
    table = _table(*(("Подразделение", 1) for _column in range(12)))
    assert widths_of(table, 17.0) == pytest.approx([17.0 / 12] * 12)
    assert widths_of(_table(*(("Показатель", 1) for _column in range(7)), ("Что", 9)), 17.0)[0] < 2.6
