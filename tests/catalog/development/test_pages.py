"""The pages of a development: what each finds at each step, in each language, and beginning one."""

import pytest
from flask.testing import FlaskClient

from qyzmet.catalog.development import of_service
from qyzmet.catalog.models import Development
from qyzmet.database import db
from tests.catalog import developing
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signing_in import post, sign_in
from tests.tenders.house import TenderHouse

LANGUAGES = ("kk", "ru", "en")
STEPS = (developing.submitted, developing.offered, developing.favoured, developing.discussed, developing.decided)
PEOPLE = ("customer_head", "operator_head", "supplier1_head", "integrator_head", "authorised_head")


@pytest.mark.slow
@pytest.mark.parametrize("step", sampled(STEPS, 5, asking_alike=True), ids=lambda step: step.__name__)
def test_everybody_reads_each_step_in_each_language(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step
):
    """No page breaks, and each action that is offered has a page of its own."""
    made = step(tender_house, set_clock)
    db.session.commit()
    for key in PEOPLE:
        sign_in(client, tender_house[key])
        for language in LANGUAGES:
            page = client.get(f"{made.path}?lang={language}")
            assert page.status_code == 200
        for action in [line.split('"')[0] for line in page.text.split(f"{made.path}/act/")[1:]]:
            assert client.get(f"{made.path}/act/{action}").status_code == 200, (key, action)
        assert made.public_number in client.get("/catalog/developments").text


def test_a_stranger_does_not_know_of_it(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """A development is its parties' alone; so is the list."""
    made = developing.submitted(tender_house, set_clock)
    db.session.commit()
    assert client.get(made.path).status_code == 404
    sign_in(client, tender_house["supplier2_head"])
    assert client.get(made.path).status_code == 404
    assert made.public_number not in client.get("/catalog/developments").text


@pytest.mark.slow
def test_it_is_begun_written_and_asked_for_on_pages(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """¶ 90: from the service's page; a number that no service has keeps what was typed."""
    service = developing.service(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    with tender_house.as_("customer_head"):
        found = of_service.of_service(service)
    assert found["rows"] == []
    assert f'href="{found["start_href"]}"' in client.get(service.path).text
    assert client.get(found["start_href"] + "&lang=en").status_code == 200
    wrong = post(client, "/catalog/developments/new", data={"service": "S-1999-000001"})
    assert (wrong.status_code, "S-1999-000001" in wrong.text) == (422, True)
    begun = post(client, "/catalog/developments/new", data={"service": service.public_number})
    assert begun.status_code == 302
    path = begun.headers["Location"]
    version = client.get(f"{path}/section/1").text.partition('name="version" value="')[2].partition('"')[0]
    typed = {"version": version, "need": "More.", "grounds": "Because.", "back": "1"}
    assert post(client, f"{path}/section/1", data=typed).status_code == 302
    page = client.get(f"{path}/check?lang=en").text
    assert "More." in page
    assert "More." in client.get(service.path).text
    with tender_house.as_("customer_head"):
        (row,) = of_service.of_service(service)["rows"]
    assert row["need"] == "More."
    with tender_house.as_("operator_head"):
        assert of_service.of_service(service) == {"rows": [], "start_href": None}
    sign_in(client, tender_house["operator_head"])
    assert "/catalog/developments" not in client.get(service.path).text.partition("<main")[2]


@pytest.mark.parametrize("key", ["operator_head", "integrator_head"])
def test_others_begin_none(client: FlaskClient, tender_house: TenderHouse, key: str):
    """¶ 90: the customer alone."""
    sign_in(client, tender_house[key])
    assert client.get("/catalog/developments/new").status_code == 403


@pytest.mark.slow
def test_each_is_asked_for_what_is_theirs(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 90, 92: who asks reads who will be told, and of the service nothing that is no part of it; who is heard is not
    asked to open the discussion."""
    made = developing.drafted(tender_house, developing.service(tender_house, set_clock))
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    box = client.get(f"{made.path}?lang=en").text.partition('id="now"')[2].partition("</section>")[0]
    assert "Confirm the entry" not in box
    told = client.get(f"{made.path}/act/submit?lang=en").text.partition("Who will be told")[2].partition("</ul>")[0]
    assert all(party in told for party in ("Authorised body", "Service integrator", "Operator", "Supplier"))
    made = developing.favoured(tender_house, set_clock)
    tender_house.take(made, "integrator_specialist", "discuss", developing.meeting())
    db.session.commit()
    box = client.get(f"{made.path}?lang=en").text.partition('id="now"')[2].partition("</section>")[0]
    assert f'href="{made.path}/act/discuss">State your position<' in box


@pytest.mark.slow
def test_what_is_decided_says_where_it_goes_on(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 92: development and service lead to the assignment that replaces the supplier; nobody waits for the end."""
    made = developing.decided(tender_house, set_clock, replace=True)
    (assignment,) = made.assignments
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    for each in (made, made.service):
        box = client.get(f"{each.path}?lang=en").text.partition('id="now"')[2].partition("</section>")[0]
        assert f'href="{assignment.path}"' in box, each.public_number
        assert "You wait for" not in box, each.public_number
    links = developing.seen_service(tender_house, made.service, "customer_head")["links"]
    assert links["assignment"].endswith(assignment.public_number)


@pytest.mark.slow
def test_the_protocol_is_signed_on_its_page(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """H32: the page shows what is signed, and carries its hash."""
    made = developing.discussed(tender_house, set_clock)
    tender_house.take(made, "integrator_head", "decide", developing.decision())
    db.session.commit()
    sign_in(client, tender_house["operator_head"])
    address = f"{made.path}/act/sign_decision"
    page = client.get(f"{address}?lang=en").text
    assert made.decision_hash is not None
    assert made.decision_hash in page
    assert "The service is developed." in page
    body = {"version": made.version, "hash": made.decision_hash, "confirmed": "1"}
    assert post(client, address, data=body).status_code == 302
    assert "operator" in db.session.get_one(Development, made.id).decision_signatures


@pytest.mark.slow
def test_an_offer_stands_on_no_page_of_others(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 91: neither in the history nor among the offers, until the opinion is given."""
    made = developing.offered(tender_house, set_clock)
    db.session.commit()
    seen = {}
    for key in PEOPLE:
        sign_in(client, tender_house[key])
        page = client.get(f"{made.path}?lang=en").text.replace("\xa0", " ").replace("&nbsp;", " ")
        seen[key] = ("1 000 000" in page or "1,000,000" in page, "4 000 000" in page or "4,000,000" in page)
    assert seen == {
        "customer_head": (False, False),
        "operator_head": (True, False),
        "supplier1_head": (False, True),
        "integrator_head": (True, True),
        "authorised_head": (False, False),
    }
