"""H21: suppliers' questions, anonymous, and the integrator's answers, public at once. Nothing here commits."""

import datetime as dt

from flask_babel import gettext as _

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Change, Guard
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text

from ...deadlines import service as deadlines
from ..models import Question, Tender
from ..rules.window import in_time

RULE = "H21"
MOST = 500


def unanswered(tender: Tender) -> list[Question]:
    """The questions that wait for an answer, the oldest first."""
    return [each for each in tender.questions if each.answer is None]


def open_for_questions(tender: Tender, at: dt.datetime) -> bool:
    """Whether questions are taken at that instant: not after the time, not after the acceptance has ended."""
    return tender.questions_until is not None and in_time(at, tender.questions_until)


def against_asking(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H21: until so many working days before the acceptance of bids ends."""
    if tender.questions_until is None or not open_for_questions(tender, clock.now()):
        ended = until_text(tender.questions_until) if tender.questions_until else ""
        return [Reason(_("Questions were taken until %(until)s.", until=ended), rule=RULE)]
    if len(tender.questions) >= MOST:
        return [Reason(_("No more questions are taken: there are %(most)s already.", most=MOST), rule=RULE)]
    return []


def _ask(tender: Tender, body: Body, act: Act) -> None:
    """Nothing of it says who asked: no person, no organisation, no network address."""
    number = 1 + max((each.number for each in tender.questions), default=0)
    tender.questions.append(Question(number=number, text=str(body["text"]), asked_at=act.at))
    db.session.flush()
    act.body = {"question": f"Q-{number}", "text": str(body["text"])}


def against_answering(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A question is answered once: bidders have relied on the answer from then on."""
    if not unanswered(tender):
        return [Reason(_("No question waits for an answer."), rule=RULE)]
    if not body:
        return []
    question = by_id(tender, str(body.get("question") or ""))
    if question is None:
        return [Reason(_("There is no such question."), rule=RULE, field="question")]
    if question.answer is not None:
        return [Reason(_("%(question)s is answered already.", question=question.public_id), rule=RULE)]
    return []


def _answer(tender: Tender, body: Body, act: Act) -> None:
    question = by_id(tender, str(body["question"]))
    if question is None:
        raise LookupError(f"{tender.public_number} has no such question")  # The guard has seen to it.
    question.answer, question.answered_at = str(body["text"]), act.at
    db.session.flush()


def by_id(tender: Tender, public_id: str) -> Question | None:
    """The tender's question `Q-1`; None where there is none."""
    return next((each for each in tender.questions if each.public_id == public_id), None)


def asked_first(tender: Tender, act: Act) -> dt.datetime:
    """The term runs from the oldest question that has no answer."""
    waiting = unanswered(tender)
    return waiting[0].asked_at if waiting else act.at


def is_under_way(tender: Tender) -> bool:
    """Whether no further term is to start: nothing waits, or the term of an older question runs."""
    return not unanswered(tender) or bool(deadlines.open_deadlines(tender, "answer"))


GUARDS: dict[str, Guard] = {"ask": against_asking, "answer": against_answering}
CHANGES: dict[str, Change] = {"ask": _ask, "answer": _answer}
