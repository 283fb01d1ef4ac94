"""The pages of the statistics: pictures that are read without being seen, tables, files, filters in the address."""

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qyzmet import clock
from qyzmet.audit import service as audit
from qyzmet.database import db
from qyzmet.deadlines.models import Deadline, DeadlineState
from qyzmet.procedure.models import Procedure
from qyzmet.requests.procedure.request import REQUESTS
from qyzmet.tenders.procedure.tender import TENDERS
from qyzmet.vocabulary import OrganisationKind, Role
from tests.conftest import SetClock
from tests.counting import counted, hold, too_many
from tests.deadlines.running_terms import a_term
from tests.signing_in import sign_in
from tests.tenders.test_queries import _kept_badge as _kept_badge
from tests.worlds import World, a_procedure, a_service, a_world

NOW = "2026-03-04T09:00:00+05:00"
PICTURE = re.compile(r"<svg[^>]*>.*?</svg>", re.DOTALL)


@pytest.fixture
def world(app: Flask, set_clock: SetClock) -> World:
    """An opened tender in which the state body has kept one term and missed another, and a service."""
    set_clock.set(NOW)
    made = a_world()
    tender = a_procedure(made, TENDERS, "examining")
    tender.is_public = True
    tender.opened_at = clock.now()  # type: ignore[attr-defined]
    _done(tender, "consent_to_announce", took=1, late=False)
    _done(tender, "set_commission", took=20, late=True)
    a_service(made)
    db.session.commit()
    return made


def _done(tender: Procedure, key: str, *, took: int, late: bool) -> None:
    term = TENDERS.term(key)
    due = clock.now() - dt.timedelta(hours=1) if late else clock.now() + dt.timedelta(hours=1)
    days = {"event_on": clock.today(), "starts_on": clock.today(), "due_on": clock.today()}
    db.session.add(
        Deadline(
            procedure_id=tender.id,
            term=key,
            rule=term.rule,
            owner=term.owner,
            owner_organisation=tender.party(term.owner),
            event_at=clock.now(),
            working_days=term.working_days,
            due_at=due,
            calendar_version=0,
            state=DeadlineState.CLOSED,
            closed_at=clock.now(),
            took=took,
            **days,
        )
    )


def _get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path + ("&" if "?" in path else "?") + "lang=en")
    assert answer.status_code == status, (path, answer.status_code)
    return answer.text


def test_every_picture_is_read_without_being_seen(world: World, client: FlaskClient):
    """It has a role, a title and a description with every value, and the table beside it has the same rows."""
    page = _get(client, "/statistics/")
    pictures = PICTURE.findall(page)
    assert len(pictures) == page.count("(CSV)<span") >= 6
    for picture in pictures:
        names = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', picture)
        assert names is not None
        assert re.search(rf'<title id="{names[1]}">[^<]+</title>', picture)
        says = re.search(rf'<desc id="{names[2]}">([^<]+)</desc>', picture)
        assert says is not None
        for text in re.findall(r'class="qz-bars__text">([^<]+)<', picture):
            assert text in says[1]
    assert "Set up the Commission: 20 of 15 days" in page


def test_the_share_on_time_is_told(world: World, client: FlaskClient):
    """One of two steps was done within its term: 50 %, by organisation and by year."""
    page = _get(client, "/statistics/")
    assert page.count("50 % · 2") == 2 * 2  # In the picture and in its description.


def test_every_table_is_a_file(world: World, client: FlaskClient):
    """Each figure's link leads to its rows as CSV; what is no figure is 404."""
    page = _get(client, "/statistics/")
    links = re.findall(r'href="(/statistics/[a-z-]+\.csv)"', page)
    assert len(links) == len(set(links)) >= 7
    for link in links:
        answer = client.get(link + "?lang=en")
        assert answer.mimetype == "text/csv"
        assert len(answer.text.splitlines()) > 1
    whole = client.get("/statistics/all.csv?lang=en").text
    assert "Set up the Commission" in whole
    assert ",2026,1,20,15,0" in whole
    assert client.get("/statistics/steps-nothing.csv").status_code == 404


def test_filters_stand_in_the_address(world: World, client: FlaskClient):
    """Year and organisation narrow the page and its files; what is not understood is said and left out."""
    operator = world.organisations[OrganisationKind.OPERATOR]
    page = _get(client, f"/statistics/?organisation={operator.bin}")
    assert "Set up the Commission" not in page
    assert f"/statistics/services.csv?organisation={operator.bin}" in page
    assert "Services in the Catalogue by kind" in page
    page = _get(client, "/statistics/?year=1999&organisation=000000000000")
    assert "There is a problem" in page
    assert "No organisation has this BIN" in page
    assert "Set up the Commission" in page
    assert "Bids for a tender" in _get(client, "/statistics/?year=2026")


