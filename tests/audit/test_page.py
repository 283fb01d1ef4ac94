"""The audit trail's page and its file: human words, filters, for auditors and administrators alone."""

import ast
import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from qyzmet import clock, context
from qyzmet.audit import service as audit
from qyzmet.audit.models import AuditRecord
from qyzmet.audit.wording import ACTS, Wording, acts
from qyzmet.database import db
from qyzmet.files import paths
from qyzmet.people.accounts.sessions import chain_of
from qyzmet.people.models import User
from qyzmet.search import table_file
from qyzmet.vocabulary import OrganisationKind, Role
from tests import factories
from tests.signing_in import sign_in


@pytest.fixture
def auditor(app: Flask) -> User:
    """Somebody who may read the trail; the language is English."""
    body = factories.organisation(OrganisationKind.AUTHORISED_BODY)
    made = factories.user(Role.AUDITOR, body, language="en")
    db.session.commit()
    return made


@pytest.fixture
def people(auditor: User) -> tuple[User, User]:
    """Two people of two organisations with a record of each: a sign-in, and a change with an IIN and a formula."""
    first = factories.user(Role.HEAD, factories.organisation(name="Archive"), surname="Омарова", language="en")
    second = factories.user(Role.HEAD, factories.organisation(name="Library"), surname="Smith", language="en")
    db.session.commit()
    with context.acting(context.actor_of(first, first.memberships[0].organisation)):
        audit.record("sign_in", chain=chain_of(first), subject=first.public_id)
    with context.acting(context.actor_of(second, second.memberships[0].organisation)):
        after = {"iin": second.iin, "bin": second.memberships[0].organisation.bin}
        audit.record("change_user", chain=chain_of(second), subject=second.public_id, after=after)
        audit.record("=cmd", chain="test", subject="=SUM(A1)")
    db.session.commit()
    return first, second


def rows(client: FlaskClient, query: str = "") -> list[list[str]]:
    """The file of what is filtered, without its head."""
    answer = client.get(f"/admin/audit/list.csv?lang=en&{query}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text)))[1:]


@pytest.mark.slow
def test_every_act_that_is_recorded_has_words() -> None:
    """No code of an act is shown bare: each that the source records by name is among the acts, or a move's."""
    recorded: set[str] = set()
    checkout = paths.PACKAGE.parent
    for folder in ("qyzmet", "requests", "tenders", "deadlines"):
        for path in (checkout / folder).rglob("*.py"):
            recorded |= codes(path)
    assert len(recorded) > 40
    assert recorded - set(ACTS) == set()


def codes(path: Path) -> set[str]:
    """The acts that a module records by name: `audit.record("sign_in", …)`."""
    found = set()
    for call in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)):
        is_record = isinstance(call.func, ast.Attribute) and call.func.attr == "record"
        if is_record and isinstance(call.func.value, ast.Name) and call.func.value.id == "audit" and call.args:  # type: ignore[attr-defined]
            found |= {node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)}
    return found


def test_a_record_is_said_in_words(client: FlaskClient, auditor: User, people: tuple[User, User]) -> None:
    """Act, person and organisation stand there by their names; the codes are one click below."""
    page = sign_in(client, auditor).get("/admin/audit?lang=en").text
    assert "<strong>Sign in</strong>" in page
    assert f"{people[0].full_name} ({people[0].public_id})" in page
    assert "Archive" in page
    assert "<code>sign_in</code>" in page


def test_a_procedures_act_has_the_title_of_its_table(app: Flask) -> None:
    """What is called otherwise in another kind is offered under both titles."""
    with app.test_request_context(), force_locale("en"):
        assert "Submit the request" in acts()["submit"]
        assert "Submit the bid" in acts()["submit"]
        unknown = AuditRecord(chain="test", action="look", subject="X", actor="x", organisation="", capacity="")
        assert Wording([unknown]).of(unknown).act == "look"


def test_the_trail_is_filtered(client: FlaskClient, auditor: User, people: tuple[User, User]) -> None:
    """By person (name or number), organisation (name or BIN), act and day; together they narrow."""
    sign_in(client, auditor)
    first, second = people
    bin_ = second.memberships[0].organisation.bin
    assert {row[8] for row in rows(client, "person=омаров")} == {"sign_in"}
    assert {row[8] for row in rows(client, f"person={second.public_id}")} == {"change_user", "'=cmd"}
    assert {row[5] for row in rows(client, "organisation=library")} == {"Head"}
    assert rows(client, f"organisation={bin_}") == rows(client, "organisation=library")
    assert {row[6] for row in rows(client, "act=change_user")} == {"Change a person's data"}
    today = clock.today()
    assert len(rows(client, f"from={today}&to={today}&person={first.public_id}")) == 1
    yesterday = today - dt.timedelta(days=1)
    assert rows(client, f"to={yesterday}") == []
    assert rows(client, f"chain={chain_of(first)}") == rows(client, f"person={first.public_id}")
    # The first and the last day that there are: nothing lies before or after them.
    assert rows(client, "from=0001-01-01&to=9999-12-31") == rows(client)


def test_what_is_not_understood_is_explained(client: FlaskClient, auditor: User, people: tuple[User, User]) -> None:
    """Nobody of that name, no such procedure or act: the list is shown without it and the field says why."""
    sign_in(client, auditor)
    for query in ("person=Nobody", "organisation=Nobody", "procedure=AR-1999-1", "act=dance", "from=2026-02-30"):
        page = client.get(f"/admin/audit?lang=en&{query}")
        assert page.status_code == 200
        assert "There is a problem" in page.text


def test_the_file_is_safe(
    client: FlaskClient, auditor: User, people: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cell is a formula, an IIN is masked while a BIN stays, and a long trail is cut with a word about it."""
    sign_in(client, auditor)
    second = people[1]
    whole = client.get("/admin/audit/list.csv?lang=en").text
    assert second.iin not in whole
    assert second.memberships[0].organisation.bin in whole
    assert [row[7] for row in rows(client, "chain=test")] == ["'=SUM(A1)"]
    assert [row[8] for row in rows(client, "chain=test")] == ["'=cmd"]
    monkeypatch.setattr(table_file, "MOST_ROWS", 2)
    monkeypatch.setattr(table_file, "PIECE", 1)
    assert [len(row) for row in rows(client)] == [14, 14, 1]
    book = client.get("/admin/audit/list.xlsx?lang=ru")
    assert book.status_code == 200
    assert book.data.startswith(b"PK")


def test_the_file_is_for_those_who_may_read_the_trail(client: FlaskClient, people: tuple[User, User]) -> None:
    """A head of an organisation gets neither page nor file."""
    sign_in(client, people[0])
    for path in ("/admin/audit", "/admin/audit/list.csv", "/admin/audit/list.xlsx"):
        assert client.get(path).status_code == 403
