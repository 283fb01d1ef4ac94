"""Handing over: the specialist says that it is ready, the head finds it first; whoever writes again takes it back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qyzmet.context import acting, actor_of
from qyzmet.database import db
from qyzmet.notifications.models import OutboxMessage
from qyzmet.procedure import annulment, engine
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.refusals import NotInThisState
from qyzmet.procedure.whose_turn import my_tasks
from qyzmet.procedure.whose_turn.handed_over import handed_over
from qyzmet.procedure.whose_turn.my_tasks import tasks_of
from qyzmet.procedure.whose_turn.still_written import left_to_specialists
from qyzmet.procedure.whose_turn.tasks import tasks_in
from qyzmet.requests.request.draft import draft
from qyzmet.vocabulary import Party
from tests.requests.conftest import House, opinion_on
from tests.signing_in import post, sign_in

NOTE = "The numbers of users are those of last year."


def asked(house: House, key: str, procedure: Procedure) -> list[str | None]:
    """The acts that this person is asked for there."""
    with acting(actor_of(house[key])) as actor:
        return [task.action for task in tasks_in(procedure, actor)]


def test_a_draft_is_its_writers_until_it_is_handed_over(house: House):
    """A11: the head hears that it is ready, by e-mail too, finds it first, and the writer waits for the head."""
    request = house.drafted()
    assert (asked(house, "specialist", request), asked(house, "head", request)) == (["save"], [])
    house.take(request, "specialist", "hand_over", {"note": NOTE})
    assert (asked(house, "specialist", request), asked(house, "head", request)) == ([], ["submit"])
    (task,) = tasks_of(actor_of(house["head"])).items
    assert task.task.ready is not None
    assert (task.task.ready.by, task.task.ready.note) == (house["specialist"], NOTE)
    (mail,) = db.session.scalars(select(OutboxMessage)).all()
    assert mail.to == house["head"].email
    assert NOTE in mail.body
    with pytest.raises(NotInThisState):
        house.take(request, "specialist", "hand_over", {})


def test_an_empty_draft_is_nobodys_to_hand_over(house: House):
    """A head who is told that something is ready finds something: a draft without a word is not offered for it."""
    with house.as_("specialist") as actor:
        empty = draft({})
        assert "hand_over" not in engine.actions(empty, actor)
        with pytest.raises(NotInThisState, match="Nothing is written yet"):
            engine.take(empty, "hand_over", {})
        engine.save(empty, {"function": "Issuing a certificate"})
        engine.take(empty, "hand_over", {})
    assert asked(house, "head", empty) == ["submit"]


def test_whoever_saves_takes_it_back_but_not_the_head(house: House):
    """What the specialist changes is not ready any more; the head may mend a word and still has it."""
    request = house.drafted()
    house.take(request, "specialist", "hand_over", {"note": NOTE})
    with house.as_("head"):
        engine.save(request, {"purpose": "Mended by the head."})
    assert asked(house, "head", request) == ["submit"]
    with house.as_("specialist"):
        engine.save(request, {"purpose": "Changed once more."})
    assert handed_over(request, Party.STATE_BODY) is None
    assert (asked(house, "specialist", request), asked(house, "head", request)) == (["save"], [])
    assert [act.action for act in request.acts] == ["hand_over", "take_back"]


def test_it_is_no_act_for_annulments_and_holds_again_after_one(house: House):
    """Who annuls a submission finds the draft as it was handed over; handing over itself is never annulled."""
    request = house.drafted()
    house.take(request, "specialist", "hand_over", {"note": NOTE})
    house.take(request, "head", "submit")
    assert handed_over(request, Party.STATE_BODY) is None
    with house.as_("head") as actor:
        assert [act.action for act in annulment.annullable(request, actor)] == ["submit"]
        annulment.annul(request, "submit", "Filed too early.")
    assert asked(house, "head", request) == ["submit"]
    assert handed_over(request, Party.STATE_BODY) is not None


def test_an_opinion_is_handed_over_once_there_is_a_draft(house: House):
    """The integrator's specialist drafts, hands over, and the head gives it; another draft takes it back."""
    request = house.submitted()
    assert asked(house, "integrator_specialist", request) == ["draft_opinion"]
    with pytest.raises(NotInThisState):
        house.take(request, "integrator_specialist", "hand_over", {})
    request = house.with_draft_opinion()
    assert asked(house, "integrator_head", request) == []
    house.take(request, "integrator_specialist", "hand_over", {"note": ""})
    assert asked(house, "integrator_head", request)[:1] == ["give_opinion"]
    assert asked(house, "integrator_specialist", request) == []
    house.take(request, "integrator_specialist", "draft_opinion", opinion_on(request))
    assert asked(house, "integrator_head", request) == []


