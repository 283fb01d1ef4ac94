"""The integrator sees its people's load, what is late and what nobody has yet, and reassigns."""

from flask import Flask

from qyzmet.context import actor_of
from qyzmet.people import handover
from qyzmet.requests import load, sample
from qyzmet.vocabulary import Role
from tests import factories
from tests.conftest import SetClock
from tests.requests.conftest import House
from tests.signing_in import sign_in


def test_who_has_how_much_and_what_is_late(house: House, set_clock: SetClock):
    """By executor, what nobody has first; late ones are those past their term; the most urgent stands first."""
    first, second, third = house.submitted(), house.submitted(), house.submitted()
    for request in (first, second):
        house.take(request, "integrator_head", "assign", {"executor": house["integrator_specialist"].public_id})
    set_clock.set("2026-03-30T09:00")
    nobody, *people = load.loads(house.integrator, actor_of(house["integrator_head"]))
    assert (nobody.person, nobody.count, nobody.late) == (None, 1, 1)
    assert [(each.person, each.count, each.late) for each in people] == [
        (house["integrator_specialist"], 2, 2),
        (house["integrator_head"], 0, 0),
    ]
    assert nobody.items[0].procedure is third
    assert nobody.items[0].may_assign


def test_what_was_given_is_no_load(house: House):
    """From the opinion on it waits for others."""
    house.with_opinion()
    assert [each.count for each in load.loads(house.integrator, actor_of(house["integrator_head"]))] == [0, 0, 0]


def test_the_page_is_the_integrators_and_the_auditors(house: House, app: Flask):
    """Heads and specialists of the integrator, and auditors; others hear whose it is. The head may assign."""
    request = house.submitted()
    for key, status in {
        "integrator_head": 200,
        "integrator_specialist": 200,
        "auditor": 200,
        "head": 403,
        "integrator_clerk": 403,
    }.items():
        answer = sign_in(app.test_client(), house[key]).get("/requests/load?lang=en")
        assert answer.status_code == status, key
        assert (f"{request.path}/act/assign" in answer.text) is (key == "integrator_head"), key


def test_an_executor_is_chosen_from_the_integrators_people(house: House, app: Flask):
    """The page of the move offers those who can be chosen, and tells what the chosen one is told."""
    request = house.submitted()
    client = sign_in(app.test_client(), house["integrator_head"])
    page = client.get(f"{request.path}/act/assign?lang=en").text
    assert house["integrator_specialist"].full_name in page
    assert house["authorised_specialist"].full_name not in page


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
