"""The pages of a request: saving row by row, two people at once, bad input, moves out of turn."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.people import passwords
from qyzmet.procedure import engine
from qyzmet.procedure.numbers import draft_number
from qyzmet.requests import rows, sample, service
from qyzmet.requests.models import AutomationRequest
from tests.requests.conftest import House
from tests.signing_in import post, sign_in

HIDDEN = re.compile(r'<input type="hidden" name="version" value="([^"]*)"')


def version(page: Any) -> str:
    """The version that a page's form carries."""
    found = HIDDEN.search(page.get_data(as_text=True))
    assert found is not None
    return found[1]


def kept(made: AutomationRequest) -> dict[str, Any]:
    """What the database holds now."""
    db.session.expire_all()
    return dict(made.data)


@pytest.fixture
def drafting(client: FlaskClient, house: House) -> tuple[FlaskClient, AutomationRequest]:
    """The specialist at a draft."""
    made = house.drafted()
    db.session.commit()
    return sign_in(client, house["specialist"]), made


def test_a_request_from_draft_to_decision(client: FlaskClient, house: House):
    """The main job over pages alone: filled in, submitted, an opinion, a decision; each move asked once more."""
    sign_in(client, house["specialist"])
    path = post(client, "/requests/new").headers["Location"]
    made = service_by(path)
    assert made.state == "draft"
    made.data = sample.REQUEST
    made.title = sample.SERVICE
    db.session.commit()
    sign_in(client, house["head"])
    page = client.get(f"{path}/act/submit")
    assert "27" in page.get_data(as_text=True)
    registered = post(client, f"{path}/act/submit", {"version": version(page)}).headers["Location"]
    assert registered == "/requests/AR-2026-000001"
    sign_in(client, house["integrator_specialist"])
    opinion: dict[str, Any] = {"favourable": "yes", "text": "Yes."}
    for at, criterion in enumerate(sample.OPINION["criteria"]):
        opinion |= {f"criteria-{at}-{key}": criterion[key] for key in ("key", "score", "grounds")}
    assert post(client, f"{registered}/opinion", opinion).status_code == 302
    sign_in(client, house["integrator_head"])
    assert post(client, f"{registered}/act/give_opinion").status_code == 302
    sign_in(client, house["authorised_head"])
    asked = post(client, f"{registered}/act/agree", {"grounds": "All is well."})
    assert asked.status_code == 200
    assert "All is well." in asked.get_data(as_text=True)
    assert made.state == "opinion_given"
    done = post(
        client, f"{registered}/act/agree", {"grounds": "All is well.", "confirmed": "1", "version": version(asked)}
    )
    assert done.status_code == 302
    db.session.expire_all()
    assert made.state == "agreed"


def service_by(path: str) -> AutomationRequest:
    """The request of an address, whoever asks."""
    number = path.rsplit("/", 1)[1]
    return db.session.query(AutomationRequest).filter_by(draft_number=number).one()


def test_continue_saves_one_row_and_leaves_the_others(drafting: tuple[FlaskClient, AutomationRequest]):
    """A row's page replaces that row's keys and no others, and goes on to the next row."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/row/3"))
    answer = post(client, f"{made.path}/row/3", {"version": seen, "purpose": "New.", "tasks-0": "One", "tasks-1": ""})
    assert answer.headers["Location"] == f"{made.path}/row/4"
    assert kept(made) == sample.REQUEST | {"purpose": "New.", "tasks": ["One"]}


def test_the_loser_of_two_savings_sees_both_versions(drafting: tuple[FlaskClient, AutomationRequest], house: House):
    """Two people at one row: the later one gets both versions with every word, and can still save."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/row/3"))
    with house.as_("head"):
        engine.save(made, {"purpose": "The head's."})
    db.session.commit()
    mine = {"version": seen, "purpose": "The specialist's.", "tasks-0": "One"}
    both = post(client, f"{made.path}/row/3", mine)
    text = both.get_data(as_text=True)
    assert both.status_code == 409
    assert "The head&#39;s." in text
    assert "The specialist&#39;s." in text
    assert kept(made)["purpose"] == "The head's."
    assert post(client, f"{made.path}/row/3", mine | {"version": version(both)}).status_code == 302
    assert kept(made)["purpose"] == "The specialist's."


def test_two_people_at_different_rows_do_not_meet(drafting: tuple[FlaskClient, AutomationRequest], house: House):
    """Saving row 1 disturbs nobody at row 3."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/row/3"))
    with house.as_("head"):
        engine.save(made, {"function": "Another function"})
    db.session.commit()
    assert post(client, f"{made.path}/row/3", {"version": seen, "purpose": "P", "tasks-0": "T"}).status_code == 302
    assert kept(made)["function"] == "Another function"


def test_typing_saves_itself(drafting: tuple[FlaskClient, AutomationRequest]):
    """What is typed is kept before "Continue", with the version to go on from; what cannot be kept says so."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/row/3"))
    answer = post(client, f"{made.path}/row/3/autosave", {"version": seen, "purpose": "Half a sen", "tasks-0": "T"})
    assert answer.json is not None
    assert answer.json["saved"] is True
    assert kept(made)["purpose"] == "Half a sen"
    again = post(
        client, f"{made.path}/row/3/autosave", {"version": answer.json["version"], "purpose": "Half a sentence."}
    )
    assert again.status_code == 200
    stale = post(client, f"{made.path}/row/3/autosave", {"version": seen, "purpose": "Old."})
    assert stale.status_code == 409
    assert post(client, f"{made.path}/row/3/autosave", {"purpose": "x" * 100_000}).status_code == 422


