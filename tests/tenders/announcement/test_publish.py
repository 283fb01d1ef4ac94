"""¶ 42, 47: an announcement is drafted, consented and published; who knows of it."""

import datetime as dt

import pytest

from qyzmet import rights
from qyzmet.context import NOBODY, actor_of
from qyzmet.database import db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.worker import fall_due
from qyzmet.procedure import editions, engine
from qyzmet.procedure.models import Edition
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Stale
from qyzmet.requests.assignment import sample
from qyzmet.tenders.announcement import dates, draft
from qyzmet.tenders.models import Tender
from tests.tenders.announcement.seen import almaty, running
from tests.tenders.house import COMPLETE, TenderHouse


def test_the_customer_is_asked_when_the_draft_is_complete(tender_house: TenderHouse, set_clock):
    """¶ 42 runs on the assignment, however late the draft is begun; H35: a working day from being asked."""
    assignment = tender_house.approved_assignment()
    set_clock.set("2026-03-03T15:00")
    tender = tender_house.drafted(assignment)
    assert tender.number == "T-2026-000001"
    assert running(assignment) == {"announce": "2026-03-05"}
    assert running(tender) == {"consent_to_announce": "2026-03-04"}
    assert [act.action for act in tender.acts] == ["prepare", "ask_consent"]


def test_a_title_that_is_left_open_is_the_assignments(tender_house: TenderHouse):
    """The announcement is named like the assignment unless it has a name of its own."""
    assignment = tender_house.approved_assignment()
    tender = tender_house.drafted(assignment, title=" ")
    assert tender.title == assignment.title
    assert tender.data == {**COMPLETE, "assignment": assignment.number, "title": assignment.title}


@pytest.mark.parametrize("key", ["customer_head", "supplier1_head", "integrator_clerk", "operator_head"])
def test_only_the_integrator_drafts(tender_house: TenderHouse, key: str):
    """¶ 42: the integrator's specialist or head."""
    assignment = tender_house.approved_assignment()
    with tender_house.as_(key), pytest.raises(NotYours):
        draft.draft({"assignment": assignment.number})


@pytest.mark.slow
def test_what_may_not_be_tendered_is_refused_with_its_rule(tender_house: TenderHouse):
    """Unknown, not approved, created by the operator itself (¶ 88, H16): each by the field and with its paragraph."""
    unapproved = tender_house.requests.written()
    operator = tender_house.requests.approved(sample.operator())
    cases = [
        ("", None),
        ("DA-2026-999999", "¶ 42"),
        ("\0", "¶ 42"),
        (unapproved.number, "¶ 42"),
        (operator.number, "H16"),
    ]
    for number, rule in cases:
        with tender_house.as_("integrator_specialist"), pytest.raises(Invalid) as refused:
            draft.draft({"assignment": number})
        assert (refused.value.rule, list(refused.value.errors)) == (rule, ["data.assignment"])
    assert db.session.query(Tender).count() == 0


@pytest.mark.slow
def test_a_ppp_project_is_tendered_once_it_is_in_the_list(tender_house: TenderHouse):
    """¶ 32: with all three conditions and entered in the list; its Commission has no last day (¶ 36 2))."""
    project = tender_house.requests.approved(sample.ppp())
    with tender_house.as_("integrator_specialist"), pytest.raises(Invalid) as refused:
        draft.draft({"assignment": project.number})
    assert refused.value.rule == "¶ 32"
    tender_house.list_ppp(project)
    tender = tender_house.published(project)
    assert tender.mechanism == "ppp"
    assert set(running(tender)) == {"accept_bids"}


def test_one_tender_of_an_assignment_at_a_time(tender_house: TenderHouse):
    """A second draft is refused while the first runs."""
    tender = tender_house.drafted()
    with tender_house.as_("integrator_head"), pytest.raises(Invalid) as refused:
        draft.draft({"assignment": tender.assignment.number})
    assert tender.public_number in str(refused.value)


@pytest.mark.slow
def test_a_draft_stays_with_its_assignment(tender_house: TenderHouse):
    """Saving another assignment into a draft is refused by its field; its own number, old or new, is taken."""
    tender = tender_house.drafted()
    other = tender_house.approved_assignment()
    with tender_house.as_("integrator_specialist"):
        engine.save(tender, {"assignment": tender.assignment.draft_number, "title": "Another name"})
        with pytest.raises(Invalid) as refused:
            engine.save(tender, {"assignment": other.number})
    assert list(refused.value.errors) == ["data.assignment"]
    assert tender.title == "Another name"


def test_nothing_is_published_without_consent(tender_house: TenderHouse):
    """¶ 42: the integrator cannot publish a draft; silence consents to nothing, however long it lasts."""
    tender = tender_house.drafted()
    with pytest.raises(NotInThisState):
        tender_house.take(tender, "integrator_head", "publish")
    with pytest.raises(NotYours):
        tender_house.take(tender, "integrator_head", "consent")


def test_silence_is_marked_and_stays_open(tender_house: TenderHouse, set_clock):
    """An overdue consent is marked, the tender stays a draft, and the consent may still be given."""
    tender = tender_house.drafted()
    set_clock.set("2026-03-20T09:00")
    fall_due.run_due()
    assert tender.state == "draft"
    assert running(tender) == {"consent_to_announce": "2026-03-03"}
    assert all(each.overdue_at is not None for each in deadlines.open_deadlines(tender))
    tender_house.take(tender, "customer_head", "consent")
    assert tender.state == "consented"


