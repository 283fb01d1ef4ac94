"""H30: clarifications and material amendments while bids are taken."""

import pytest
from sqlalchemy import select

from qyzmet import rights
from qyzmet.context import NOBODY
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.notifications.texts import sentence
from qyzmet.procedure.refusals import Invalid, NotInThisState
from qyzmet.tenders.announcement import dates, design_assignment
from tests.tenders.announcement.seen import almaty, running
from tests.tenders.house import TenderHouse

CLARIFICATION = {"material": False, "text": "The load is meant per hour.", "documents": []}
MATERIAL = {"material": True, "text": "The ceiling is raised.", "documents": []}


def test_a_clarification_changes_no_date(tender_house: TenderHouse, set_clock):
    """It is published with its documents, which everybody may read, and touches neither window nor version."""
    tender = tender_house.published()
    before = dates.window_of(tender)
    document = tender_house.document("integrator_head", "plan.pdf")
    set_clock.set("2026-03-10T09:00")
    tender_house.take(tender, "integrator_head", "amend", CLARIFICATION | {"documents": [document]})
    assert dates.window_of(tender) == before
    assert (tender.window, tender.frozen.number) == (1, 1)
    (amendment,) = tender.amendments
    assert (amendment.material, amendment.documents) == (False, [document])
    assert amendment.text == CLARIFICATION["text"]
    kept = documents.find(document)
    assert kept is not None
    assert rights.may_read(NOBODY, kept)
    assert [each.public_id for each in design_assignment.documents_of(tender)] == [document]


def test_a_material_amendment_needs_a_newly_approved_assignment(tender_house: TenderHouse):
    """Neither the published version nor one that is still being written will do; said by the field."""
    tender = tender_house.published()
    with pytest.raises(Invalid) as refused:
        tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    assert (refused.value.rule, list(refused.value.errors)) == ("H30", ["material"])
    tender_house.take(tender.assignment, "integrator_specialist", "amend", {"reason": "Prices have changed."})
    with pytest.raises(Invalid):
        tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    assert (tender.state, tender.window) == ("published", 1)


@pytest.mark.slow
def test_a_material_amendment_starts_the_window_again_in_full(tender_house: TenderHouse, set_clock):
    """Fifteen working days from the amendment, with the new version; the chain of ¶ 53-1 is not led on."""
    tender = tender_house.published()
    set_clock.set("2026-03-10T09:00")
    tender_house.amended(tender.assignment, ceiling_service="70000000.00")
    tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    assert (tender.window, tender.frozen.number, tender.announcement) == (2, 2, 1)
    assert design_assignment.assignment_data(tender)["ceiling_service"] == "70000000.00"
    assert almaty(tender.window_from) == "2026-03-10 09:00"
    assert almaty(tender.published_at) == "2026-03-02 09:00"
    assert almaty(tender.accepts_until) == "2026-04-04 00:00"
    assert running(tender) == {"accept_bids": "2026-04-03", "set_commission": "2026-04-03"}
    (amendment,) = tender.amendments
    assert (almaty(amendment.accepted_until), amendment.version.number) == ("2026-03-28 00:00", 2)


@pytest.mark.slow
def test_a_later_end_stays(tender_house: TenderHouse, set_clock):
    """An extended window that ends later than the new one would keeps its end: nothing is ever shortened."""
    tender = tender_house.published()
    until = {"until": "2026-05-29T18:00:00+05:00", "reason": "The platform was down."}
    tender_house.take(tender, "integrator_head", "extend", until)
    tender_house.take(tender, "integrator_administrator", "extend", until)
    set_clock.set("2026-03-10T09:00")
    tender_house.amended(tender.assignment)
    tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    assert almaty(tender.accepts_until) == "2026-05-29 18:00"
    assert running(tender)["accept_bids"] == "2026-05-29"


@pytest.mark.slow
def test_all_suppliers_are_told_in_the_same_words(tender_house: TenderHouse):
    """Telling the bidders alone would show who they are: every supplier's head and specialist gets the same letter."""
    tender = tender_house.published()
    tender_house.amended(tender.assignment)
    tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    told = db.session.scalars(select(Notification).where(Notification.kind == "tender_amended")).all()
    expected = {tender_house[f"supplier{number}_{role}"].id for number in (1, 2, 3) for role in ("head", "specialist")}
    assert {each.user_id for each in told} == expected
    assert len({sentence(each) for each in told}) == 1
    assert "confirm or replace" in sentence(told[0])
    letters = db.session.scalars(select(OutboxMessage).where(OutboxMessage.subject.contains(tender.number))).all()
    addresses = {tender_house[f"supplier{number}_head"].email for number in (1, 2, 3)}
    assert addresses <= {each.to for each in letters if "confirm or replace" in each.body}


def test_a_clarification_is_told_to_the_parties_alone(tender_house: TenderHouse):
    """Suppliers read it on the public page; nobody is written to because of a bid."""
    tender = tender_house.published()
    tender_house.take(tender, "integrator_head", "amend", CLARIFICATION)
    told = {each.user_id for each in db.session.scalars(select(Notification).where(Notification.kind != "act"))}
    assert not told & {tender_house[f"supplier{number}_head"].id for number in (1, 2, 3)}


def test_nothing_is_amended_after_the_end(tender_house: TenderHouse, set_clock):
    """At 24:00 of the last day, also before the worker came by."""
    tender = tender_house.published()
    set_clock.set(tender.accepts_until)
    with pytest.raises(NotInThisState) as refused:
        tender_house.take(tender, "integrator_head", "amend", CLARIFICATION)
    assert refused.value.rule == "¶ 47"


@pytest.mark.slow
def test_a_ppp_project_needs_its_papers_for_the_new_version_too(tender_house: TenderHouse):
    """¶ 32: an amended project has left the list; without being entered again it is not tendered materially changed."""
    tender = tender_house.published(tender_house.listed_ppp())
    tender_house.amended(tender.assignment)
    with pytest.raises(Invalid) as refused:
        tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    assert refused.value.rule == "¶ 32"
    tender_house.list_ppp(tender.assignment)
    tender_house.take(tender, "integrator_head", "amend", MATERIAL)
    assert tender.window == 2
