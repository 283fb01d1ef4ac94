"""What is said of a year whose days off nobody has entered yet, on pages and in letters."""

from flask import Flask

from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.translating import gettext as _
from qyzmet.translating import ngettext

from .missing import NOTIFIED_AS, Asked, MissingYear


def sentences(missing: MissingYear) -> list[str]:
    """Why the year is asked for, what rests on it, what to do."""
    return _sentences(missing.year, missing.asked, missing.terms, projected=missing.projected)


def _sentences(year: int, asked: Asked, terms: int, *, projected: bool) -> list[str]:
    found = [
        _("Of %(year)s the calendar holds a projection only, no decree or order about moved days.", year=year)
        if projected
        else _("Of %(year)s the calendar holds no days: neither holidays nor moved days of rest.", year=year)
    ]
    if asked is Asked.BEGUN:
        found.append(_("The year has begun."))
    if terms:
        found.append(ngettext("%(num)s open term ends in it.", "%(num)s open terms end in it.", terms))
    found.append(_("Until its days are entered, all terms that reach into it are provisional."))
    return found


def _said(notification: Notification) -> str:
    facts = notification.facts
    asked = Asked(facts["asked"])
    return " ".join(_sentences(facts["year"], asked, facts["terms"], projected=facts["projected"]))


def _headline(notification: Notification) -> str:
    return _("The calendar of %(year)s is to be entered", year=notification.facts["year"])


def register(app: Flask) -> None:
    """Give notifications their words about the calendar."""
    texts.add_writers({NOTIFIED_AS: _said})
    texts.add_headlines({NOTIFIED_AS: _headline})
