"""What the page of a procedure says besides its contents: the course, the terms, the history, where it came from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import wtforms

from qyzmet import clock, context, rights
from qyzmet.deadlines import service as deadlines
from qyzmet.deadlines.calendar import in_force as calendars
from qyzmet.deadlines.models import Deadline
from qyzmet.deadlines.shown_deadline import ShownDeadline, present_all
from qyzmet.forms.binding import bind_json
from qyzmet.people.models import Organisation
from qyzmet.procedure import editions
from qyzmet.procedure.actions import Nothing
from qyzmet.procedure.annulment import ANNUL, annullable, move_of
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Act, Procedure
from qyzmet.procedure.pages import form_contents, kinds, paper_links
from qyzmet.procedure.whose_turn.preparing import OWN_AFFAIR
from qyzmet.procedure.wording import name_of, state_word
from qyzmet.signatures import shown
from qyzmet.signatures.shown import ShownSignature
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext
from qyzmet.vocabulary import N_, PARTY_TITLES, Party

# What the links of the contract lead to or come from, in the order of a service's life.
LIFE = {
    "request": N_("Request or proposal"),
    "assignment": N_("Design assignment"),
    "tender": N_("Tender"),
    "formation": N_("Formation of the IC service"),
    "service": N_("IC service"),
    "next": N_("What came next"),
}


@dataclass(frozen=True)
class HistoryRow:
    """An act as the history tells it."""

    act: Act
    # Time itself took it: then 00:00 is 24:00 of the day before.
    by_time: bool
    done: str
    by: str
    acting_for: str | None
    organisation: str
    words: str
    annulled: bool
    may_annul: bool
    signature: ShownSignature | None


@dataclass(frozen=True)
class Related:
    """Another procedure of the same service's life."""

    word: str
    procedure: Procedure
    state: str


def head(procedure: Procedure) -> dict[str, Any]:
    """What the head of every page of a procedure says: whose it is, its state, its edition, links to its papers."""
    kind, table = kinds.of(procedure), table_of(procedure)
    edition = editions.edition_of(procedure.edition_key)
    return {
        "kind": kind,
        "name": kind.name_of(procedure),
        "organisation": name_of(whose(procedure)),
        "state": state_word(table, procedure.state),
        "tone": kind.tones[procedure.state],
        "papers": [*paper_links.links(procedure), *(kind.papers(procedure) if kind.papers is not None else ())],
        "edition": edition,
        "lapsed": editions.has_lapsed(edition),
        "newer": editions.newer_than(edition),
    }


def whose(procedure: Procedure) -> Organisation | None:
    """The organisation whose procedure it is: who began it, or the customer for whom the integrator did."""
    starters = table_of(procedure).starters
    parties = [Party.STATE_BODY, *starters] if Party.INTEGRATOR in starters else starters
    return next((found for party in parties if (found := procedure.party(party)) is not None), None)


def title_of(procedure: Procedure, action: str) -> str:
    """What an action is called."""
    return _(table_of(procedure).moves_of(action)[0].title)


def step(
    procedure: Procedure,
    text: str,
    rule: str | None,
    party: Party,
    act: Act | None,
    deadline: Deadline | None = None,
    after: Act | None = None,
) -> dict[str, Any]:
    """A step of the course: done by `act` so many working days after `after`, running with `deadline`, or to come."""
    made: dict[str, Any] = {"text": text, "rule": rule, "state": "next", "who": name_of(procedure.party(party))}
    made["who"] = made["who"] or _(PARTY_TITLES[party])
    if act is not None:
        made |= {"state": "done", "on": _day(procedure, act)}
        if after is not None:
            spent = calendars.current().between(_day(procedure, after), _day(procedure, act))
            if spent:
                made["note"] = ngettext("after %(num)s working day", "after %(num)s working days", spent)
            elif _day(procedure, after) == _day(procedure, act):
                made["note"] = _("on the same day")
    elif deadline is not None:
        late = clock.now() >= deadline.due_at
        made |= {"state": "late" if late else "now", "until": deadline.due_on}
    return made