@pytest.mark.slow
def test_others_read_nothing_of_it(app: Flask, client: FlaskClient, house: House):
    """It is the office's own affair: neither history nor panel of the others say that or what was handed over."""
    request = house.with_draft_opinion()
    house.take(request, "integrator_specialist", "hand_over", {"note": NOTE})
    db.session.commit()
    own = sign_in(client, house["integrator_head"]).get(f"{request.path}?lang=en").text
    assert "says that it is ready for you" in own
    assert own.count(NOTE) == 2, "in the panel and in the history"
    for key in ("head", "specialist", "authorised_head"):
        theirs = sign_in(app.test_client(), house[key]).get(f"{request.path}?lang=en").text
        assert NOTE not in theirs
        assert "handed it over" not in theirs
        assert "You wait for" in theirs


@pytest.mark.slow
def test_it_is_one_click_on_the_page(client: FlaskClient, house: House):
    """The button stands in the panel with a field for the word; afterwards it says that the head has it."""
    request = house.drafted()
    db.session.commit()
    page = sign_in(client, house["specialist"]).get(f"{request.path}?lang=en").text
    assert "Ready for the head" in page
    post(client, f"{request.path}/act/hand_over", {"note": NOTE, "version": str(request.version)})
    page = client.get(f"{request.path}?lang=en").text
    assert "Your head has it since" in page
    assert "Ready for the head" not in page
    assert "Ready for you" in sign_in(client, house["head"]).get("/?lang=en").text


def test_it_is_handed_over_where_the_answers_are_checked(client: FlaskClient, house: House):
    """Who has filled in the last section stands on that page, and finds there what comes next."""
    request = house.drafted()
    db.session.commit()
    page = sign_in(client, house["specialist"]).get(f"{request.path}/check?lang=en").text
    assert "What comes next: “Submit the request”" in page
    assert "Ready for the head" in page


def test_the_panel_leads_to_the_first_section_that_lacks_something(client: FlaskClient, house: House):
    """Whose turn it is to write finds a button, not a list further down alone; once all is there it is gone."""
    with house.as_("specialist"):
        empty = draft({"function": "Issuing a certificate"})
    db.session.commit()
    sign_in(client, house["specialist"])
    page = client.get(f"{empty.path}?lang=en").text
    assert f'<a class="govuk-button" href="{empty.path}/section/2">Fill in: 2.' in page
    request = house.drafted()
    db.session.commit()
    assert "Fill in: " not in client.get(f"{request.path}?lang=en").text


def test_the_head_reads_what_is_still_missing(client: FlaskClient, house: House):
    """Half an opinion may be handed over; the head's page says “your turn” only with what stands against it."""
    request = house.submitted()
    house.take(request, "integrator_specialist", "draft_opinion", {"text": "Half of it."})
    house.take(request, "integrator_specialist", "hand_over", {"note": ""})
    db.session.commit()
    page = sign_in(client, house["integrator_head"]).get(f"{request.path}?lang=en").text
    assert "It cannot be done yet:" in page
    assert "The draft of the opinion is not whole yet." in page


def test_beside_a_last_day_stands_the_rule_of_its_term(client: FlaskClient, house: House):
    """§ 3a.4: the opinion is asked for by ¶ 11, but its term is a house rule's, and is never shown as the law's."""
    house.submitted()
    db.session.commit()
    page = sign_in(client, house["integrator_specialist"]).get("/?lang=en").text
    mine = page.partition('aria-labelledby="mine"')[2].partition("</section>")[0]
    assert "H1, house rule" in mine
    assert "¶ 11" not in mine


@pytest.mark.slow
def test_the_badge_counts_what_the_page_lists(client: FlaskClient, house: House):
    """The navigation of every page shows as many as the front page lists; nothing where nothing waits."""
    for _each in range(3):
        house.drafted()
    db.session.commit()
    sign_in(client, house["specialist"])
    front = client.get("/?lang=en").text
    assert "Waits for you (3)" in front
    assert front.count('class="qz-work__row"') >= 3
    assert '<span class="qz-badge">3<' in client.get("/deadlines/?lang=en").text
    sign_in(client, house["head"])
    assert "qz-badge" not in client.get("/deadlines/?lang=en").text


def looked_at(house: House, key: str) -> set[int]:
    """The procedures that are read to see what this person is to do."""
    return set(my_tasks._candidates(actor_of(house[key]), my_tasks.MOST_READ))


@pytest.mark.slow
def test_a_head_looks_at_what_was_handed_over(house: House):
    """The integrator's head reads no request that a specialist studies, until that one hands the opinion over."""
    request = house.with_draft_opinion()
    assert left_to_specialists("requests", request.state, Party.INTEGRATOR)
    assert request.id not in looked_at(house, "integrator_head")
    house.take(request, "integrator_specialist", "hand_over", {"note": "Ready."})
    db.session.flush()
    assert request.id in looked_at(house, "integrator_head")


def test_a_head_who_is_assigned_looks_at_it(house: House):
    """Who studies it was said: the head alone, and no specialist."""
    request = house.submitted()
    request.executor = house["integrator_head"]
    db.session.flush()
    assert request.id in looked_at(house, "integrator_head")
    request.executor = house["integrator_specialist"]
    db.session.flush()
    assert request.id not in looked_at(house, "integrator_head")
