"""Whose turn it is in a tender, as its people read it: on the page, on the front page, in what they are told."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.whose_turn.tasks import tasks_in, waited_for
from qyzmet.requests.assignment import sample
from qyzmet.vocabulary import Party, Role
from tests import factories
from tests.conftest import SetClock
from tests.signing_in import sign_in
from tests.tenders import bidding, resolving, sitting, voting
from tests.tenders.house import TenderHouse


def asked(tender_house: TenderHouse, key: str, procedure: Procedure) -> list[str | None]:
    """The acts that this person is asked for there."""
    with acting(actor_of(tender_house[key])) as actor:
        return [task.action for task in tasks_in(procedure, actor)]


def panel(client: FlaskClient, path: str) -> str:
    """The text of the panel “Now”."""
    page = client.get(f"{path}?lang=en").text
    found = page[page.index('class="qz-now"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[: found.index("</section>")]))


@pytest.mark.slow
def test_an_approved_assignment_leads_on_to_a_tender(client: FlaskClient, tender_house: TenderHouse):
    """A13: the button announces a tender; amending, which would cancel the approval, stands apart."""
    assignment = tender_house.approved_assignment()
    db.session.commit()
    sign_in(client, tender_house["integrator_specialist"])
    page = client.get(f"{assignment.path}?lang=en").text
    buttons = re.findall(r'<a class="govuk-button[^"]*" href="([^"]+)">', page)
    assert buttons[0] == f"/tenders/new?assignment={assignment.public_number}"
    assert "Also possible" in page
    assert f"{assignment.path}/act/amend" not in buttons
    assert "Announce a tender" in client.get("/?lang=en").text
    with acting(actor_of(tender_house["customer_head"])):
        assert [each.party for each in waited_for(assignment)] == [Party.INTEGRATOR]
    tender_house.drafted(assignment)
    db.session.commit()
    db.session.expire_all()
    with acting(actor_of(tender_house["integrator_specialist"])) as actor:
        assert tasks_in(assignment, actor) == [], "the tender itself says what is next"


@pytest.mark.slow
def test_a_request_says_where_it_is_by_now(client: FlaskClient, tender_house: TenderHouse):
    """§ 3a.10: of a request whose tender takes bids, “Now” says so and until when."""
    tender = tender_house.published()
    db.session.commit()
    request = tender.assignment.source
    sign_in(client, tender_house["customer_specialist"])
    said = panel(client, request.path)
    assert str(tender.public_number) in said
    assert "Suppliers hand in their bids" in said
    assert "Acceptance of bids" in said
    assert str(tender.public_number) in panel(client, tender.assignment.path)


def test_a_visitor_is_promised_nothing(client: FlaskClient, tender_house: TenderHouse):
    """A14: who is not signed in reads who is next, and never that they will be told."""
    tender = tender_house.published()
    db.session.commit()
    said = panel(client, tender.path)
    assert "will be told" not in said
    assert "Next: " in said


@pytest.mark.slow
def test_a_specialist_is_not_asked_for_the_heads_act(client: FlaskClient, tender_house: TenderHouse):
    """A14: the consent is the head's: the specialist reads that the head has it, and until when."""
    tender = tender_house.drafted()
    db.session.commit()
    assert asked(tender_house, "customer_head", tender) == ["consent"]
    assert asked(tender_house, "customer_specialist", tender) == []
    sign_in(client, tender_house["customer_specialist"])
    assert "your head" in panel(client, tender.path)
    assert "Nothing waits for you" in client.get("/?lang=en").text
    sign_in(client, tender_house["customer_head"])
    assert "Waits for you (1)" in client.get("/?lang=en").text


@pytest.mark.slow
def test_each_seat_is_asked_once(tender_house: TenderHouse, set_clock: SetClock):
    """Members declare, chair and secretary open when the hour has come: each is asked once, and for nothing else."""
    tender = tender_house.published()
    sitting.set_up(tender_house, tender)
    assert asked(tender_house, "member1", tender) == ["declare"]
    sitting.declared(tender_house, tender)
    assert asked(tender_house, "member1", tender) == []
    bidding.submitted(tender_house, tender)
    bidding.closed(tender_house, tender, set_clock)
    assert asked(tender_house, "chair", tender) == asked(tender_house, "secretary", tender) == ["open_bids"]
    assert asked(tender_house, "member1", tender) == []


