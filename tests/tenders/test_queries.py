"""However much a tender holds, its page and its object of the API ask as often as for a tender that holds little."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.database import db
from qyzmet.deadlines.calendar import in_force
from qyzmet.deadlines.models import Deadline, DeadlineState, Recount
from qyzmet.documents.models import Document, DocumentUse
from qyzmet.notifications.models import Notification
from qyzmet.people.models import Organisation, User
from qyzmet.procedure.models import Act, ProcedureParty, ProcedureSeat
from qyzmet.tenders.models import Amendment, Bid, Protocol, ProtocolSignature, Question, Tender
from qyzmet.tenders.rules.protocol_kinds import ProtocolKind
from qyzmet.vocabulary import OrganisationKind, Party, Role, Seat
from tests import factories
from tests.conftest import SetClock
from tests.counting import counted, hold, too_many
from tests.signing_in import bearer, sign_in
from tests.tenders import resolving, sitting
from tests.tenders.house import TenderHouse

pytestmark = pytest.mark.slow

MANY = 50
READERS = ("chair", "customer_specialist", "integrator_head", "supplier1_head", "customer_head")


@pytest.fixture(autouse=True)
def _kept_badge(app: Flask) -> Iterator[None]:
    """The number in the navigation is counted on the front page and kept for half a minute, as outside of tests."""
    app.extensions.pop("qyzmet_badge", None)
    before, app.config["BADGE_SECONDS"] = app.config["BADGE_SECONDS"], 30
    yield
    app.config["BADGE_SECONDS"] = before
    app.extensions.pop("qyzmet_badge", None)


def asked_too_much(client: FlaskClient, addresses: list[str], reader: int | None) -> str:
    """What is wrong with these pages and objects for the user of that number; "" where nothing is."""
    headers = {}
    if reader is not None:
        person = db.session.get_one(User, reader)
        headers = bearer(person)
        sign_in(client, person)
        # That a token is in use is noted every five minutes.
        client.get("/api/v1/me/tasks", headers=headers)
    wrong = []
    for address in ["/", *addresses]:
        db.session.expunge_all()
        db.session.info.clear()
        with counted() as statements:
            answer = client.get(address, headers=headers if address.startswith("/api") else {})
        assert answer.status_code in (200, 302, 401, 403, 404), address
        wrong.append(too_many(address, statements))
    client.delete_cookie("session")
    return "\n".join(filter(None, wrong))


def addresses_of(tender: Tender) -> list[str]:
    """The pages and objects around a tender."""
    assignment = tender.assignment
    request = assignment.source
    found = [
        tender.path,
        f"{tender.path}/print",
        assignment.path,
        request.path,
        "/account/notifications/",
        "/deadlines/mine",
    ]
    found += [f"/api/v1/{each.kind}/{each.public_number}" for each in (tender, assignment, request)]
    found += [f"/api/v1/{kind}?limit=200" for kind in ("tenders", "bids", "assignments", "requests")]
    found += [f"/api/v1/tenders/{tender.public_number}/ranking", "/api/v1/me/tasks"]
    bids = db.session.query(Bid).filter(Bid.tender_id == tender.id).order_by(Bid.id).limit(2).all()
    return found + [path for bid in bids for path in (bid.path, f"/api/v1/bids/{bid.public_number}")]


def fill(tender: Tender, reader: int | None) -> None:
    """Fifty of everything that a tender can have many of, as rows: how they came there is not what is counted."""
    now = clock.now()
    customer = tender.party(Party.STATE_BODY)
    people = [factories.user(Role.SPECIALIST, customer) for _place in range(MANY)]
    change = in_force.version()
    for place, person in enumerate(people):
        db.session.add(Question(tender_id=tender.id, number=100 + place, text="?", asked_at=now))
        db.session.add(Amendment(tender_id=tender.id, material=False, text="!", at=now, version_id=tender.frozen_id))
        db.session.add(
            ProcedureSeat(
                procedure_id=tender.id,
                user=person,
                organisation=customer,
                seat=Seat.MEMBER,
                since=now,
                until=now,
                replaced_at=now,
                reason="left",
            )
        )
        db.session.add(Notification(user_id=reader, kind="act", procedure_id=tender.id, at=now, facts=_told()))
        _act(tender, person, now)
        _document(tender, person, now)
        _term(tender, person, change, now)
    db.session.flush()
    if tender.opened_at is not None:
        _bids(tender, people, now)
    db.session.commit()


def _told() -> dict[str, object]:
    return {"action": "publish", "by": None, "number": "T", "title": "", "from": "consented"}


def _act(tender: Tender, person: User, now: dt.datetime) -> None:
    state, body = tender.state, {"question": "Q-1", "text": "!"}
    db.session.add(
        Act(
            procedure_id=tender.id,
            action="answer",
            party=Party.INTEGRATOR,
            user=person,
            organisation_id=tender.party_rows[0].organisation_id,
            from_state=state,
            to_state=state,
            body=body,
            at=now,
        )
    )


def _document(tender: Tender, person: User, now: dt.datetime) -> None:
    document = Document(
        name="paper.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=person,
        organisation=factories.organisation(OrganisationKind.SUPPLIER),
        uploaded_at=now,
    )
    db.session.add(DocumentUse(document=document, procedure_id=tender.id))


def _term(tender: Tender, person: User, change: int, now: dt.datetime) -> None:
    day = clock.today()
    deadline = Deadline(
        procedure_id=tender.id,
        term="answer",
        rule="H21",
        owner=Party.INTEGRATOR,
        owner_organisation_id=tender.party_rows[0].organisation_id,
        event_at=now,
        event_on=day,
        working_days=2,
        starts_on=day,
        due_on=day,
        due_at=now,
        calendar_version=change,
        state=DeadlineState.CLOSED,
        closed_at=now,
    )
    db.session.add(deadline)
    db.session.flush()
    db.session.add(Recount(deadline_id=deadline.id, change_id=change, old_due_on=day, new_due_on=day, at=now))


def _bids(tender: Tender, people: list[User], now: dt.datetime) -> None:
    """Opened and rejected bids of other suppliers, protocols with everybody's signature."""
    offices = [tender.party(Party.STATE_BODY), tender.party(Party.INTEGRATOR)]
    template = db.session.query(Bid).filter(Bid.tender_id == tender.id).first()
    assert template is not None
    for place in range(MANY):
        supplier: Organisation = factories.organisation(OrganisationKind.SUPPLIER)
        bid = Bid(
            draft_number=f"B-X{place}",
            number=f"B-2222X{place:02}",
            state="rejected",
            edition_key=tender.edition_key,
            channel=tender.channel,
            title="",
            data=template.data,
            created_by_id=people[place].id,
            created_at=now,
            tender_id=tender.id,
            price_lease=Decimal(1),
            price_service=Decimal(2),
            received_at=now,
            receipt_hash="0" * 64,
            ground="document_missing",
            reason="-",
        )
        bid.party_rows = [
            ProcedureParty(party=Party.SUPPLIER, organisation=supplier),
            ProcedureParty(party=Party.STATE_BODY, organisation=offices[0]),
            ProcedureParty(party=Party.INTEGRATOR, organisation=offices[1]),
        ]
        db.session.add(bid)
    minutes = next(each for each in tender.protocols if each.kind is ProtocolKind.OPENING)
    for place in range(MANY):
        protocol = Protocol(
            procedure_id=tender.id,
            number=100 + place,
            kind=ProtocolKind.OPENING,
            data=minutes.data,
            hash="0" * 64,
            made_at=now,
            published_at=now,
        )
        protocol.signatures = [ProtocolSignature(user=people[place], at=now)]
        db.session.add(protocol)


