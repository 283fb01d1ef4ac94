"""The load of the integrator's people."""

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.people.organisations import handover
from qyzmet.procedure import engine
from qyzmet.requests.lists import workload
from qyzmet.requests.request import sample
from qyzmet.vocabulary import Role
from tests import factories
from tests.conftest import SetClock
from tests.requests.conftest import House
from tests.signing_in import sign_in
from tests.web.reading import read


def page(client: FlaskClient, query: str = "") -> str:
    """The page of the load, held to the rules of all pages."""
    answer = client.get(f"/requests/load{query}")
    assert answer.status_code == 200, answer.text
    read(answer.text)
    return answer.text


@pytest.mark.slow
def test_who_has_what_and_what_nobody_has(client: FlaskClient, house: House, set_clock: SetClock):
    """Counted by executor, with what is overdue; the unassigned first; what is decided is nobody's load any more."""
    theirs, unassigned = house.submitted(), house.submitted()
    house.decided()
    executor = house["integrator_specialist"]
    with house.as_("integrator_head"):
        engine.take(theirs, "assign", {"executor": executor.public_id})
    db.session.commit()
    set_clock.set("2026-03-30 10:00")
    loads = {each.key: each for each in workload._loads(house.integrator)}
    assert set(loads) == {workload.NOBODY, executor.public_id, house["integrator_head"].public_id}
    mine, nobody = loads[executor.public_id], loads[workload.NOBODY]
    assert (mine.reviews, mine.assignments, mine.overdue, mine.days_left) == (1, 0, 1, -1)
    assert (nobody.reviews, nobody.overdue) == (1, 1)
    assert loads[house["integrator_head"].public_id].reviews == 0
    sign_in(client, house["integrator_head"])
    text = page(client)
    assert unassigned.number in text
    assert theirs.number not in text
    assert f'href="/requests/{unassigned.number}/act/assign"' in text
    text = page(client, f"?executor={executor.public_id}")
    assert theirs.number in text
    assert "Assign somebody else" in text
    assert "overdue by 1 working day" in text


@pytest.mark.slow
def test_an_assignment_is_with_whoever_examined_the_request(client: FlaskClient, house: House):
    """The design assignment that a request leads to stands with its executor, and has no assigning of its own."""
    made = house.submitted()
    executor = house["integrator_specialist"]
    with house.as_("integrator_head"):
        engine.take(made, "assign", {"executor": executor.public_id})
    with house.as_("integrator_specialist"):
        engine.take(made, "draft_opinion", sample.OPINION)
    with house.as_("integrator_head"):
        engine.take(made, "give_opinion", {})
    with house.as_("authorised_head"):
        engine.take(made, "agree", {"grounds": sample.AGREEMENT_GROUNDS})
        engine.take(made, "order_creation", {})
    db.session.commit()
    (mine,) = (each for each in workload._loads(house.integrator) if each.key == executor.public_id)
    assert (mine.reviews, mine.assignments, mine.days_left) == (0, 1, 20)
    text = page(sign_in(client, house["integrator_head"]), f"?executor={executor.public_id}")
    assert made.assignments[0].number in text
    assert "/act/assign" not in text


@pytest.mark.slow
def test_who_may_see_it(client: FlaskClient, house: House):
    """The integrator's heads and specialists, and auditors; only the head is led to assigning."""
    made = house.submitted()
    db.session.commit()
    for key in ("integrator_specialist", "auditor"):
        text = page(sign_in(client, house[key]))
        assert made.number in text
        assert "/act/assign" not in text
    for key in ("head", "authorised_head", "administrator", "integrator_clerk"):
        sign_in(client, house[key])
        assert client.get("/requests/load").status_code == 403
        assert "/requests/load" not in client.get("/requests/").text
    sign_in(client, house["integrator_head"])
    assert "/requests/load" in client.get("/requests/").text
    assert "Nobody has it yet" in page(client, "?executor=U-999")


def test_a_leavers_examinations_go_to_the_colleague(house: House):
    """What a leaver examines is the colleague's, in the same organisation; what is over stays as it was."""
    running, over = house.submitted(), house.submitted()
    leaver, colleague = house["integrator_specialist"], factories.user(Role.SPECIALIST, house.integrator)
    for request in (running, over):
        house.take(request, "integrator_head", "assign", {"executor": leaver.public_id})
    house.take(over, "head", "withdraw", {"reason": sample.WITHDRAWAL_REASON})
    with house.as_("administrator"):
        moved = handover.leave(leaver, colleague, left_on=factories.clock.today())
    assert running.public_number in moved
    assert (running.executor, over.executor) == (colleague, leaver)


def test_an_executor_is_chosen_from_the_integrators_people(client: FlaskClient, house: House):
    """The page of the move offers those who can be chosen."""
    request = house.submitted()
    db.session.commit()
    text = sign_in(client, house["integrator_head"]).get(f"{request.path}/act/assign?lang=en").text
    assert house["integrator_specialist"].full_name in text
    assert house["authorised_specialist"].full_name not in text
