"""Telling people that a change of the calendar has moved the last day of a term."""

import datetime as dt

from flask import Flask

from qyzmet.database import db
from qyzmet.notifications import service as notifications
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.people.models import User
from qyzmet.procedure.kinds import table_of, term_told
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.wording import rule_words
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import Party
from qyzmet.web import formats

from ..models import Deadline

MOVED = "deadline_moved"


def tell(deadline: Deadline, old_due_on: dt.date, *, overdue_ended: bool) -> list[User]:
    """Tell the people of the term's owner and of those who started the procedure; returns them."""
    procedure = deadline.procedure
    starters = [procedure.party(party) for party in table_of(procedure).starters]
    owner = procedure.party(deadline.owner) or deadline.owner_organisation
    people: dict[int, User] = {}
    for organisation in (owner, *starters):
        if organisation is not None:
            people |= {user.id: user for user in notifications.people_of(organisation)}
    if deadline.owner is Party.COMMISSION:
        people |= {user.id: user for user in notifications.people_with_seats(procedure)}
    facts = {
        "number": procedure.public_number,
        "title": procedure.title,
        "titles": procedure.titles,
        "path": procedure.path,
        "term": deadline.term,
        "old_due_on": old_due_on.isoformat(),
        "new_due_on": deadline.due_on.isoformat(),
        "overdue_ended": overdue_ended,
    }
    told = [people[key] for key in sorted(people)]
    notifications.tell(told, MOVED, facts, procedure)
    return told


def _sentence(notification: Notification) -> str:
    facts = notification.facts
    term = term_told(db.session.get_one(Procedure, notification.procedure_id), facts["term"])
    words = {
        "term": _(term.title),
        "rule": rule_words(term),
        "old": _day(facts["old_due_on"]),
        "new": _day(facts["new_due_on"]),
    }
    if facts["overdue_ended"]:
        return _(
            "The calendar of working days has changed: “%(term)s” (%(rule)s) is now due on %(new)s instead of %(old)s "
            "and is no longer overdue.",
            **words,
        )
    return _(
        "The calendar of working days has changed: “%(term)s” (%(rule)s) is now due on %(new)s instead of %(old)s.",
        **words,
    )


def _headline(notification: Notification) -> str:
    facts = notification.facts
    term = term_told(db.session.get_one(Procedure, notification.procedure_id), facts["term"])
    day = formats.date(dt.date.fromisoformat(facts["new_due_on"]), formats.language())
    return _("the term has moved to %(day)s: %(term)s", day=day, term=_(term.title))


def _day(iso: str) -> str:
    return formats.date_long(dt.date.fromisoformat(iso), formats.language())


def register(app: Flask) -> None:
    """Give notifications their words about moved deadlines."""
    texts.add_writers({MOVED: _sentence})
    texts.add_headlines({MOVED: _headline})