def _day(procedure: Procedure, act: Act) -> dt.date:
    """The day of an act; what time itself did at 24:00 belongs to the day that ended."""
    by_time = table_of(procedure).is_taken_by_time(act.action)
    return clock.day_ending_at(act.at) if by_time else clock.almaty(act.at).date()


def terms(procedure: Procedure) -> list[ShownDeadline]:
    """The deadlines that run no more: those that do stand in the box on top."""
    running = {each.id for each in deadlines.open_deadlines(procedure)}
    return present_all(each for each in deadlines.all_deadlines(procedure) if each.id not in running)


def parties(procedure: Procedure) -> list[tuple[str, str]]:
    """Who takes part beside whose it is, in the order of the parties. Where a supplier is none of the table's parties,
    it is told by what made it one: a tender's by the decision.
    """
    told, of_table = {whose(procedure), None}, table_of(procedure).parties
    found = [(party, procedure.party(party)) for party in Party if party is not Party.SUPPLIER or party in of_table]
    return [(_(PARTY_TITLES[party]), name_of(each)) for party, each in found if each not in told]


def history(procedure: Procedure) -> list[HistoryRow]:
    """The acts, newest first; without those that are not the reader's to see."""
    mine = {act.id for act in annullable(procedure, context.actor())}
    return [
        HistoryRow(
            act=act,
            by_time=table_of(procedure).is_taken_by_time(act.action),
            done=_done(procedure, act),
            by=act.user.full_name if act.user else "",
            acting_for=act.acting_for.full_name if act.acting_for else None,
            organisation=_whose(act),
            words=words_of(procedure, act),
            annulled=act.annulled_by_id is not None,
            may_annul=act.id in mine,
            signature=shown.of_act(procedure, act),
        )
        for act in reversed(procedure.acts)
        if not _is_hidden(procedure, act)
    ]


def _is_hidden(procedure: Procedure, act: Act) -> bool:
    if act.action in OWN_AFFAIR:
        return not rights.works_for(context.actor(), procedure, act.party)
    hidden = kinds.of(procedure).page_of(act.action).hidden
    return hidden is not None and hidden(procedure, act)


def _whose(act: Act) -> str:
    """The organisation; what a seat allowed was the Commission's act, and of some nobody learns whose they were."""
    return _(PARTY_TITLES[Party.COMMISSION]) if act.party is Party.COMMISSION else name_of(act.organisation)


def _done(procedure: Procedure, act: Act) -> str:
    if act.action == ANNUL:
        return _("annulled the act “%(title)s”", title=title_of(procedure, str(act.body["act"])))
    return _(move_of(procedure, act).done)


def words_of(procedure: Procedure, act: Act) -> str:
    """What an act said; of one with its own page nothing.

    Grounds stand alone. Several answers stand each with its question, and so does a choice: a bare “No” says nothing.
    """
    kind = kinds.of(procedure)
    if act.action == ANNUL:
        return str(act.body.get("grounds") or "")
    page, form = kind.page_of(act.action), kind.api.form_of(act.action)
    if page.own or page.template or form is Nothing:
        return ""
    said = [(field, form_contents.text_of(field)) for field in form_contents.shown(bind_json(form, act.body))]
    answers = [(field, text) for field, text in said if text]
    if len(answers) == 1 and not isinstance(answers[0][0], wtforms.SelectField):
        return answers[0][1]
    return "\n".join(_answer(str(field.label.text), text) for field, text in answers)


def _answer(question: str, text: str) -> str:
    return f"{question} {text}" if question.endswith("?") else f"{question}: {text}"


def life(procedure: Procedure) -> list[Related]:
    """What the procedure came from and led to, as far as the reader may know of it."""
    linked = kinds.of(procedure).api.links_of(procedure)
    return [
        Related(_(word), other, state_word(table_of(other), other.state))
        for name, word in LIFE.items()
        if (other := linked.get(name)) is not None and rights.may_know(context.actor(), other)
    ]
