"""¶ 76-1: the register of services: who keeps it, who reads it, two at once, pages and API alike."""

from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet.audit.models import AuditRecord
from qyzmet.database import db
from qyzmet.procedure.refusals import NotYours, Stale
from qyzmet.requests.services_register import register, sample
from tests.api.conftest import Caller
from tests.requests.conftest import House
from tests.signing_in import post, sign_in
from tests.web.reading import read

PERSONS = sample.SERVICES["persons"]
PATH = "/integration-services"


@pytest.fixture
def numbers(house: House) -> dict[str, str]:
    """The sample services, entered by the integrator."""
    with house.as_("integrator_specialist"):
        made = sample.add()
    db.session.commit()
    return made


@pytest.fixture
def callers(app: Flask, house: House) -> dict[str, Caller]:
    """Systems that call as the house's people."""
    return {key: Caller(app, user) for key, user in house.people.items()}


def test_each_change_is_audited(house: House):
    """Entering and changing leave a record each, with what was before; saving the same again leaves none."""
    with house.as_("integrator_specialist"):
        made = register.add(PERSONS)
        register.change(made, PERSONS | {"state": "stopped"})
        register.change(made, PERSONS | {"state": "stopped"})
    records = db.session.query(AuditRecord).filter_by(subject=made.number).order_by(AuditRecord.number).all()
    assert [record.action for record in records] == ["add_integration_service", "change_integration_service"]
    assert '"state":"working"' in records[1].before
    assert '"state":"stopped"' in records[1].after
    assert register.states_of([made.number])(made.number) == "stopped"
    unknown = ("IS-999999", "IS-0", "IS-1\n", "x")
    assert list(map(register.states_of(unknown), unknown)) == [None] * 4


@pytest.mark.parametrize("key", ["head", "authorised_head", "integrator_clerk", "auditor", "administrator"])
def test_only_the_integrator_keeps_it(house: House, key: str):
    """Its head and specialists enter and change services, nobody else."""
    with house.as_("integrator_head"):
        made = register.add(PERSONS)
    with house.as_(key):
        with pytest.raises(NotYours):
            register.add(PERSONS)
        with pytest.raises(NotYours):
            register.change(made, PERSONS)


def test_the_later_of_two_is_told(house: House):
    """Who saves over a newer version is refused."""
    with house.as_("integrator_head"):
        made = register.add(PERSONS)
        register.change(made, PERSONS | {"name": "Other"}, expected_version=1)
        with pytest.raises(Stale):
            register.change(made, PERSONS, expected_version=1)


def test_search_and_choices(numbers: dict[str, str]):
    """Found by name, owner and address, capitals or not; part 6 chooses among what works."""
    assert [each.number for each in db.session.scalars(register.found("гбд фл"))] == [numbers["persons"]]
    assert len(list(db.session.scalars(register.found("министерство ЮСТИЦИИ")))) == 3
    assert [each.number for each in db.session.scalars(register.found("", "planned"))] == [numbers["heritage"]]
    assert list(db.session.scalars(register.found("%"))) == []
    assert numbers["heritage"] not in dict(register.working())
    assert dict(register.working())[numbers["gateway"]].startswith(f"{numbers['gateway']} ШЭП")


@pytest.mark.slow
def test_pages(client: FlaskClient, house: House, numbers: dict[str, str]):
    """Everybody signed in reads; the integrator adds and changes; errors stand at their fields."""
    sign_in(client, house["supplier_specialist"])
    page = client.get("/requests/register/").get_data(as_text=True)
    read(page)
    assert "ГБД ФЛ" in page
    assert "Add a service" not in page
    assert "No service found" in client.get("/requests/register/?q=zzz").get_data(as_text=True)
    assert client.get("/requests/register").status_code == 308
    assert client.get(f"/requests/register/{numbers['gateway']}").status_code == 200
    assert client.get("/requests/register/IS-999999").status_code == 404
    assert client.get(f"/requests/register/{numbers['gateway']}/edit").status_code == 403
    assert client.get("/requests/register/new").status_code == 403
    sign_in(client, house["integrator_specialist"])
    read(client.get("/requests/register/new").get_data(as_text=True))
    wrong = post(client, "/requests/register/new", PERSONS | {"name": "", "address": "a\x00b", "state": "gone"})
    assert wrong.status_code == 422
    read(wrong.get_data(as_text=True))
    made = post(client, "/requests/register/new", PERSONS)
    assert made.status_code == 303
    assert client.get(made.headers["Location"]).status_code == 200