@pytest.mark.slow
def test_after_a_refusal_a_change_asks_anew(tender_house: TenderHouse, set_clock):
    """The customer declines with its reason; the changed announcement is put before it with a new term, once."""
    tender = tender_house.drafted()
    tender_house.take(tender, "customer_head", "decline", {"reason": "The telephone is wrong."})
    assert (tender.state, running(tender)) == ("draft", {})
    with pytest.raises(NotInThisState):
        tender_house.take(tender, "integrator_head", "publish")
    set_clock.set("2026-03-03T10:00")
    with tender_house.as_("integrator_specialist"):
        engine.save(tender, {"contact": "Another telephone"})
        engine.save(tender, {"contact": "Yet another telephone"})
    assert running(tender) == {"consent_to_announce": "2026-03-04"}
    assert [act.action for act in tender.acts] == ["prepare", "ask_consent", "decline", "ask_again"]
    tender_house.take(tender, "customer_head", "consent")
    tender_house.take(tender, "integrator_head", "publish")
    assert tender.state == "published"


def test_the_customer_may_think_better_of_it(tender_house: TenderHouse):
    """What was declined may be consented to as it stands."""
    tender = tender_house.drafted()
    tender_house.take(tender, "customer_head", "decline", {"reason": "Let us wait."})
    tender_house.take(tender, "customer_head", "consent")
    assert tender.state == "consented"


def test_publication_opens_the_window(tender_house: TenderHouse):
    """Publishing fixes version, key and dates in one act: fifteen working days, all dates counted from them."""
    tender = tender_house.published()
    window = dates.window_of(tender)
    assert (tender.state, tender.is_public, tender.window, tender.frozen.number) == ("published", True, 1, 1)
    assert almaty(window.accepts_until) == "2026-03-28 00:00"
    assert almaty(window.paper_until) == "2026-03-27 18:00"
    assert almaty(window.questions_until) == "2026-03-18 00:00"
    assert almaty(window.opening_at) == "2026-03-30 10:00"
    assert running(tender) == {"accept_bids": "2026-03-27", "set_commission": "2026-03-27"}
    assert tender.seal_public is not None
    assert tender.seal_wrapped is not None


def test_nobody_can_backdate_or_shorten_the_window(tender_house: TenderHouse, set_clock):
    """The day of publication is the day of the act: it takes no date, and a late consent leaves the window whole."""
    tender = tender_house.drafted()
    set_clock.set("2026-03-19T17:59")
    tender_house.take(tender, "customer_head", "consent")
    tender_house.take(tender, "integrator_head", "publish", {"at": "2026-03-02T09:00:00+05:00"})
    window = dates.window_of(tender)
    assert window.acceptance.event_on == dt.date(2026, 3, 19)
    assert window.acceptance.working_days == 15
    assert almaty(tender.accepts_until) == "2026-04-15 00:00"


def test_two_heads_who_publish_at_once(tender_house: TenderHouse):
    """The second is told that the page is old; there is one publication, one key and one window."""
    tender = tender_house.consented()
    seen = tender.version
    with tender_house.as_("integrator_head"):
        engine.take(tender, "publish", {}, expected_version=seen)
        key = tender.seal_public
        with pytest.raises(Stale):
            engine.take(tender, "publish", {}, expected_version=seen)
        with pytest.raises(NotInThisState):
            engine.take(tender, "publish", {})
    assert (tender.window, tender.seal_public) == (1, key)


def test_a_draft_is_known_to_customer_and_integrator_alone(tender_house: TenderHouse):
    """Before the consent nobody else; before the publication no supplier; then everybody, signed in or not."""
    tender = tender_house.drafted()

    def knows(key: str) -> bool:
        return rights.may_know(actor_of(tender_house[key]), tender)

    assert knows("customer_specialist")
    assert knows("integrator_specialist")
    assert not knows("supplier1_head")
    assert not knows("operator_head")
    tender_house.take(tender, "customer_head", "consent")
    assert knows("operator_head")
    assert not knows("supplier1_head")
    assert not rights.may_know(NOBODY, tender)
    tender_house.take(tender, "integrator_head", "publish")
    assert knows("supplier1_head")
    assert rights.may_know(NOBODY, tender)


@pytest.mark.slow
def test_a_changed_house_rule_changes_no_window_that_runs(tender_house: TenderHouse):
    """H21, H3 and H9 of the publication stay; the next publication has the new ones."""
    tender = tender_house.published()
    kept = dates.window_of(tender)
    edition = db.session.get_one(Edition, tender.edition_key)
    with tender_house.as_("administrator"):
        for key, value in (("H21", 2), ("H3", 3), ("H9", 12)):
            editions.change_house_rule(key, edition, value, tender_house["administrator"])
    assert dates.window_of(tender) == kept
    other = dates.window_of(tender_house.published())
    assert almaty(other.paper_until) == "2026-03-27 12:00"
    assert almaty(other.opening_at) == "2026-04-01 10:00"


def test_without_the_seal_key_nothing_is_published(tender_house: TenderHouse, app, tmp_path):
    """Bids could not be sealed: the publication is refused with words, and nothing is half done."""
    from dataclasses import replace

    tender = tender_house.consented()
    settings = app.config["QYZMET"]
    kept = app.extensions.pop("qyzmet seal key", None)
    app.config["QYZMET"] = replace(settings, seal_key_file=tmp_path / "missing" / "seal-key")
    try:
        with pytest.raises(NotInThisState) as refused:
            tender_house.take(tender, "integrator_head", "publish")
    finally:
        app.config["QYZMET"] = settings
        app.extensions["qyzmet seal key"] = kept
    assert "seal key" in str(refused.value)
    assert tender.state == "consented"
