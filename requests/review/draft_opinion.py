"""Drafting the opinion on the three criteria (¶ 11). Each draft replaces the one before. Nothing here commits."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy import Select as Query

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents.fields import DocumentRefs
from qyzmet.forms.binding import bind_json, lacks_of
from qyzmet.forms.choices import Select, YesNo
from qyzmet.forms.fields import Text, TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.forms.lists import Rows
from qyzmet.forms.numbers import Integer
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import AutomationRequest, Filed, Opinion, Proposal
from . import opinion, similar
from .criteria import BEST, CRITERIA, Criterion

_LONG = 10_000


class CriterionForm(Form):
    """¶ 11: the assessment on one criterion."""

    key = Select(_l("Criterion"), [needed()], kind=Criterion, titles=CRITERIA)
    score = Integer(_l("Score"), [needed()], least=0, most=BEST)
    grounds = TextArea(_l("Grounds"), [needed()], most=_LONG)
    documents = DocumentRefs(_l("Documents"), one=_l("Document"))

    def called(self) -> str:
        """By the criterion."""
        return str(CRITERIA[Criterion(self.key.data)]) if self.key.data else ""


class FindingForm(Form):
    """What was found that might automate the same function."""

    subject = Text(_l("Number of the service or procedure found"), [needed()], most=40)
    same = YesNo(_l("Is it the same function?"), [needed()])
    reason = TextArea(_l("Why"), [needed()], most=2000)

    def called(self) -> str:
        """By the number of what was found."""
        return self.subject.data or ""


class OpinionForm(Form):
    """¶ 11: the opinion on the three criteria."""

    favourable = YesNo(_l("Is the opinion favourable?"), [needed()])
    text = TextArea(_l("Opinion"), [needed()])
    criteria = Rows(CriterionForm, _l("Criteria"), [needed()], one=_l("Criterion"), most=len(Criterion))
    findings = Rows(FindingForm, _l("What was found"), [depends()], one=_l("Finding"))


def against_drafting(filed: Filed, body: Body, actor: Actor) -> list[Reason]:
    """What is wrong already in a draft; that it is whole is asked when it is given."""
    keys = [str(each["key"]) for each in body.get("criteria") or [] if each.get("key")]
    twice = [] if len(keys) == len(set(keys)) else [_assess_each()]
    return [*twice, *_against_findings(body)]


def against_half(drafted: Opinion) -> Iterator[Reason]:
    """¶ 11: what a draft lacks for being given: each criterion is assessed, everything that the search found judged."""
    body = body_of(drafted)
    form = bind_json(OpinionForm, body)
    if not form.validate():
        for path, texts in lacks_of(form).items():
            yield from (Reason(text, field=path) for text in texts)
    if sorted(str(each.get("key")) for each in drafted.criteria) != sorted(Criterion):
        yield _assess_each()
    yield from _against_findings(body)


def body_of(drafted: Opinion) -> dict[str, Any]:
    """What was drafted, as the form takes it."""
    return {
        "favourable": drafted.favourable,
        "text": drafted.text,
        "criteria": drafted.criteria,
        "findings": drafted.findings,
    }


def _assess_each() -> Reason:
    return Reason(
        _("Assess each of the three criteria once: effectiveness, feasibility, absence (¶ 11)."), field="criteria"
    )


def _against_findings(body: Body) -> Iterator[Reason]:
    findings: list[dict[str, Any]] = body.get("findings") or []
    judged: list[str] = []
    for index, finding in enumerate(findings):
        subject = str(finding.get("subject") or "")
        if not subject:
            continue
        if db.session.scalar(select(Procedure.id).where(Procedure.number == subject)) is None:
            yield Reason(_("There is no such procedure or service."), field=f"findings.{index}.subject")
        elif subject in judged:
            yield Reason(_("This one is judged twice."), field=f"findings.{index}.subject")
        judged.append(subject)
    scores = {each.get("key"): each.get("score") for each in body.get("criteria") or []}
    best = scores.get(Criterion.ABSENCE) == BEST
    if best and any(finding.get("same") is True for finding in findings):
        yield Reason(
            _("A finding says that the same function is automated already: the score for absence cannot be the best."),
            field="criteria",
        )


def not_for_others_than_the_executor(filed: Filed, actor: Actor) -> Reason | None:
    """Once somebody is assigned, only they draft the opinion."""
    if filed.executor is None or actor.user is None or filed.executor_id == actor.user.id:
        return None
    return Reason(
        _(
            "%(name)s is assigned to this. The head of the integrator may assign somebody else.",
            name=filed.executor.full_name,
        )
    )


def for_one_of(people: Query[int]) -> ColumnElement[bool]:
    """The same for lists: nobody is assigned, or one of these people is."""
    tables = [model.__table__ for model in (AutomationRequest, Proposal)]
    others = [
        select(table.c.id).where(
            table.c.id == Procedure.id, table.c.executor_id.is_not(None), table.c.executor_id.not_in(people)
        )
        for table in tables
    ]
    return and_(*(~each.correlate(Procedure).exists() for each in others))


def draft(filed: Filed, body: Body, act: Act) -> None:
    """A new draft; the newest that stands is the opinion. What the search found and nobody judged yet stands in it."""
    findings = list(body.get("findings") or [])
    judged = {str(each.get("subject")) for each in findings}
    found = [each.procedure.public_number for each in similar.of(filed)]
    findings += [{"subject": number, "same": None, "reason": ""} for number in found if number not in judged]
    filed.opinions.append(
        Opinion(
            favourable=body.get("favourable"),
            text=body.get("text") or "",
            criteria=list(body.get("criteria") or []),
            findings=findings,
            drafted_by=act.taker,
            drafted_at=act.at,
        )
    )
    db.session.flush()


def drop(filed: Filed, body: Body, act: Act) -> None:
    """No draft stands any more; those that were made are kept, marked."""
    for each in filed.opinions:
        if each.annulled_at is None:
            each.annulled_at = clock.now()


def _button(filed: Filed) -> str:
    return _("Change the draft of the opinion") if filed.opinion is not None else _("Draft the opinion")


DRAFT_OPINION = Action(
    "draft_opinion",
    form=OpinionForm,
    half=True,
    against=against_drafting,
    not_for=not_for_others_than_the_executor,
    for_one_of=for_one_of,
    carry_out=draft,
    undo=drop,
    # Its page is opinion_page.py.
    page=ActionPage(own="opinion", button=_button, hidden=opinion.hides_work_on_it),
)
