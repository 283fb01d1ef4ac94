"""What the page of a request says besides its contents: what happens now, the course, the terms, the history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from qyzmet import clock, rights
from qyzmet.context import Actor
from qyzmet.procedure import editions, engine
from qyzmet.procedure.annulment import ANNUL, annullable, standing_acts
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act
from qyzmet.procedure.table import Move
from qyzmet.procedure.wording import name_of, rule_words, term_title
from qyzmet.vocabulary import PARTY_TITLES, Party

from ..deadlines import calendar as calendars
from ..deadlines import service as deadlines
from ..deadlines.models import Deadline, DeadlineState
from ..deadlines.presenting import ShownDay, ShownDeadline, present, strip_of
from . import filing, review
from .models import AutomationRequest
from .procedure import AGREED, CREATION_ORDERED, DRAFT, OPINION_GIVEN, REFUSED, RETURNED, SUBMITTED, WITHDRAWN

TONES = {
    DRAFT: "neutral",
    SUBMITTED: "active",
    OPINION_GIVEN: "active",
    RETURNED: "active",
    AGREED: "active",
    CREATION_ORDERED: "done",
    REFUSED: "ended",
    WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Now:
    """Who does what now, until when, and what the reader may do about it."""

    text: str
    deadlines: list[ShownDeadline]
    actions: list[str]
    # Why a move that the reader's role allows is not the reader's.
    excluded: str | None


@dataclass(frozen=True)
class HistoryRow:
    """An act as the history tells it."""

    act: Act
    done: str
    by: str
    acting_for: str | None
    organisation: str
    words: str
    annulled: bool
    may_annul: bool


@dataclass(frozen=True)
class Starting:
    """A term that a move will start, counted from today, as the deadline macros take it."""

    term_text: str
    rule: str
    working_days: int
    event_on: dt.date
    starts_on: dt.date
    due_on: dt.date
    due_at: dt.datetime
    provisional: bool
    strip: tuple[ShownDay, ...]
    note: str | None = None


def now(request: AutomationRequest, actor: Actor) -> Now:
    """The box on top of the page."""
    mine = engine.actions(request, actor)
    table = table_of(request)
    reasons = (
        rights.excluded(actor, request, move)
        for move in table.moves
        if request.state in move.from_ and rights.capacity(actor, request, move) is not None
    )
    return Now(
        text=_now_text(request),
        deadlines=[present(each) for each in deadlines.open_deadlines(request)],
        actions=mine,
        excluded=next((reason.text for reason in reasons if reason is not None), None),
    )


def _now_text(request: AutomationRequest) -> str:
    if request.state == DRAFT:
        return _("The state body fills in the request; its head submits it.")
    if request.state == SUBMITTED:
        return _("The integrator writes its opinion on the three criteria: a specialist drafts it, the head gives it.")
    if request.state == OPINION_GIVEN:
        return _("The authorised body decides: it agrees to the automation or refuses it.")
    if request.state == AGREED:
        return _("The authorised body has agreed to the automation.")
    if request.state == REFUSED:
        return _("The authorised body has refused the automation.")
    return _("The state body has withdrawn the request.")


def timeline(request: AutomationRequest) -> list[dict[str, Any]]:
    """The course: submission, opinion, decision; done, running or to come, in working days."""
    acts = {act.action: act for act in standing_acts(request)}
    running = {each.term: each for each in deadlines.open_deadlines(request)}
    filed, given, decided = acts.get("submit"), acts.get("give_opinion"), acts.get("agree") or acts.get("refuse")
    steps = [
        _step(request, _("Request"), "¶ 8.1", Party.STATE_BODY, filed, None, None),
        _step(request, _("Opinion"), "¶ 11", Party.INTEGRATOR, given, running.get("opinion"), filed),
        _step(request, _("Decision"), "¶ 13", Party.AUTHORISED_BODY, decided, running.get("decide"), given),
    ]
    if request.state == DRAFT:
        steps[0]["state"] = "now"
    if withdrawal := acts.get("withdraw"):
        steps = [step if step["state"] == "done" else step | {"state": "skipped", "until": None} for step in steps]
        steps.append(_step(request, _("Withdrawn"), None, Party.STATE_BODY, withdrawal, None, None))
    return steps


def _step(
    request: AutomationRequest,
    text: str,
    rule: str | None,
    party: Party,
    act: Act | None,
    deadline: Deadline | None,
    after: Act | None,
) -> dict[str, Any]:
    step: dict[str, Any] = {"text": text, "rule": rule, "state": "next", "who": name_of(request.party(party))}
    step["who"] = step["who"] or _(PARTY_TITLES[party])
    if act is not None:
        step |= {"state": "done", "on": act.at}
        if after is not None:
            spent = calendars.current().between(clock.almaty(after.at).date(), clock.almaty(act.at).date())
            step["note"] = ngettext("after %(num)s working day", "after %(num)s working days", spent)
    elif deadline is not None:
        late = clock.now() >= deadline.due_at
        step |= {"state": "late" if late else "now", "until": deadline.due_on}
    return step


def terms(request: AutomationRequest) -> list[ShownDeadline]:
    """Every deadline there ever was, closed and annulled ones too."""
    return [present(each) for each in deadlines.all_deadlines(request)]


def history(request: AutomationRequest, actor: Actor) -> list[HistoryRow]:
    """The acts, newest first; the integrator's drafts only for those who may see them."""
    mine = {act.id for act in annullable(request, actor)}
    drafts_too = review.may_see_draft_opinion(request)
    acts = [act for act in request.acts if drafts_too or act.action != "draft_opinion"]
    return [
        HistoryRow(
            act=act,
            done=_done(request, act),
            by=act.user.full_name,
            acting_for=act.acting_for.full_name if act.acting_for else None,
            organisation=name_of(act.organisation),
            words=str(act.body.get("grounds") or act.body.get("reason") or ""),
            annulled=act.annulled_by_id is not None,
            may_annul=act.id in mine,
        )
        for act in reversed(acts)
    ]


