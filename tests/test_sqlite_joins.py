"""A kind of procedure that is read with another is looked up by its key, on SQLite too."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import aliased, joinedload

from qyzmet.database import db
from qyzmet.procedure.kinds import kinds
from qyzmet.tenders.models import Tender


@pytest.mark.slow
def test_what_is_read_with_a_procedure_is_not_gathered_whole(app: Flask):
    """For no kind does SQLite read a table from end to end to find what belongs to one procedure."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL sees it by itself")
    for kind in kinds().values():
        model = aliased(kind.model, flat=True)
        for loads in (kind.loads(model), kind.list_loads(model)):
            query = db.select(model).where(model.id == 1).options(*loads)
            asked = query.compile(db.engine, compile_kwargs={"literal_binds": True})
            plan = [row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
            assert not [line for line in plan if line.startswith(("SCAN", "MATERIALIZE"))], (kind.name, plan)


def test_two_joins_say_what_the_bracket_said(app: Flask):
    """Who has nothing of that kind is found still, and a condition on the common table stays in its bracket."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the brackets stay on PostgreSQL")
    of_key = str(db.select(Tender).options(joinedload(Tender.previous)).compile(db.engine))
    assert "LEFT OUTER JOIN (" not in of_key
    other = aliased(Tender, flat=True)
    by_state = db.select(Tender).outerjoin(other, (other.id == Tender.previous_id) & (other.state == "published"))
    assert "LEFT OUTER JOIN (" in str(by_state.compile(db.engine))
