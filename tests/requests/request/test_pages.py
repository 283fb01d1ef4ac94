"""The pages of a request: saving row by row, two people at once, bad input, moves out of turn."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from qyzmet.database import db
from qyzmet.procedure import engine
from qyzmet.requests.models import AutomationRequest
from qyzmet.requests.request import sample
from qyzmet.requests.services_register.sample import EXPORT
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


@pytest.mark.slow
def test_a_request_from_draft_to_decision(client: FlaskClient, house: House):
    """The main job over pages alone: filled in, submitted, an opinion, a decision; each move asked once more."""
    sign_in(client, house["specialist"])
    path = post(client, "/requests/new").headers["Location"]
    made = service_by(path)
    assert made.state == "draft"
    made.data = sample.REQUEST
    made.title = EXPORT
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
    seen = version(client.get(f"{made.path}/section/3"))
    answer = post(
        client, f"{made.path}/section/3", {"version": seen, "purpose": "New.", "tasks-0": "One", "tasks-1": ""}
    )
    assert answer.headers["Location"] == f"{made.path}/section/4"
    assert kept(made) == sample.REQUEST | {"purpose": "New.", "tasks": ["One"]}


@pytest.mark.slow
def test_the_loser_of_two_savings_sees_both_versions(drafting: tuple[FlaskClient, AutomationRequest], house: House):
    """Two people at one row: the later one gets both versions with every word, and can still save."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/section/3"))
    with house.as_("head"):
        engine.save(made, {"purpose": "The head's."})
    db.session.commit()
    mine = {"version": seen, "purpose": "The specialist's.", "tasks-0": "One"}
    both = post(client, f"{made.path}/section/3", mine)
    text = both.get_data(as_text=True)
    assert both.status_code == 409
    assert "The head&#39;s." in text
    assert "The specialist&#39;s." in text
    assert kept(made)["purpose"] == "The head's."
    assert post(client, f"{made.path}/section/3", mine | {"version": version(both)}).status_code == 302
    assert kept(made)["purpose"] == "The specialist's."


def test_two_people_at_different_rows_do_not_meet(drafting: tuple[FlaskClient, AutomationRequest], house: House):
    """Saving row 1 disturbs nobody at row 3."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/section/3"))
    with house.as_("head"):
        engine.save(made, {"function": "Another function"})
    db.session.commit()
    assert post(client, f"{made.path}/section/3", {"version": seen, "purpose": "P", "tasks-0": "T"}).status_code == 302
    assert kept(made)["function"] == "Another function"


def test_typing_saves_itself(drafting: tuple[FlaskClient, AutomationRequest]):
    """What is typed is kept before "Continue", with the version to go on from; what cannot be kept says so."""
    client, made = drafting
    seen = version(client.get(f"{made.path}/section/3"))
    answer = post(client, f"{made.path}/section/3/autosave", {"version": seen, "purpose": "Half a sen", "tasks-0": "T"})
    assert answer.json is not None
    assert answer.json["saved"] is True
    assert kept(made)["purpose"] == "Half a sen"
    again = post(
        client, f"{made.path}/section/3/autosave", {"version": answer.json["version"], "purpose": "Half a sentence."}
    )
    assert again.status_code == 200
    stale = post(client, f"{made.path}/section/3/autosave", {"version": seen, "purpose": "Old."})
    assert stale.status_code == 409
    assert post(client, f"{made.path}/section/3/autosave", {"purpose": "x" * 100_000}).status_code == 422


@pytest.mark.slow
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
    answer = post(client, f"{made.path}/section/{place}", sent)
    assert answer.status_code == 422
    if echoed != "perhaps":  # A choice that nobody offered is not shown.
        assert echoed in answer.get_data(as_text=True)
    assert kept(made) == sample.REQUEST


def test_rows_are_added_and_removed_without_scripts(drafting: tuple[FlaskClient, AutomationRequest]):
    """The buttons answer with the page as typed, an entry more or less; nothing is saved by them."""
    client, made = drafting
    typed = {"acts-0-title": "First", "acts-1-title": "Second"}
    more = post(client, f"{made.path}/section/2", typed | {"add": "acts"}).get_data(as_text=True)
    assert "acts-2-title" in more
    assert "Second" in more
    less = post(client, f"{made.path}/section/2", typed | {"remove": "acts-0"}).get_data(as_text=True)
    assert "First" not in less
    assert "Second" in less
    assert "acts-1-title" not in less
    nested = post(client, f"{made.path}/section/4", {"scope-need": "N", "add": "scope-documents"}).get_data(
        as_text=True
    )
    assert "scope-documents-0-kind" in nested
    assert kept(made) == sample.REQUEST
