"""A supplier's question about the tender (H21): anonymous, and shown to everybody. Nothing here commits."""

import datetime as dt

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import Question, Tender
from ..rules.window import in_time

RULE = "H21"
MOST = 500


class AskForm(Form):
    """A question of a supplier."""

    text = TextArea(
        _l("Your question"),
        [needed()],
        most=4000,
        description=_l(
            "Question and answer are shown to everybody; who asked is kept nowhere. Do not name your organisation."
        ),
    )


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


def ask(tender: Tender, body: Body, act: Act) -> None:
    """Nothing of it says who asked: no person, no organisation, no network address."""
    number = 1 + max((each.number for each in tender.questions), default=0)
    tender.questions.append(Question(number=number, text=str(body["text"]), asked_at=act.at))
    db.session.flush()
    act.body = {"question": f"Q-{number}", "text": str(body["text"])}


ASK = Action("ask", form=AskForm, against=against_asking, carry_out=ask, page=ActionPage(quiet=True))
