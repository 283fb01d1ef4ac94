"""The integrator's answer to a supplier's question (H21), public at once and given once. Nothing here commits."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import Text, TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.web.fragments import drawn

from ...deadlines import service as deadlines
from ..models import Question, Tender

RULE = "H21"


class AnswerForm(Form):
    """The integrator's answer to one question."""

    question = Text(_l("Number of the question"), [needed()], most=20, description=_l("For example Q-1"))
    text = TextArea(_l("Answer"), [needed()], most=8000)


def unanswered(tender: Tender) -> list[Question]:
    """The questions that wait for an answer, the oldest first."""
    return [each for each in tender.questions if each.answer is None]


def against_answering(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """A question is answered once: bidders have relied on the answer from then on."""
    if not unanswered(tender):
        return [Reason(_("No question waits for an answer."), rule=RULE)]
    if not body:
        return []
    question = _question(tender, str(body.get("question") or ""))
    if question is None:
        return [Reason(_("There is no such question."), rule=RULE, field="question")]
    if question.answer is not None:
        return [Reason(_("%(question)s is answered already.", question=question.public_id), rule=RULE)]
    return []


def answer(tender: Tender, body: Body, act: Act) -> None:
    """Everybody reads the answer from now on."""
    question = _question(tender, str(body["question"]))
    if question is None:
        raise LookupError(f"{tender.public_number} has no such question")  # The guard has seen to it.
    question.answer, question.answered_at = str(body["text"]), act.at
    db.session.flush()


def _question(tender: Tender, public_id: str) -> Question | None:
    """The tender's question `Q-1`; None where there is none."""
    return next((each for each in tender.questions if each.public_id == public_id), None)


def _asked_first(tender: Tender, act: Act) -> dt.datetime:
    """The term runs from the oldest question that has no answer."""
    waiting = unanswered(tender)
    return waiting[0].asked_at if waiting else act.at


def _needs_no_other_term(tender: Tender) -> bool:
    """Nothing waits for an answer, or the term of an older question runs."""
    return not unanswered(tender) or bool(deadlines.open_deadlines(tender, "answer"))


def _older_one_waits(tender: Tender, action: str) -> bool:
    """While a question waits, another one starts no term, and of its answer the page does not tell the next term."""
    return bool(unanswered(tender))


def _begun(tender: Tender) -> Mapping[str, Any] | None:
    """The form begins with the question that has waited longest."""
    waiting = unanswered(tender)
    return {"question": waiting[0].public_id} if waiting else None


def _what_was_asked(tender: Tender) -> str:
    return drawn("tenders/announcement/_asked.html", questions=unanswered(tender))


ANSWER = Action(
    "answer",
    form=AnswerForm,
    against=against_answering,
    carry_out=answer,
    page=ActionPage(begun=_begun, above=_what_was_asked),
)
ANSWER_TERM = TermRule("answer", counts_from=_asked_first, waits=_needs_no_other_term, will_wait=_older_one_waits)
