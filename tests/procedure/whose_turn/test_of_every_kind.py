"""Something of every kind at once: what waits for somebody is read whole, however many tables that joins."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.procedure.kinds import kinds
from qyzmet.vocabulary import OrganisationKind, Role
from tests.counting import counted, hold, too_many
from tests.procedure.test_triples import TABLES
from tests.signing_in import bearer, sign_in
from tests.tenders.test_queries import _kept_badge as _kept_badge
from tests.worlds import a_procedure, a_world

# Where each kind waits for the integrator or the operator.
STATES = {
    "requests": "submitted",
    "proposals": "submitted",
    "assignments": "approved",
    "tenders": "consented",
    "formations": "passed",
    "services": "supplier_failed",
    "developments": "submitted",
}
# These wait for bidders and for state bodies alone.
OTHERS = {"bids", "passports", "programmes"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [OrganisationKind.INTEGRATOR, OrganisationKind.OPERATOR])
def test_what_waits_is_of_every_kind(client: FlaskClient, kind: OrganisationKind) -> None:
    """SQLite joins at most 64 tables, and the kinds together are more: the front page and others are read, within
    their number of questions.
    """
    world = a_world()
    for table in TABLES:
        if table.kind in STATES:
            a_procedure(world, table, STATES[table.kind])
    db.session.commit()
    assert set(STATES) | OTHERS == set(kinds())
    person = world.people[kind, Role.HEAD]
    sign_in(client, person)
    headers = bearer(person)
    wrong = []
    for address in ("/", "/catalog/", "/api/v1/me/tasks", "/deadlines/mine"):
        db.session.expunge_all()
        with counted() as statements:
            answer = client.get(address, headers=headers if address.startswith("/api") else {})
        assert answer.status_code == 200, address
        wrong.append(too_many(address, statements))
    hold(wrong)
