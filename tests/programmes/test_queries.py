"""A programme's page and its object of the API ask the database seldom, however much cites it."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from tests.conftest import SetClock
from tests.counting import counted
from tests.programmes.conftest import amended, in_force
from tests.programmes.test_reports import _report
from tests.requests.conftest import House
from tests.signing_in import bearer, sign_in

PAGE, OBJECT = 12, 6


@pytest.mark.slow
def test_page_and_object_ask_seldom(client: FlaskClient, house: House, set_clock: SetClock):
    """Twelve times a page and six times an object, for everybody and for those who write, with an amended version."""
    old = in_force(house)
    made = amended(house, old)
    house.take(made, "head", "approve")
    row = {"kind": "state", "title": "a", "points": "5.1", "programme": made.public_number}
    for _place in range(3):
        house.drafted(programmes=[row])
    set_clock.set("2026-04-02 09:00")
    house.take(made, "head", "report", _report())
    db.session.commit()
    asked = {}
    number, path = made.public_number, made.path
    for who in (None, "specialist", "head"):
        headers = bearer(house[who]) if who else {}
        with counted() as statements:
            assert client.get(f"/api/v1/programmes/{number}", headers=headers).status_code == 200
        asked["object", who] = (len(statements), OBJECT)
        if who:
            sign_in(client, house[who])
        with counted() as statements:
            assert client.get(path).status_code == 200
        asked["page", who] = (len(statements), PAGE)
    assert {key: each for key, each in asked.items() if each[0] > each[1]} == {}
