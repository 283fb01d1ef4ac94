"""Extending the acceptance of bids after an outage (H38, house rule). Nothing here commits.

The integrator's head and its administrator agree to it: whoever comes first says until when and why, and the other of
the two decides by saying the same.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qyzmet import clock, context, rights
from qyzmet.context import Actor
from qyzmet.forms.dates import Instant
from qyzmet.forms.fields import TextArea, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reasons_of, until_text
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Role
from qyzmet.web.fragments import drawn

from ..models import Tender
from ..procedure.announcement import BOTH_AGREED, MATERIAL, ONE_AGREED
from ..rules import window
from . import dates

RULE = "H38"


class ExtendForm(Form):
    """H38: until when bids are taken after an outage, and why."""

    until = Instant(
        _l("Bids are taken until"),
        [needed()],
        description=_l("Date and time in Kazakhstan, for example 26.03.2027 18:00; 24:00 is the end of the day."),
    )
    reason = TextArea(_l("Which outage, from when to when"), [needed()], most=4000)


@dataclass(frozen=True)
class Agreement:
    """What the first of the two has agreed to: who, in which role, until when and why."""

    act: Act
    role: Role
    until: dt.datetime
    reason: str


def agreement_of(tender: Tender, before: Act | None = None) -> Agreement | None:
    """The agreement that waits for the other of the two: since the window was opened or last extended.

    `before` is an act under way, which is not looked at.
    """
    for act in reversed(tender.acts):
        if act is before or act.annulled_by_id is not None:
            continue
        if act.action == "publish" or act.case == MATERIAL:
            return None
        if act.action == "extend":
            return _agreement(act) if act.case == ONE_AGREED else None
    return None


def _agreement(act: Act) -> Agreement:
    return Agreement(
        act, Role(str(act.body["as"])), dt.datetime.fromisoformat(str(act.body["until"])), str(act.body["reason"])
    )


def extensions_of(tender: Tender) -> list[Act]:
    """The extensions that were decided, the oldest first: `until` and `reason` stand in their bodies."""
    return [
        act for act in tender.acts if act.action == "extend" and act.case == BOTH_AGREED and act.annulled_by_id is None
    ]


def role_of(tender: Tender, actor: Actor) -> Role | None:
    """In which of the two roles the actor would agree; the head's goes first for somebody who has both."""
    moves = table_of(tender).moves_of("extend")
    found = (rights.capacity(actor, tender, move) for move in moves)
    membership = next((each for each in found if each is not None), None)
    return membership.role if membership is not None else None


def _is_the_other(tender: Tender, agreement: Agreement, actor: Actor) -> bool:
    same_person = actor.user is not None and actor.user.id == agreement.act.user_id
    return not same_person and role_of(tender, actor) is not agreement.role


def whether_both_agree(tender: Tender, body: Body, actor: Actor) -> str:
    """Whether the other of the two has said the same already."""
    agreement = agreement_of(tender)
    if agreement is None or not _is_the_other(tender, agreement, actor):
        return ONE_AGREED
    return BOTH_AGREED if _until(body) == agreement.until else ONE_AGREED


def _is_asked(tender: Tender, actor: Actor) -> bool:
    """Whether the other of the two has agreed, and waits for this one."""
    agreement = agreement_of(tender)
    return agreement is not None and _is_the_other(tender, agreement, actor)


def _until(body: Body) -> dt.datetime | None:
    return dt.datetime.fromisoformat(str(body["until"])) if body.get("until") else None


def against_extending(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H38: it never shortens, does not end in the past, and is no longer possible once bids were opened.

    Whoever has agreed waits for the other of the two; another instant is proposed by saying it.
    """
    if tender.opened_at is not None:
        return [Reason(_("The bids are opened: the acceptance cannot be extended any more."), rule=RULE)]
    until = _until(body)
    if until is None:
        return []
    reasons = reasons_of([window.against_extending(dates.window_of(tender), until, clock.now())])
    agreement = agreement_of(tender)
    said_already = agreement is not None and agreement.until == until and not _is_the_other(tender, agreement, actor)
    if said_already and not reasons:
        text = _(
            "You have agreed to an extension until %(until)s already. Now the other of the two decides.",
            until=until_text(until),
        )
        reasons.append(Reason(text, rule=RULE, field="until"))
    return reasons


def extend(tender: Tender, body: Body, act: Act) -> None:
    """The act says in which role its taker agrees; the second word lengthens the window."""
    role = role_of(tender, context.actor())
    act.body = {**act.body, "as": role.value if role is not None else ""}
    until = _until(body)
    if act.case == BOTH_AGREED and until is not None:
        agreement = agreement_of(tender, act)
        longer = dates.lengthen(tender, until)
        act.body = {
            **act.body,
            "agreed_with": f"A-{agreement.act.id}" if agreement is not None else None,
            "opening_at": longer.opening_at.isoformat(),
        }


def _begun(tender: Tender) -> Mapping[str, Any] | None:
    """The form begins with what the first of the two has said."""
    agreement = agreement_of(tender)
    return None if agreement is None else {"until": agreement.act.body["until"], "reason": agreement.reason}


def _what_was_agreed(tender: Tender) -> str:
    return drawn("tenders/announcement/_extending.html", tender=tender, agreement=agreement_of(tender))


def _is_one_word_alone(tender: Tender, act: Act) -> bool:
    """What one of the two has agreed to extends nothing: the parties read it, nobody else."""
    return act.case == ONE_AGREED and not rights.reads_as_party(context.actor(), tender)


EXTEND = Action(
    "extend",
    form=ExtendForm,
    against=against_extending,
    awaited=_is_asked,
    carry_out=extend,
    which=whether_both_agree,
    page=ActionPage(
        note=N_(
            "An administrator and the head of the integrator agree to an extension: the other of the two decides by "
            "giving the same end."
        ),
        quiet=True,
        begun=_begun,
        above=_what_was_agreed,
        hidden=_is_one_word_alone,
    ),
)