@pytest.mark.slow
def test_what_is_not_public_is_counted_for_its_parties_alone(world: World, client: FlaskClient):
    """A request stands in its state body's numbers, and under no address in anybody else's."""
    a_procedure(world, REQUESTS, "agreed")
    db.session.commit()
    for path in ("/statistics/", "/statistics/?view=mine"):
        assert "Automation request" not in _get(client, path).replace("automation requests", "")
        assert "states-requests" not in _get(client, path)
    sign_in(client, world.people[OrganisationKind.STATE_BODY, Role.SPECIALIST])
    assert "states-requests" not in _get(client, "/statistics/")
    assert "states-requests" in _get(client, "/statistics/?view=mine")
    sign_in(client, world.others[Role.SPECIALIST])
    assert "states-requests" not in _get(client, "/statistics/?view=mine")


@pytest.mark.slow
def test_heads_and_the_integrator_see_who_is_late(world: World, client: FlaskClient, set_clock: SetClock):
    """In one's own organisation's procedures, whoever has to act: late, or within 7 days; others have no such page."""
    a_term(world, "decide")
    db.session.commit()
    authorised = world.organisations[OrganisationKind.AUTHORISED_BODY]
    sign_in(client, world.people[OrganisationKind.STATE_BODY, Role.HEAD])
    page = _get(client, "/statistics/late?show=week")
    assert f"organisation={authorised.bin}" in page
    assert "Ends within 7 days (1)" in page
    set_clock.set("2026-03-16T09:00:00+05:00")
    page = _get(client, f"/statistics/late?organisation={authorised.bin}")
    assert "Late (1)" in page
    assert "overdue by" in page
    assert "/statistics/late" in _get(client, "/statistics/")
    sign_in(client, world.people[OrganisationKind.INTEGRATOR, Role.SPECIALIST])
    assert "Late (1)" in _get(client, "/statistics/late")
    for other in (world.others[Role.HEAD], world.people[OrganisationKind.OPERATOR, Role.HEAD]):
        sign_in(client, other)
        assert "Nobody is late" in _get(client, "/statistics/late")
    sign_in(client, world.people[OrganisationKind.STATE_BODY, Role.SPECIALIST])
    _get(client, "/statistics/late", 403)
    assert "/statistics/late" not in _get(client, "/statistics/")


@pytest.mark.slow
def test_nobody_is_late_with_what_time_ends(world: World, client: FlaskClient, set_clock: SetClock):
    """The acceptance of bids ends by itself: it stands neither among the late nor among what will be."""
    tender = a_procedure(world, TENDERS, "published")
    deadline = a_term(world, "decide")
    deadline.procedure_id, deadline.term = tender.id, "accept_bids"
    db.session.commit()
    set_clock.set("2026-03-16T09:00:00+05:00")
    sign_in(client, world.people[OrganisationKind.INTEGRATOR, Role.HEAD])
    assert "Nobody is late" in _get(client, "/statistics/late")


@pytest.mark.parametrize("asked", ["year=%00", "year=" + "9" * 400, "organisation=%27%22%3Cscript%3E", "view=nobody"])
def test_nothing_in_the_address_fails(world: World, client: FlaskClient, asked: str):
    """Whatever stands there, the page answers and writes it harmlessly."""
    page = _get(client, f"/statistics/?{asked}")
    assert "<script>" not in page


@pytest.mark.slow
@pytest.mark.parametrize("kind", [OrganisationKind.INTEGRATOR, OrganisationKind.STATE_BODY])
def test_the_page_asks_seldom(client: FlaskClient, world: World, kind: OrganisationKind):
    """Twelve questions at most for whatever it is narrowed to, also where all is counted anew or a block is."""
    person = world.people[kind, Role.HEAD]
    narrowed = (
        f"year=2026&organisation={world.people[OrganisationKind.STATE_BODY, Role.HEAD].memberships[0].organisation.bin}"
    )
    procedure = db.session.query(Procedure.id).filter(Procedure.kind == TENDERS.kind).scalar()
    sign_in(client, person)
    client.get("/")
    wrong = []
    for address in (
        "/statistics/",
        "/statistics/?view=mine",
        f"/statistics/?{narrowed}&view=mine",
        f"/statistics/?{narrowed}",
    ):
        for _turn in range(2):
            db.session.expunge_all()
            with counted() as statements:
                assert client.get(address).status_code == 200
            wrong.append(too_many(address, statements))
            audit.record("measure", chain=f"procedure:{procedure}", subject="")
            db.session.commit()
    hold(wrong)
