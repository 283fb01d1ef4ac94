"""The page of a service, its sections, its paper, and what the pages before it say."""

import itertools

import pytest
from flask import current_app
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from qyzmet.catalog.entry import life
from qyzmet.catalog.formation import notify_authority
from qyzmet.database import db
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.procedure import engine
from qyzmet.procedure.pages import ahead
from tests.catalog import developing, forming
from tests.catalog.entry import living
from tests.conftest import SetClock
from tests.sampled import sampled
from tests.signing_in import post, sign_in
from tests.tenders.house import TenderHouse

PEOPLE = ("customer_head", "integrator_specialist", "operator_head", "authorised_head", "supplier1_head", "auditor")


@pytest.mark.slow
def test_an_entry_that_is_kept_is_not_being_prepared(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """The integrator may write at it for as long as it lives: on the front page it stands for its term, as no draft."""
    service = living.entered(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    page = client.get("/?lang=en").text
    assert service.public_number not in page.partition("Prepared in your organisation")[2].partition("</section>")[0]


def test_it_is_called_in_the_language_of_the_page(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Law 46: the entry names it in three languages; its heading and its window's title are in the reader's."""
    service = living.entered(tender_house, set_clock)
    db.session.commit()
    for language, name in forming.NAMES.items():
        page = client.get(f"{service.path}?lang={language}").text
        assert f"{name}</h1>" in page
        assert f"<title>{service.number} {name}" in page


@pytest.mark.slow
def test_others_are_called_in_the_language_of_the_page(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """A relation names the other service as the reader knows it, on both pages."""
    service = living.entered(tender_house, set_clock)
    other = living.another(service)
    with tender_house.as_("integrator_specialist"):
        engine.save(other, {"relations": [{"kind": "needs", "service": service.public_number}]})
    db.session.commit()
    for language, name in forming.NAMES.items():
        for here, there in ((service, other), (other, service)):
            page = client.get(f"{here.path}?lang={language}").text
            assert f"{there.number}</span> {name}</a>" in page


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_lists_of_other_rooms_call_it_in_the_language_of_the_page(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, language: str
):
    """Terms, what waits, developments, design assignments and letters; where it has no name in one, the Kazakh."""
    development = developing.decided(tender_house, set_clock)
    name = forming.NAMES[language]
    others = {each for each in forming.NAMES.values() if each != name}
    letters = db.session.scalars(select(Notification).where(Notification.procedure_id == development.id)).all()
    with current_app.test_request_context(), force_locale(language):
        assert {texts.called(each) for each in letters} == {name}
        for each in (development, development.service, *development.assignments):
            assert each.called == name
        development.titles = {"kk": "Атауы"}
        assert development.called == ("Атауы" if language == "kk" else development.title)
    db.session.rollback()
    sign_in(client, tender_house["integrator_head"])
    for path in ("/catalog/developments", "/requests/", "/"):
        text = client.get(f"{path}?lang={language}").text
        assert name in text, path
        assert not [each for each in others if each in text], path


@pytest.mark.slow
def test_who_needs_what_is_retired_is_said_before(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """On the form and once more where it is confirmed; afterwards the other's page marks what it needs as retired."""
    service = living.entered(tender_house, set_clock)
    other = living.another(service)
    with tender_house.as_("integrator_specialist"):
        engine.save(other, {"relations": [{"kind": "needs", "service": service.public_number}]})
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    address = f"{service.path}/act/retire?lang=en"
    named = f"These services need it: {other.number} {forming.NAMES['en']}."
    assert named in client.get(address).text
    assert "These services" not in client.get(f"{other.path}/act/retire?lang=en").text
    typed = {"version": service.version, "reason": "No more.", "acknowledge_dependents": "yes"}
    assert named in post(client, address, data=typed).text
    assert post(client, address, data=typed | {"confirmed": "1"}).status_code == 302
    assert (
        "retired"
        in client.get(f"{other.path}?lang=en").text.partition(f"{service.number}</span>")[2].partition("</li>")[0]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "step", sampled([living.entered, living.failed, living.being_replaced, living.replaced], 4, asking_alike=True)
)
def test_everybody_reads_it_in_each_language(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock, step):
    """Without signing in too; each action that is offered has a page of its own."""
    service = step(tender_house, set_clock)
    db.session.commit()
    for language in ("kk", "ru", "en"):
        assert client.get(f"{service.path}?lang={language}").status_code == 200
    for key in PEOPLE:
        sign_in(client, tender_house[key])
        page = client.get(f"{service.path}?lang=en")
        assert page.status_code == 200
        for action in {line.split('"')[0] for line in page.text.split(f"{service.path}/act/")[1:]}:
            assert client.get(f"{service.path}/act/{action}").status_code == 200, (key, action)


@pytest.mark.slow
def test_a_replacement_says_where_it_stands(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """¶ 109: the service leads to the design assignment that is developed now, and asks for nothing that was done."""
    service = living.being_replaced(tender_house, set_clock)
    tender_house.take(service, "operator_head", "record_migration", {"text": "Базы перенесены."})
    db.session.commit()
    (assignment,) = service.assignments
    for key in ("operator_head", "customer_head"):
        sign_in(client, tender_house[key])
        box = client.get(f"{service.path}?lang=en").text.partition('id="now"')[2].partition("</section>")[0]
        assert f'href="{assignment.path}"' in box
        assert "You wait for" not in box
        assert "It is your turn" not in box


@pytest.mark.slow
def test_the_formation_of_a_replacement_is_furthest_on(tender_house: TenderHouse, set_clock: SetClock):
    """Its tender and the service lead to it, and it shows its own terms, not those of the service that lives on beside
    it; its entry begins with no price above the new contract.
    """
    formation = living.tendered_anew(tender_house, set_clock)
    tender, service = formation.tender, formation.service
    assert tender is not None
    assert service is not None
    with current_app.test_request_context(), tender_house.as_("customer_head"):
        found = {each.kind: ahead.of(each) for each in (service, tender, formation)}
    assert {kind: each.procedure for kind, each in found.items() if each is not None} == {
        "services": formation,
        "tenders": formation,
    }
    assert notify_authority.NOTIFY_AUTHORITY.page.begun is not None
    begun = notify_authority.NOTIFY_AUTHORITY.page.begun(formation)
    assert begun is not None
    assert begun["entry"]["price_lease"] == "28000000.00"


@pytest.mark.slow
def test_everybody_finds_how_it_came_about(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Whoever may not read the request is led to its page in the public register; a party has the line itself."""
    service = living.entered(tender_house, set_clock)
    db.session.commit()
    assert service.source is not None
    public = f'href="/under-way/{service.source.public_number}"'
    assert public in client.get(service.path).text
    sign_in(client, tender_house["customer_head"])
    assert public not in client.get(service.path).text


@pytest.mark.slow
def test_the_integrator_keeps_it_by_sections(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """Three sections and the answers read back; what is saved stands in the Catalogue at once."""
    service = living.entered(tender_house, set_clock)
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    for place in (1, 2, 3):
        assert client.get(f"{service.path}/section/{place}").status_code == 200
    read_through = client.get(f"{service.path}/check?lang=en").text
    assert all(name in read_through for name in ("Receiving applications", "Natural persons"))
    form = {"how_to_get": "По заявлению", "support": "1420", "service_level": "99 %", "security_class": "3"}
    assert post(client, f"{service.path}/section/2", form).status_code == 302
    assert "1420" in client.get(service.path).text


@pytest.mark.slow
def test_the_extract_is_everybodys(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """As PDF and as a Word file."""
    service = living.entered(tender_house, set_clock)
    db.session.commit()
    for form in ("pdf", "docx"):
        assert client.get(f"{service.path}/print/extract.{form}").status_code == 200


def test_its_life_is_one_line(tender_house: TenderHouse, set_clock: SetClock):
    """From the request over tender and contracts to the suppliers; the public reads of it what is public."""
    service = living.replaced(tender_house, set_clock)
    with tender_house.as_("integrator_head"):
        steps = life.line(service)
    texts = [step["text"] for step in steps]
    for before, after in itertools.pairwise(ORDER):
        assert texts.index(before) < texts.index(after), "\n".join(texts)
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
    with tender_house.as_("supplier3_head"):
        seen = [step["text"] for step in life.line(service)]
    assert "Request" not in seen
    assert {"Tender announced", "Entered in the Catalogue"} <= set(seen)


ORDER = (
    "Request",
    "Opinion of the integrator",
    "Design assignment approved",
    "Tender announced",
    "Protocol that names the supplier",
    "Contract of the lease in force",
    "Put into production",
    "Entered in the Catalogue",
    "Failure of the supplier",
    "Replacement of the supplier begun",
    "The new product is in place",
)


@pytest.mark.slow
def test_the_request_says_where_the_whole_stands(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """“Now” of each page of the chain leads to the service."""
    service = living.being_replaced(tender_house, set_clock)
    formation = service.formations[0]
    db.session.commit()
    sign_in(client, tender_house["customer_head"])
    for procedure in (service.source, formation.assignment, formation.tender, formation):
        page = client.get(f"{procedure.path}?lang=en").text
        assert "The supplier is being replaced" in page, procedure.public_number
        assert service.path in page
    (assignment,) = service.assignments
    assert client.get(assignment.path).status_code == 200
    assert service.path in client.get(assignment.path).text
