"""The migrations and the models agree, on the database that the tests run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from qyzmet import schema, seeding
from qyzmet.audit import service as audit
from qyzmet.audit.models import PROTECTED
from qyzmet.database import Base, db
from qyzmet.requests.models import AutomationRequest
from tests import factories
from tests.operations.places import place
from tests.own_database import SERVER

KIND = "postgresql" if SERVER else "sqlite"


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database the migrations made."""
    with place(KIND, tmp_path) as app:
        yield app


def test_migrations_make_what_the_models_say(migrated: Flask) -> None:
    """Tables, columns, types, indexes and constraints are the same: nothing is left for a new migration."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def _triggers() -> list[str]:
    found = db.session.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        if KIND == "sqlite"
        else text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    )
    names = sorted(found.scalars())
    db.session.rollback()
    return names


def test_migrations_make_the_triggers_that_tests_run_with(migrated: Flask, built_app: Flask) -> None:
    """The audit trail is protected as create_all protects it: the same triggers by name, and they refuse."""
    made = _triggers()
    ends = ("_no_update", "_no_change")
    assert {name.removesuffix(end) for name in made for end in ends if name.endswith(end)} == set(PROTECTED)
    with built_app.app_context():
        assert _triggers() == made
    audit.record("act", chain="a", subject="a")
    db.session.commit()
    for statement in ("UPDATE audit_record SET actor = 'x'", "DELETE FROM audit_record"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_upgrading_twice_changes_nothing(migrated: Flask) -> None:
    """A database that is up to date stays as it is."""
    schema.check()
    tables, triggers = inspect(db.engine).get_table_names(), _triggers()
    schema.upgrade()
    schema.check()
    assert inspect(db.engine).get_table_names() == tables
    assert _triggers() == triggers


def test_a_downgrade_leaves_nothing_and_can_be_upgraded_again(migrated: Flask) -> None:
    """Down to nothing and up again: no table, trigger or function of ours stays in the way."""
    db.session.remove()
    command.downgrade(schema._config(), "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    assert _triggers() == []
    assert schema.state() == (schema.State.EMPTY, "")
    schema.upgrade()
    schema.check()


def test_there_is_one_newest_migration() -> None:
    """The revisions form one line, so that every database can be brought to the newest."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(schema._config())
    assert scripts.get_heads() == [schema.newest()]


def test_every_constraint_has_a_name() -> None:
    """SQLite's migrations copy tables, and find constraints by their names alone."""
    unnamed = [
        f"{table.name}: {type(constraint).__name__}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if not constraint.name
    ]
    assert unnamed == []


def test_a_database_of_the_first_release_keeps_its_requests(tmp_path: Path) -> None:
    """From 0001 on: an opinion stays its request's, a receipt keeps its instant, and search finds what was there."""
    with place(KIND, tmp_path, prepared=False):
        command.upgrade(schema._config(), "0001")
        seeding.seed()
        # The table as it was: it has columns more by now.
        db.session.execute(
            text(
                "INSERT INTO organisation (id, bin, kind, name_kk, name_ru, name_en, national_bank, created_at,"
                " version)"
                " VALUES (1, '990540004034', 'state_body', 'Body', 'Body', 'Body', :no, :at, 1)"
            ),
            {"no": False, "at": "2026-01-12 05:00:00.000000"},
        )
        drafter = factories.user()
        db.session.execute(
            text(
                "INSERT INTO procedure (id, kind, draft_number, number, state, edition_key, channel, title, data,"
                " created_by_id, created_at, submitted_at, version)"
                " VALUES (1, 'requests', 'AR-draft-X', 'AR-2026-000001', 'opinion_given',"
                " 'kz-2022-03-31', 'portal', 'Учёт памятников', '{}', :user, :at, :at, 1)"
            ),
            {"user": drafter.id, "at": "2026-01-12 05:00:00.000000"},
        )
        db.session.execute(text("INSERT INTO automation_request (id, receipt_hash) VALUES (1, 'abc')"))
        db.session.execute(
            text(
                "INSERT INTO opinion (request_id, favourable, text, criteria, findings, drafted_by_id, drafted_at)"
                " VALUES (1, :yes, 'Yes.', '[]', '[]', :user, :at)"
            ),
            {"yes": True, "user": drafter.id, "at": "2026-01-13 05:00:00.000000"},
        )
        db.session.commit()
        schema.upgrade()
        schema.check()
        request = db.session.get_one(AutomationRequest, 1)
        assert [opinion.text for opinion in request.opinions] == ["Yes."]
        assert (request.received_at, request.scans) == (request.submitted_at, [])
        assert "памятник" in db.session.scalars(text("SELECT word FROM search_word")).all()