def _done(request: AutomationRequest, act: Act) -> str:
    if act.action == ANNUL:
        return _("annulled the act “%(title)s”", title=act_title(request, str(act.body["act"])))
    return _(table_of(request).moves_of(act.action)[0].done)


def act_title(request: AutomationRequest, action: str) -> str:
    """What an action is called."""
    return _(table_of(request).moves_of(action)[0].title)


def starting(request: AutomationRequest, move: Move) -> list[Starting]:
    """The terms that the move starts if it is taken today, counted by the calendar in force."""
    table, today = table_of(request), clock.today()
    found = []
    for key in move.starts:
        term = table.term(key)
        counted = calendars.current().explain(today, editions.working_days(term, request.edition_key))
        found.append(
            Starting(
                term_text=term_title(table, key),
                rule=rule_words(term),
                working_days=counted.working_days,
                event_on=today,
                starts_on=counted.starts_on,
                due_on=counted.due_on,
                due_at=counted.due_at,
                provisional=counted.provisional,
                strip=strip_of(counted),
            )
        )
    return found


def closing(request: AutomationRequest, move: Move) -> list[str]:
    """The running terms that the move ends."""
    table = table_of(request)
    ends = set(move.closes) | ({term.key for term in table.terms} if move.to in table.last else set())
    return [
        term_title(table, each.term)
        for each in deadlines.open_deadlines(request)
        if each.term in ends and each.state == DeadlineState.OPEN
    ]


def told(request: AutomationRequest, move: Move) -> list[str]:
    """Who will be told of the move: the parties it names, which a submission finds first."""
    names = []
    for party in move.tells:
        organisation = request.party(party) or (filing.working(party) if move.action == "submit" else None)
        if organisation is not None:
            names.append(f"{_(PARTY_TITLES[party])}: {name_of(organisation)}")
    return names
