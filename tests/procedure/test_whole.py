"""Procedures that are read whole, with all that their pages show."""

import pytest
from flask import Flask

from qyzmet.procedure import whole
from qyzmet.procedure.kinds import kinds
from qyzmet.reading import read_together


@pytest.mark.slow
def test_those_of_every_kind_are_read_at_once(app: Flask):
    """Whoever has tasks in procedures of every kind reads them all: SQLite joins no more than 64 tables."""
    tables = sum(read_together.tables_of(part) for part in whole.each_kind().values())
    assert tables > read_together.MOST_TABLES, "else this tries nothing"
    assert whole.of_ids({-place: name for place, name in enumerate(kinds(), start=1)}) == []
