"""H48: rows 1, 2, 5 and 9 of a request are filled from a passport and keep the link; a request can make a passport."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.passports.comparison.of_service import passport_of
from qyzmet.passports.passport import from_request
from qyzmet.procedure import engine
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.requests.request.draft import draft as draft_request
from tests.passports import passports
from tests.requests.conftest import House
from tests.signing_in import bearer, post, sign_in


def test_empty_rows_are_filled_and_written_ones_stay(house: House, client: FlaskClient):
    """Name, acts, how it is done today and systems come from the passport; what somebody wrote stays."""
    passport = passports.approved(house)
    headers = bearer(house["specialist"])
    sent = {"data": {"passport": passport.number, "function": "Своё название"}}
    answer = client.post("/api/v1/requests", json=sent, headers=headers)
    assert answer.status_code == 201
    data = answer.json["data"]
    assert (data["function"], answer.json["passport"]) == ("Своё название", passport.number)
    assert data["acts"][0] == {**passports.DATA["acts"][0], "url": ""}
    assert "Проверка полноты" in data["current_way"]
    assert "Отказ из-за нарушений" in data["current_way"]
    assert [(each["name"], each["kind"]) for each in data["existing_systems"]] == [
        ("Портал «электронного правительства»", "portal"),
        ("Е-лицензирование", "information_system"),
    ]
    assert all(each["covers"] == "part" for each in data["existing_systems"])
    page = client.get(f"/api/v1/requests/{answer.json['number']}", headers=bearer(house["other_head"]))
    assert page.status_code == 404


def test_the_link_stays_with_the_version_it_was_filled_from(house: House):
    """The passport is replaced afterwards: the request still names the version from which it was filled."""
    second = passports.amended(house)
    first = second.predecessor
    assert first is not None
    with house.as_("specialist"):
        made = draft_request({"passport": first.number})
        assert made.data["function"]
    house.take(second, "head", "approve")
    with house.as_("specialist"):
        engine.save(made, {"purpose": "Цель"})
    assert made.passport is first
    with house.as_("specialist"):
        engine.save(made, {"passport": None})
    assert made.passport is None
    assert made.data["acts"]


def test_what_came_of_a_request_leads_to_its_passport(house: House):
    """An IC service whose request was filled from a passport shows it; others show none."""
    passport = passports.approved(house)
    plain = house.submitted()
    with house.as_("specialist"):
        made = draft_request({"passport": passport.number})
        assert passport_of(made.id) is passport
        assert [passport_of(each) for each in (plain.id, None)] == [None, None]


def test_what_nobody_may_know_of_fills_nothing(house: House):
    """Another body's draft, and a number that there is not, are the same refusal at the field."""
    passport = passports.drafted(house)
    for number in (passport.draft_number, "FP-1999-000001", "\x00"):
        with house.as_("other_specialist"), pytest.raises(Invalid) as refused:
            draft_request({"passport": number})
        assert list(refused.value.errors) == ["data.passport"]


def test_a_filed_request_makes_a_passport(house: House, client: FlaskClient):
    """A function without a passport gets one that begins with what the request says, and both stay linked."""
    request = house.submitted()
    receipt = request.receipt_hash
    answer = client.post("/api/v1/passports", json={"request": request.number}, headers=bearer(house["specialist"]))
    assert answer.status_code == 201
    data = answer.json["data"]
    assert request.data["function"] in data["names"].values()
    assert [act["number"] for act in data["acts"]] == [act["number"] for act in request.data["acts"]]
    assert (request.passport.draft_number, request.receipt_hash) == (answer.json["number"], receipt)
    with house.as_("specialist"), pytest.raises(NotInThisState, match=request.passport.draft_number):
        from_request.make(request.number, {})
    with house.as_("integrator_head"), pytest.raises(NotYours):
        from_request.make(request.number, {})
    with house.as_("other_head"), pytest.raises(Invalid):
        from_request.make(request.number, {})


@pytest.mark.slow
def test_both_ways_on_pages(house: House, client: FlaskClient):
    """From the passport's page a request begins filled; from a draft request a passport begins, named in row 1."""
    passport = passports.approved(house)
    db.session.commit()
    sign_in(client, house["specialist"])
    assert f"/requests/new?passport={passport.number}" in client.get(f"{passport.path}?lang=en").text
    begin = f"/requests/new?passport={passport.number}"
    assert passport.number in client.get(f"{begin}&lang=en").text
    begun = post(client, begin)
    assert begun.status_code == 302
    page = client.get(f"{begun.headers['Location']}/section/1").text
    assert passport.number in page
    plain = post(client, "/requests/new")
    number = plain.headers["Location"].rpartition("/")[2]
    # It is chosen on the page of row 1, where nobody knows its number.
    offered = client.get(f"{plain.headers['Location']}/section/1").text
    assert f'<option value="{passport.number}">' in offered
    assert (
        post(client, f"{plain.headers['Location']}/section/1", {"function": "Функция", "passport": ""}).status_code
        == 302
    )
    assert client.get(f"/passports/new?request={number}&lang=en").status_code == 200
    made = post(client, f"/passports/new?request={number}")
    assert made.status_code == 302
    own = made.headers["Location"].rpartition("/")[2]
    assert own in client.get(f"{plain.headers['Location']}/section/1").text
    assert client.get("/passports/new?request=AR-1999-000001").status_code == 404