@pytest.mark.slow
def test_the_minutes_are_signed_by_a_button(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """What somebody's turn is leads on from the panel, though others find it further down as merely possible."""
    tender = sitting.opened(tender_house, set_clock, "100")
    db.session.commit()
    sign_in(client, tender_house["secretary"])
    page = client.get(f"{tender.path}?lang=en").text
    buttons = re.findall(r'<a class="govuk-button[^"]*" href="([^"]+)">', page)
    assert f"{tender.path}/act/sign_minutes" in buttons


def test_who_bids_alone_reads_nothing_of_groups(client: FlaskClient, tender_house: TenderHouse):
    """The panel says why an act is not the reader's only where somebody waits for it."""
    bid = bidding.drafted(tender_house, tender_house.published())
    db.session.commit()
    sign_in(client, tender_house["supplier1_head"])
    assert "in its group" not in panel(client, bid.path)


@pytest.mark.slow
def test_publishing_ends_the_term_of_the_assignment(client: FlaskClient, tender_house: TenderHouse):
    """¶ 42: the term runs on the design assignment; whoever publishes reads that it ends, not that none does."""
    tender = tender_house.consented()
    db.session.commit()
    sign_in(client, tender_house["integrator_head"])
    page = client.get(f"{tender.path}/act/publish?lang=en").text
    assert "This term ends: Publish the announcement" in page
    assert "No term starts" not in page


@pytest.mark.slow
def test_the_chair_proposes_and_each_is_asked_for_one_vote(
    client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock
):
    """The chair is asked to propose, then everybody for their own vote; who has voted is asked no more."""
    tender = resolving.ranked(tender_house, set_clock, resolving.OFFERS[:2])
    db.session.commit()
    before = panel(client, tender.path)
    assert "decide" in asked(tender_house, "chair", tender)
    assert "sign_protocol" not in asked(tender_house, "member1", tender)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    db.session.commit()
    assert "decide" not in asked(tender_house, "chair", tender)
    for key in voting.VOTERS:
        assert "sign_protocol" in asked(tender_house, key, tender), key
    assert panel(client, tender.path) == before, "the open proposal is the Commission's alone to see"
    voting.vote(tender_house, tender, ("chair", "member1"))
    assert "sign_protocol" not in asked(tender_house, "member1", tender)
    assert "sign_protocol" in asked(tender_house, "member2", tender)
    assert "sign_protocol" not in asked(tender_house, "secretary", tender)


def test_the_winners_notice_names_the_commission(app: Flask, tender_house: TenderHouse, set_clock: SetClock):
    """A12: what the Commission decided is told as the Commission's, whoever signed last and wherever they work."""
    resolving.decided(tender_house, resolving.ranked(tender_house, set_clock, resolving.OFFERS[:2]))
    rows = db.session.scalars(select(Notification).where(Notification.kind == "act")).all()
    chosen = [row for row in rows if row.facts["action"] == "choose"]
    assert chosen
    with app.test_request_context(), force_locale("en"):
        assert {texts.sentence(row) for row in chosen} == {"Commission: named its bidder the supplier."}


@pytest.mark.slow
def test_each_party_signs_in_turn(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """A12: each contract waits for whoever begins it, then for the other, and those whose turn it is find it."""
    commissioning = sample.lease()["commissioning"] | {"property_after_3_years": False}
    ranked = resolving.ranked(tender_house, set_clock, resolving.OFFERS[:2], commissioning=commissioning)
    tender = resolving.decided(tender_house, ranked)
    assert asked(tender_house, "customer_head", tender) == asked(tender_house, "operator_head", tender)
    assert asked(tender_house, "customer_head", tender) == ["sign_contract"]
    assert asked(tender_house, "supplier1_head", tender) == asked(tender_house, "supplier2_head", tender) == []
    tender_house.take(tender, "customer_head", "sign_contract", resolving.contract(tender_house, "service"))
    assert asked(tender_house, "customer_head", tender) == [], "other terms are possible, and nobody waits for them"
    tender_house.take(tender, "operator_head", "sign_contract", resolving.contract(tender_house, "lease"))
    db.session.commit()
    for key in ("operator_head", "supplier1_head"):
        assert asked(tender_house, key, tender) == ["sign_contract"]
        assert "Sign" in sign_in(client, tender_house[key]).get("/?lang=en").text
        assert "It is your turn: " in panel(client, tender.path)


def test_a_losing_bid_says_that_nothing_is_left(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock):
    """B15: who was not chosen reads so, where the tender is by now, and that nothing is to be done."""
    tender = resolving.decided(tender_house, resolving.ranked(tender_house, set_clock, resolving.OFFERS[:2]))
    bid = resolving.bid_of(tender_house, tender, 2)
    db.session.commit()
    sign_in(client, tender_house["supplier2_head"])
    said = panel(client, bid.path)
    assert "The bid was not chosen." in said
    assert "Nothing is left to do here." in said
    assert str(tender.public_number) in said


def test_who_only_looks_reads_that_nothing_waits(client: FlaskClient, tender_house: TenderHouse):
    """B15: the first page of an auditor and of an administrator says so, and where they can look."""
    auditor = factories.user(Role.AUDITOR, tender_house.requests.authorised_body)
    administrator = factories.user(Role.ADMINISTRATOR, tender_house.requests.authorised_body)
    db.session.commit()
    page = sign_in(client, auditor).get("/?lang=en").text
    assert "Nothing waits for you" in page
    assert "/admin/audit" in page
    assert "Administration" in sign_in(client, administrator).get("/?lang=en").text