def test_a_tender_that_takes_bids(client: FlaskClient, tender_house: TenderHouse) -> None:
    """With fifty questions, amendments, files, acts, terms, members and notifications, and with next to none."""
    tender = sitting.seated(tender_house)
    db.session.commit()
    _hold(client, tender_house, tender)


@pytest.mark.once
def test_a_tender_with_contracts(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock) -> None:
    """The same at its end: with protocols, votes, points, opened bids and contracts."""
    tender = resolving.decided(tender_house, resolving.ranked(tender_house, set_clock))
    resolving.contracted(tender_house, tender)
    db.session.commit()
    _hold(client, tender_house, tender)


@pytest.mark.once
def test_a_proposal_that_is_voted_on(client: FlaskClient, tender_house: TenderHouse, set_clock: SetClock) -> None:
    """The same while the Commission votes on whom to name."""
    tender = resolving.ranked(tender_house, set_clock)
    tender_house.take(tender, "chair", "decide", resolving.decision(tender_house, tender))
    db.session.commit()
    # Those who vote see what others do not; the others read the same as at the end.
    _hold(client, tender_house, tender, ("chair", "customer_head"))


def _hold(client: FlaskClient, house: TenderHouse, tender: Tender, some: tuple[str, ...] = READERS) -> None:
    auditor = factories.user(Role.AUDITOR, house.requests.authorised_body)
    db.session.commit()
    addresses, row_id, readers = (
        addresses_of(tender),
        tender.id,
        [None, auditor.id, *(house[key].id for key in some)],
    )
    # Where little is there nobody else is asked for more: the customer's head sees most kinds of rows.
    hold([asked_too_much(client, addresses, readers[-1])])
    fill(db.session.get_one(Tender, row_id), readers[-1])
    many = [asked_too_much(client, addresses, reader) for reader in readers]
    hold(many)
