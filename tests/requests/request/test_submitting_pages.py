"""The pages from the submission on: refusals, acts, lists and what outlives the session."""

import re

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.people.accounts import passwords, sessions
from qyzmet.procedure import engine
from qyzmet.procedure.pages import loading, sections
from qyzmet.requests.request import sample
from tests.requests.conftest import House
from tests.requests.request.test_pages import kept, version
from tests.signing_in import post, sign_in


def test_state_secrets_refuse_the_filing_with_the_paragraph(client: FlaskClient, house: House):
    """¶ 3, H10: the page says why, and keeps the draft."""
    made = house.drafted(object_holds_state_secrets=True)
    db.session.commit()
    sign_in(client, house["head"])
    answer = post(client, f"{made.path}/act/submit")
    assert answer.status_code == 422
    assert "¶ 3" in answer.get_data(as_text=True)
    assert "H10" in answer.get_data(as_text=True)
    assert made.state == "draft"


@pytest.mark.slow
def test_a_form_sent_twice_submits_once(client: FlaskClient, house: House):
    """The second sending finds the request submitted, and leads to it: one number, one term."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["head"])
    form = {"version": version(client.get(f"{made.path}/act/submit"))}
    assert post(client, f"{made.path}/act/submit", form).status_code == 302
    assert post(client, f"{made.path}/act/submit", form).status_code == 303
    assert made.number == "AR-2026-000001"


@pytest.mark.parametrize(
    ("key", "action", "status"),
    [
        ("specialist", "submit", 403),
        ("other_head", "submit", 404),
        ("head", "submit", 303),
        ("head", "agree", 403),
        ("authorised_head", "agree", 409),
        ("integrator_head", "give_opinion", 409),
        ("integrator_specialist", "give_opinion", 403),
        ("auditor", "withdraw", 403),
        ("head", "nonsense", 404),
    ],
)
def test_moves_out_of_turn(client: FlaskClient, house: House, key: str, action: str, status: int):
    """On a submitted request: 404 for strangers, 403 for whom it is not, 409 when it is not the time.

    Who has submitted it is led to it."""
    made = house.submitted()
    db.session.commit()
    sign_in(client, house[key])
    answer = post(client, f"{made.path}/act/{action}", {"grounds": "x", "reason": "x", "confirmed": "1"})
    assert answer.status_code == status
    assert made.state == "submitted"


@pytest.mark.slow
def test_a_strangers_request_is_not_there(client: FlaskClient, house: House):
    """Another state body's draft answers 404 on each of its addresses, as one that does not exist."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["other_head"])
    for address in (
        made.path,
        f"{made.path}/section/1",
        f"{made.path}/check",
        f"{made.path}/act/submit",
        "/requests/AR-9",
    ):
        assert client.get(address).status_code == 404, address
    assert made.draft_number not in client.get("/requests/").get_data(as_text=True)


def test_only_a_state_body_starts_a_request(client: FlaskClient, house: House):
    """¶ 8.1: others get 403, a specialist of a state body a draft."""
    sign_in(client, house["integrator_head"])
    assert post(client, "/requests/new").status_code == 403
    sign_in(client, house["specialist"])
    assert post(client, "/requests/new").status_code == 302


@pytest.mark.slow
def test_an_act_is_annulled_on_its_page(client: FlaskClient, house: House):
    """With grounds, by the head whose act it was; the history shows both; another head is refused."""
    made = house.decided()
    db.session.commit()
    act = made.acts[-1]
    sign_in(client, house["head"])
    assert client.get(f"{made.path}/annul/{act.id}").status_code == 403
    sign_in(client, house["authorised_head"])
    assert post(client, f"{made.path}/annul/{act.id}", {"grounds": " "}).status_code == 422
    assert post(client, f"{made.path}/annul/{act.id}", {"grounds": "A mistake."}).status_code == 302
    db.session.expire_all()
    assert (made.state, act.annulled_by_id is not None) == ("opinion_given", True)
    assert "A mistake." in client.get(made.path).get_data(as_text=True)


def test_the_status_of_each_row(house: House):
    """Not started, in progress, done, and attention where the Rules or another row stand against it."""
    made = house.drafted(acts=None, programmes=None, contacts=[{"surname": "A"}], object_holds_state_secrets=True)
    with house.as_("specialist"):
        engine.save(made, {"results": made.data["results"][:1]})
        statuses = {each.section.number: each.status for each in sections.progress(made)}
    assert statuses == {
        1: "done",
        2: "not_started",
        3: "done",
        4: "done",
        5: "done",
        6: "attention",
        7: "attention",
        8: "done",
        9: "done",
        10: "in_progress",
    }


def test_a_draft_is_known_by_both_addresses(house: House):
    """The draft's address still works after the submission."""
    made = house.submitted()
    with house.as_("head"):
        assert loading.by_number(made.draft_number, "requests") is made
        assert loading.by_number(str(made.number), "requests") is made


def test_what_was_typed_outlives_the_session(client: FlaskClient, house: House):
    """A form sent after the session ended is carried through the sign-in, word for word; nothing is saved yet."""
    made = house.drafted()
    db.session.commit()
    page = f"{made.path}/section/3"
    token = re.findall(r'name="csrf_token" value="([^"]+)"', sign_in(client, house["specialist"]).get(page).text)[-1]
    sessions.end_all(house["specialist"])
    db.session.commit()
    typed = {"purpose": "Typed while the session ended.", "tasks-0": "One"}
    answer = client.post(page, data={"csrf_token": token, **typed})
    assert answer.status_code == 401
    assert 'name="kept"' in answer.get_data(as_text=True)
    assert kept(made) == sample.REQUEST
    person = house["specialist"]
    person.password_hash = passwords.hash_of("a long enough password")
    db.session.commit()
    sealed = re.search(r'name="kept"[^>]*value="([^"]*)"', answer.get_data(as_text=True))
    assert sealed is not None
    form = {"email": person.email, "password": "a long enough password", "kept": sealed[1]}
    again = post(client, "/account/sign-in", form).get_data(as_text=True)
    assert "Typed while the session ended." in again
    assert f'action="{made.path}/section/3"' in again
