"""The migrations and the models agree, on the database that the tests run on."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Boolean, DateTime, Integer, MetaData, inspect, select, text
from sqlalchemy.exc import DatabaseError

from qyzmet import schema, seeding
from qyzmet.audit import service as audit
from qyzmet.audit.models import PROTECTED
from qyzmet.catalog.models import NO_PRICE, Service
from qyzmet.database import Base, db
from qyzmet.requests.models import AutomationRequest
from qyzmet.search import spelling
from qyzmet.search.models import SearchWord
from qyzmet.web.sorting import kazakh_order
from tests import factories
from tests.operations.places import place
from tests.own_database import SERVER

KIND = "postgresql" if SERVER else "sqlite"


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database the migrations made."""
    with place(KIND, tmp_path) as app:
        yield app


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_downgrade_leaves_nothing_and_can_be_upgraded_again(migrated: Flask) -> None:
    """Down to nothing and up again: no table, trigger or function of ours stays in the way."""
    db.session.remove()
    command.downgrade(schema.config(), "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    assert _triggers() == []
    assert schema.state() == (schema.State.EMPTY, "")
    schema.upgrade()
    schema.check()


def test_revisions_are_one_line_that_the_files_names_tell() -> None:
    """Every database can be brought to the newest, and whoever only asks for it need not load the migrations."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(schema.config())
    assert scripts.get_heads() == [schema.newest()]
    assert tuple(each.revision for each in scripts.walk_revisions()) == schema.revisions()


def test_every_constraint_has_a_name() -> None:
    """SQLite's migrations copy tables, and find constraints by their names alone."""
    unnamed = [
        f"{table.name}: {type(constraint).__name__}"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if not constraint.name
    ]
    assert unnamed == []


@pytest.mark.slow
def test_a_database_of_the_first_release_keeps_its_requests(tmp_path: Path) -> None:
    """From 0001 on: an opinion stays its request's, a receipt keeps its instant, and search finds what was there."""
    with place(KIND, tmp_path, prepared=False):
        command.upgrade(schema.config(), "0001")
        seeding.seed_rules()
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


@pytest.mark.slow
def test_services_of_an_earlier_release_are_sorted_and_found(tmp_path: Path) -> None:
    """From 0012 on: by their names in each language and their price; mistaken words are found, too."""
    names = {"name_kk": "Әкім қабылдауы", "name_ru": "Реестр памятников", "name_en": "Registers"}
    with place(KIND, tmp_path, prepared=False):
        command.upgrade(schema.config(), "0012")
        seeding.seed_rules()
        drafter = factories.user()
        for number, price in ((1, 250), (2, None)):
            db.session.execute(
                text(
                    "INSERT INTO procedure (id, kind, draft_number, number, state, edition_key, channel, title, data,"
                    " created_by_id, created_at, submitted_at, version, is_public)"
                    " VALUES (:id, 'services', 'S-draft-' || :number, 'S-2026-' || :number, 'active', 'kz-2022-03-31',"
                    " 'portal', :title, :data, :user, :at, :at, 1, :yes)"
                ),
                {"id": number, "number": str(number), "title": names["name_kk"], "user": drafter.id, "yes": True}
                | {"at": "2026-01-12 05:00:00.000000", "data": json.dumps({"names": {"ru": names["name_ru"]}})},
            )
            db.session.execute(
                text(
                    "INSERT INTO service (id, object, mechanism, kind_key, recipient_key, region, name_kk, name_ru,"
                    " name_en, price_service, confirmed_on, entry_version)"
                    " VALUES (:id, 'ssp', 'lease', '', '', '', :name_kk, :name_ru, :name_en, :price, :day, 1)"
                ),
                {"id": number, "price": price, "day": "2026-01-12"} | names,
            )
        db.session.commit()
        schema.upgrade()
        schema.check()
        priced, free = (db.session.get_one(Service, number) for number in (1, 2))
        assert (priced.sort_price, free.sort_price) == (250, NO_PRICE)
        assert (priced.sort_highest, free.sort_highest) == (-250, NO_PRICE)
        for key in ("kk", "ru", "en"):
            assert getattr(free, f"sort_{key}") == kazakh_order(names[f"name_{key}"])
        for typed in ("памтяник", "акимнин"):
            (word,) = spelling.query_words(typed)
            found = select(SearchWord.procedure_id).where(SearchWord.word.in_([word.stem, *word.others]))
            assert set(db.session.scalars(found)) == {1, 2}


@pytest.mark.slow
def test_what_suppliers_left_in_an_earlier_release_loses_its_hours(tmp_path: Path) -> None:
    """From 0005 on: sessions of suppliers' people say the day, sealed rows get random numbers and stay together."""
    instant, day = "2026-03-03 09:11:12.500000", "2026-03-02 19:00:00"
    with place(KIND, tmp_path, prepared=False):
        command.upgrade(schema.config(), "0005")
        seeding.seed_rules()
        rows: list[tuple[str, dict[str, object]]] = []
        for place_, kind in enumerate(("supplier", "operator"), 1):
            named = {"name_kk": kind, "name_ru": kind, "name_en": kind, "created_at": instant, "version": 1}
            rows.append(("organisation", {"id": place_, "bin": f"{place_:012}", "kind": kind} | named))
            person = {"id": place_, "iin": f"{place_:012}", "surname": "S", "given_name": "G", "patronymic": ""}
            person |= {"post": "", "email": f"{kind}@example.kz", "language": "kk", "created_at": instant, "version": 1}
            rows.append(("user", person))
            since = {"role": "head", "since": dt.date(2026, 1, 5)}
            rows.append(("membership", {"user_id": place_, "organisation_id": place_} | since))
            row = {"secret_hash": bytes([place_]) * 32, "user_id": place_, "created_at": instant}
            row |= {"last_seen_at": instant, "expires_at": instant, "address": "", "browser": ""}
            rows.append(("user_session", row))
        answer = {"request_hash": b"x" * 32, "created_at": instant, "status": 0}
        rows += [("idempotent_answer", answer | {"blind_key": b"a" * 32})]
        rows += [("idempotent_answer", answer | {"blind_key": b"b" * 32, "status": None})]
        draft = {"kind": "tenders", "draft_number": "T-draft", "state": "published", "edition_key": "kz-2022-03-31"}
        draft |= {"channel": "portal", "title": "T", "data": "{}", "created_at": instant, "version": 1}
        for number, kind in enumerate(("tenders", "assignments", "requests"), 1):
            other = {"id": number, "kind": kind, "draft_number": kind, "created_by_id": 2, "is_public": True}
            rows.append(("procedure", draft | other))
        db.session.commit()
        metadata = MetaData()
        metadata.reflect(db.engine)

        def insert(name: str, row: dict[str, object]) -> None:
            table = metadata.tables[name]
            given = {
                key: dt.datetime.fromisoformat(str(value)).replace(tzinfo=None if KIND == "sqlite" else dt.UTC)
                if isinstance(table.c[key].type, DateTime)
                else value
                for key, value in row.items()
            }
            missing = {
                column.name: 0
                if isinstance(column.type, Integer)
                else False
                if isinstance(column.type, Boolean)
                else "[]"
                for column in table.columns
                if not (column.nullable or column.server_default is not None or column.primary_key)
                and column.name not in given
            }
            db.session.execute(table.insert().values({**missing, **given}))

        for name, row in rows:
            insert(name, row)
        insert("design_assignment", {"id": 2, "source_id": 3})
        insert("tender", {"id": 1, "assignment_id": 2})
        for number in (1, 2):
            bid = {"id": number, "tender_id": 1, "number": f"B-{number}", "bidder": str(number), "version": 1}
            insert("sealed_bid", bid | {"content": b"c", "own": b"o"})
            insert("taken_part", {"id": number, "tender_id": 1, "bid_id": number, "supplier": f"of {number}"})
        db.session.commit()
        schema.upgrade()
        schema.check()
        sessions = db.session.execute(text("SELECT user_id, by_day, created_at FROM user_session")).all()
        shown = {user: (bool(by_day), str(created)[:19]) for user, by_day, created in sessions}
        assert shown == {1: (True, day), 2: (False, instant[:19])}
        (kept,) = db.session.execute(text("SELECT id, created_at FROM idempotent_answer")).all()
        assert kept.id > 1_000
        assert str(kept.created_at)[:19] == day
        pairs = db.session.execute(
            text("SELECT b.id, b.number, p.id, p.supplier FROM sealed_bid b JOIN taken_part p ON p.bid_id = b.id")
        ).all()
        assert {(number, supplier) for _id, number, _part, supplier in pairs} == {("B-1", "of 1"), ("B-2", "of 2")}
        assert min(min(row[0], row[2]) for row in pairs) > 1_000
