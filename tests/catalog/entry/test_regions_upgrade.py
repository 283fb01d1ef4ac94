"""An upgrade puts the services that there are under the keys of regions (migration 0021)."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from qyzmet import schema
from qyzmet.database import db
from tests.catalog.register.listed import a_service
from tests.operations.places import place
from tests.test_migrations import KIND
from tests.worlds import a_world

REVISION = "0021"


@pytest.mark.slow
def test_words_become_keys(tmp_path: Path):
    """What means one region is under its key; what means none, or two, is in no region's list."""
    with place(KIND, tmp_path):
        world = a_world()
        said = ("Город Алматы", "алматы қаласы", "СКО", "Астана и Алматы", "Где-то", "")
        for each in said:
            a_service(world, f"In {each}", region=each)
        db.session.commit()
        db.session.remove()
        before = ScriptDirectory.from_config(schema.config()).get_revision(REVISION).down_revision
        assert isinstance(before, str)
        command.downgrade(schema.config(), before)
        schema.upgrade()
        found = db.session.scalars(text("SELECT region FROM service ORDER BY id")).all()
        assert found == ["75", "75", "59", "", "", ""]
