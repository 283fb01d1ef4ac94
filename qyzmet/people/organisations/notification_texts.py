"""What people are told about roles, leaving, successors and registrations."""

import datetime as dt

from qyzmet.database import db
from qyzmet.notifications.models import Notification
from qyzmet.people.models import Organisation
from qyzmet.procedure.wording import language, name_of
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import ROLE_TITLES, Role
from qyzmet.web import formats


def _organisation(notification: Notification, key: str = "organisation") -> str:
    return name_of(db.session.get(Organisation, notification.facts[key]))


def _role(notification: Notification) -> str:
    return _(ROLE_TITLES[Role(notification.facts["role"])])


def _day(notification: Notification, key: str) -> str:
    return formats.date(dt.date.fromisoformat(notification.facts[key]), language())


def _role_given(n: Notification) -> str:
    if n.facts["until"]:
        return _(
            "You have the role “%(role)s” in %(organisation)s from %(since)s until %(until)s.",
            role=_role(n),
            organisation=_organisation(n),
            since=_day(n, "since"),
            until=_day(n, "until"),
        )
    return _(
        "You have the role “%(role)s” in %(organisation)s from %(since)s.",
        role=_role(n),
        organisation=_organisation(n),
        since=_day(n, "since"),
    )


def _acting_head_named(n: Notification) -> str:
    return _(
        "%(name)s stands in for you as head of %(organisation)s from %(since)s until %(until)s.",
        name=n.facts["name"],
        organisation=_organisation(n),
        since=_day(n, "since"),
        until=_day(n, "until"),
    )


def _role_ended(n: Notification) -> str:
    return _(
        "Your role “%(role)s” in %(organisation)s ends; its last day is %(until)s.",
        role=_role(n),
        organisation=_organisation(n),
        until=_day(n, "until"),
    )


def _left(n: Notification) -> str:
    if n.facts["colleague"]:
        return _(
            "It is recorded that you left; your roles have ended. %(name)s takes over what waited for you.",
            name=n.facts["colleague"],
        )
    return _("It is recorded that you left; your roles have ended.")


def _handed_over(n: Notification) -> str:
    if n.facts["moved"]:
        return _(
            "%(name)s has left. What waited for them is yours now: %(numbers)s.",
            name=n.facts["name"],
            numbers=", ".join(n.facts["moved"]),
        )
    return _("%(name)s has left and named you as successor. Nothing waited for them.", name=n.facts["name"])


def _succession(n: Notification) -> str:
    names = {"old": _organisation(n, "old"), "new": _organisation(n, "new")}
    if n.facts["with_people"]:
        return _("%(old)s was reorganised. Its successor is %(new)s, and you have the same roles there.", **names)
    return _("%(old)s was reorganised. Its successor is %(new)s; your roles have ended.", **names)


def _registration_waits(n: Notification) -> str:
    return _("A supplier registered and waits for a check: %(organisation)s.", organisation=_organisation(n))


def _registration_checked(n: Notification) -> str:
    return _(
        "The registration of %(organisation)s was checked. You can sign in and take part.",
        organisation=_organisation(n),
    )


def _registration_refused(n: Notification) -> str:
    return _(
        "The registration of %(organisation)s was refused. Reason: %(reason)s",
        organisation=_organisation(n),
        reason=n.facts["reason"],
    )


WRITERS = {
    "role_given": _role_given,
    "acting_head_named": _acting_head_named,
    "role_ended": _role_ended,
    "left": _left,
    "handed_over": _handed_over,
    "succession": _succession,
    "registration_waits": _registration_waits,
    "registration_checked": _registration_checked,
    "registration_refused": _registration_refused,
}