@pytest.mark.parametrize(
    ("place", "sent", "echoed"),
    [
        (1, {"function": "ф" * 100_000}, "ф" * 1000),
        (3, {"purpose": "bad\x00text", "tasks-0": "One"}, "One"),
        (2, {"acts-0-title": "Act", "acts-0-date": "31.02.2014"}, "31.02.2014"),
        (4, {"scope-need": "N", "scope-user_groups-0-number": "many"}, "many"),
        (7, {"restricted": "perhaps"}, "perhaps"),
        (10, {"contacts-0-email": "nobody"}, "nobody"),
    ],
)
def test_bad_input_is_refused_with_what_was_typed(
    drafting: tuple[FlaskClient, AutomationRequest], place: int, sent: dict[str, str], echoed: str
):
    """Too long, unseen characters, impossible dates: 422, the draft as it was, the typed text still there."""
    client, made = drafting
    answer = post(client, f"{made.path}/row/{place}", sent)
    assert answer.status_code == 422
    if echoed != "perhaps":  # A choice that nobody offered is not shown.
        assert echoed in answer.get_data(as_text=True)
    assert kept(made) == sample.REQUEST


def test_rows_are_added_and_removed_without_scripts(drafting: tuple[FlaskClient, AutomationRequest]):
    """The buttons answer with the page as typed, an entry more or less; nothing is saved by them."""
    client, made = drafting
    typed = {"acts-0-title": "First", "acts-1-title": "Second"}
    more = post(client, f"{made.path}/row/2", typed | {"add": "acts"}).get_data(as_text=True)
    assert "acts-2-title" in more
    assert "Second" in more
    less = post(client, f"{made.path}/row/2", typed | {"remove": "acts-0"}).get_data(as_text=True)
    assert "First" not in less
    assert "Second" in less
    assert "acts-1-title" not in less
    nested = post(client, f"{made.path}/row/4", {"scope-need": "N", "add": "scope-documents"}).get_data(as_text=True)
    assert "scope-documents-0-kind" in nested
    assert kept(made) == sample.REQUEST


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


def test_a_form_sent_twice_submits_once(client: FlaskClient, house: House):
    """The second sending finds the request submitted: 409, one number, one term."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["head"])
    form = {"version": version(client.get(f"{made.path}/act/submit"))}
    assert post(client, f"{made.path}/act/submit", form).status_code == 302
    assert post(client, f"{made.path}/act/submit", form).status_code == 409
    assert made.number == "AR-2026-000001"


@pytest.mark.parametrize(
    ("key", "action", "status"),
    [
        ("specialist", "submit", 403),
        ("other_head", "submit", 404),
        ("head", "submit", 409),
        ("head", "agree", 403),
        ("authorised_head", "agree", 409),
        ("integrator_head", "give_opinion", 409),
        ("integrator_specialist", "give_opinion", 403),
        ("auditor", "withdraw", 403),
        ("head", "nonsense", 404),
    ],
)
def test_moves_out_of_turn(client: FlaskClient, house: House, key: str, action: str, status: int):
    """On a submitted request: 404 for strangers, 403 for whom it is not, 409 when it is not the time."""
    made = house.submitted()
    db.session.commit()
    sign_in(client, house[key])
    answer = post(client, f"{made.path}/act/{action}", {"grounds": "x", "reason": "x", "confirmed": "1"})
    assert answer.status_code == status
    assert made.state == "submitted"


def test_a_strangers_request_is_not_there(client: FlaskClient, house: House):
    """Another state body's draft answers 404 on each of its addresses, as one that does not exist."""
    made = house.drafted()
    db.session.commit()
    sign_in(client, house["other_head"])
    for address in (made.path, f"{made.path}/row/1", f"{made.path}/check", f"{made.path}/act/submit", "/requests/AR-9"):
        assert client.get(address).status_code == 404, address
    assert made.draft_number not in client.get("/requests/").get_data(as_text=True)


def test_only_a_state_body_starts_a_request(client: FlaskClient, house: House):
    """¶ 8.1: others get 403, a specialist of a state body a draft."""
    sign_in(client, house["integrator_head"])
    assert post(client, "/requests/new").status_code == 403
    sign_in(client, house["specialist"])
    assert post(client, "/requests/new").status_code == 302


def test_the_list_is_paged_and_filtered(client: FlaskClient, house: House):
    """Twenty a page, newest first, by state."""
    for _number in range(22):
        house.drafted()
    made = house.submitted()
    db.session.commit()
    sign_in(client, house["specialist"])
    first = client.get("/requests/").get_data(as_text=True)
    assert made.public_number in first
    following = re.search(r'href="([^"]*before=[^"]*)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).get_data(as_text=True)
    assert second.count("qz-work__item") == 3
    drafts = client.get("/requests/?state=draft").get_data(as_text=True)
    assert made.public_number not in drafts
    assert client.get("/requests/?state=nonsense").status_code == 404
    assert client.get(f"/requests/?before={draft_number('AR')}").status_code == 404


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
        statuses = {section.row.number: section.status for section in rows.sections(made)}
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
        assert service.by_number(made.draft_number) is made
        assert service.by_number(str(made.number)) is made


def test_what_was_typed_outlives_the_session(client: FlaskClient, house: House):
    """A form sent after the session ended is carried through the sign-in, word for word; nothing is saved yet."""
    made = house.drafted()
    db.session.commit()
    answer = post(client, f"{made.path}/row/3", {"purpose": "Typed while the session ended.", "tasks-0": "One"})
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
    assert f'action="{made.path}/row/3"' in again