def test_two_at_one_page(client: FlaskClient, house: House, numbers: dict[str, str]):
    """The loser of two savings sees both versions and loses no text."""
    sign_in(client, house["integrator_head"])
    path = f"/requests/register/{numbers['persons']}/edit"
    assert 'name="version" value="1"' in client.get(path).get_data(as_text=True)
    assert post(client, path, PERSONS | {"owner": "First", "version": "1"}).status_code == 303
    lost = post(client, path, PERSONS | {"owner": "Second", "version": "1"})
    assert lost.status_code == 409
    assert "First" in lost.get_data(as_text=True)
    again = post(client, path, PERSONS | {"owner": "Second", "version": "2", "again": "1"})
    assert again.status_code == 200
    assert 'value="Second"' in again.get_data(as_text=True)
    assert post(client, path, PERSONS | {"owner": "Second", "version": "2"}).status_code == 303


@pytest.mark.slow
def test_the_api(callers: dict[str, Caller], numbers: dict[str, str]):
    """Made, listed page by page, shown and saved with the same form; answers are as openapi.json says."""
    integrator, reader = callers["integrator_specialist"], callers["supplier_head"]
    made = integrator.post(PATH, {"data": PERSONS})
    assert made.status_code == 201
    number = made.json["number"]
    assert made.headers["Location"] == f"/api/v1{PATH}/{number}"
    assert (made.json["data"], made.json["state"], made.headers["ETag"]) == (PERSONS, "working", '"1"')
    saved = integrator.post(f"{PATH}/{number}/save", {"data": {"state": "stopped"}}, If_Match="1")
    assert (saved.status_code, saved.json["version"]) == (200, 2)
    assert saved.json["data"] == PERSONS | {"state": "stopped"}
    assert reader.get(f"{PATH}/{number}").json == saved.json
    first = reader.get(f"{PATH}?limit=3").json
    rest = reader.get(f"{PATH}?limit=200&after={first['next']}").json
    assert [each["number"] for each in first["items"] + rest["items"]] == [*numbers.values(), number]
    assert rest["next"] is None
    assert [each["number"] for each in reader.get(f"{PATH}?state=stopped&q=гбд").json["items"]] == [number]
    described = reader.get("/openapi.json").json
    schema = {"$ref": "#/components/schemas/integration-services", "components": described["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(saved.json)
    assert f"{PATH}/{{number}}/save" in described["paths"]


def test_the_api_refuses_in_the_contracts_order(callers: dict[str, Caller], numbers: dict[str, str], app: Flask):
    """401, 404, 403, 412, 422: by field, as problem+json; nothing was changed."""
    path, wrong = f"{PATH}/{numbers['persons']}/save", {"data": {"name": "", "colour": "red"}}
    integrator, stranger = callers["integrator_head"], callers["head"]

    def asked(caller: Caller, *request: Any, **headers: str) -> int:
        answer = caller.post(*request, **headers)
        assert answer.mimetype == "application/problem+json"
        return int(answer.status_code)

    assert asked(Caller(app, None), path, wrong) == 401
    assert asked(stranger, f"{PATH}/IS-999999/save", wrong) == 404
    assert asked(stranger, path, wrong, If_Match="9") == 403
    assert asked(stranger, PATH, wrong) == 403
    assert asked(integrator, path, wrong, If_Match="9") == 412
    assert integrator.post(path, wrong).json["errors"] == {"data.colour": ["There is no such field"]}
    assert list(integrator.post(path, {"data": {"name": ""}}).json["errors"]) == ["data.name"]
    assert list(integrator.post(path, {"data": {"address": "x" * 100_000}}).json["errors"]) == ["data.address"]
    assert set(integrator.post(PATH, {"data": {}}).json["errors"]) == {f"data.{name}" for name in register.FIELDS}
    assert list(integrator.post(PATH, {}).json["errors"]) == ["data"]
    assert integrator.get(f"{PATH}?state=gone").status_code == 422
    assert integrator.get(f"{PATH}/{numbers['persons']}").json["version"] == 1


def test_a_key_makes_one_service(callers: dict[str, Caller]):
    """The same Idempotency-Key gives the same answer, and one service."""
    integrator = callers["integrator_head"]
    first = integrator.post(PATH, {"data": PERSONS}, Idempotency_Key="k1")
    again = integrator.post(PATH, {"data": PERSONS}, Idempotency_Key="k1")
    assert (first.json, again.status_code) == (again.json, 201)
    assert len(integrator.get(PATH).json["items"]) == 1
