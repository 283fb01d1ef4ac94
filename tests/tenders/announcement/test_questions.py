"""H21: questions of suppliers, anonymous, and answers that everybody reads."""

import datetime as dt

import pytest
from sqlalchemy import select

from qyzmet import context
from qyzmet.audit.models import AuditRecord
from qyzmet.database import canonical_json, db
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.worker import fall_due
from qyzmet.notifications.models import Notification, OutboxMessage
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from tests.tenders.announcement.seen import running
from tests.tenders.house import TenderHouse

MOMENT = dt.timedelta(microseconds=1)


def ask(house: TenderHouse, tender, key: str = "supplier1_specialist", text: str = "May the lease be longer?") -> None:
    house.take(tender, key, "ask", {"text": text})


@pytest.mark.parametrize("key", ["supplier1_head", "supplier1_specialist", "supplier3_head"])
def test_any_supplier_asks(tender_house: TenderHouse, key: str):
    """Head or specialist of any supplier; the question is public at once, and its answer is awaited."""
    tender = tender_house.published()
    ask(tender_house, tender, key)
    assert [(each.public_id, each.text, each.answer) for each in tender.questions] == [
        ("Q-1", "May the lease be longer?", None)
    ]
    assert running(tender)["answer"] == "2026-03-10"


@pytest.mark.parametrize("key", ["customer_head", "integrator_head", "operator_head", "integrator_clerk"])
def test_nobody_else_asks(tender_house: TenderHouse, key: str):
    """Questions are the suppliers'."""
    tender = tender_house.published()
    with pytest.raises(NotYours):
        ask(tender_house, tender, key)


@pytest.mark.slow
def test_who_asked_is_kept_nowhere(tender_house: TenderHouse):
    """No act, audit record, notice or e-mail names the person, the organisation or the address that asked."""
    tender = tender_house.published()
    asker, organisation = tender_house["supplier2_specialist"], tender_house.suppliers[1]
    last = db.session.scalar(select(AuditRecord.number).order_by(AuditRecord.number.desc()))
    with tender_house.as_("supplier2_specialist"):
        context.set_origin("203.0.113.7 request 0af3")
        ask(tender_house, tender, "supplier2_specialist")
    (act,) = [act for act in tender.acts if act.action == "ask"]
    assert (act.user_id, act.organisation_id, act.acting_for_id) == (None, None, None)
    written = [
        {column.name: str(getattr(row, column.key)) for column in row.__table__.columns}
        for model in (AuditRecord, Notification, OutboxMessage)
        for row in db.session.scalars(select(model))
        if not isinstance(row, AuditRecord) or row.number > last
    ]
    (record,) = [each for each in written if each.get("action") == "ask"]
    assert "203.0.113.7" not in canonical_json(record)
    told = [each for each in written if "to" in each]
    assert asker.email not in {each["to"] for each in told}
    for each in written:
        text = canonical_json({key: value for key, value in each.items() if key not in ("hash", "previous_hash", "id")})
        assert organisation.bin not in text
        assert organisation.name_en not in text
        assert asker.email not in text


def test_questions_end_at_their_instant(tender_house: TenderHouse, set_clock):
    """A microsecond before it is in time; at the instant it is too late, and the refusal says when it ended."""
    tender = tender_house.published()
    set_clock.set(tender.questions_until - MOMENT)
    ask(tender_house, tender)
    set_clock.set(tender.questions_until)
    with pytest.raises(NotInThisState) as refused:
        ask(tender_house, tender)
    assert "17\u00a0March 2026, 24:00" in str(refused.value)
    assert refused.value.rule == "H21"
    assert len(tender.questions) == 1


def test_the_last_question_is_due_on_the_last_day_for_bids(tender_house: TenderHouse, set_clock):
    """H21 twice: asked at the last moment, answered within as many working days."""
    tender = tender_house.published()
    set_clock.set(tender.questions_until - MOMENT)
    ask(tender_house, tender)
    assert running(tender)["answer"] == running(tender)["accept_bids"]


def test_the_term_is_that_of_the_oldest_question(tender_house: TenderHouse, set_clock):
    """A second question starts no second term; an answer passes the term on to the oldest one that is left."""
    tender = tender_house.published()
    ask(tender_house, tender)
    set_clock.set("2026-03-04T09:00")
    ask(tender_house, tender, "supplier2_head", "Which register?")
    ask(tender_house, tender, "supplier3_head", "Which load?")
    assert len(deadlines.open_deadlines(tender, "answer")) == 1
    assert running(tender)["answer"] == "2026-03-10"
    tender_house.take(tender, "integrator_specialist", "answer", {"question": "Q-2", "text": "The one of part 6."})
    assert running(tender)["answer"] == "2026-03-10"
    tender_house.take(tender, "integrator_specialist", "answer", {"question": "Q-1", "text": "No."})
    assert running(tender)["answer"] == "2026-03-12"
    tender_house.take(tender, "integrator_head", "answer", {"question": "Q-3", "text": "That of part 7."})
    assert "answer" not in running(tender)
    assert [each.answer for each in tender.questions] == ["No.", "The one of part 6.", "That of part 7."]


def test_an_answer_is_given_once_and_to_a_question(tender_house: TenderHouse):
    """Bidders have relied on it: what is answered stays; an unknown question is told by the field."""
    tender = tender_house.published()
    with pytest.raises(NotInThisState):
        tender_house.take(tender, "integrator_head", "answer", {"question": "Q-1", "text": "Yes."})
    ask(tender_house, tender)
    ask(tender_house, tender, "supplier2_head")
    with pytest.raises(Invalid) as refused:
        tender_house.take(tender, "integrator_head", "answer", {"question": "Q-9", "text": "Yes."})
    assert list(refused.value.errors) == ["question"]
    tender_house.take(tender, "integrator_head", "answer", {"question": "Q-1", "text": "Yes."})
    with pytest.raises(NotInThisState):
        tender_house.take(tender, "integrator_head", "answer", {"question": "Q-1", "text": "No."})
    assert tender.questions[0].answer == "Yes."


def test_an_unanswered_question_is_marked_and_ends_with_the_acceptance(tender_house: TenderHouse, set_clock):
    """Overdue is shown as such; when the acceptance ends nothing is left to answer."""
    tender = tender_house.published()
    ask(tender_house, tender)
    set_clock.set("2026-03-12T09:00")
    fall_due.run_due()
    (term,) = deadlines.open_deadlines(tender, "answer")
    assert term.overdue_at is not None
    set_clock.set(tender.accepts_until)
    fall_due.run_due()
    assert deadlines.open_deadlines(tender, "answer") == []
