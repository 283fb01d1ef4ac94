"""What those who follow tenders are told, in the language of whoever reads it."""

import datetime as dt

from flask import Flask, current_app

from qyzmet import clock
from qyzmet.database import db
from qyzmet.notifications import texts
from qyzmet.notifications.models import Notification
from qyzmet.procedure.kinds import table_of
from qyzmet.procedure.models import Procedure
from qyzmet.procedure.wording import state_word
from qyzmet.translating import gettext as _
from qyzmet.web import formats

from .following import KIND, What

PATH = "/tenders/following"


def _until(notification: Notification) -> str:
    """The end of the acceptance: "until Friday, 26 March 2027, 24:00"."""
    at = dt.datetime.fromisoformat(str(notification.facts["until"]))
    return formats.until(clock.day_ending_at(at), at)


def _state(notification: Notification) -> str:
    tender = db.session.get_one(Procedure, notification.procedure_id)
    return state_word(table_of(tender), str(notification.facts["state"]))


def sentence(notification: Notification) -> str:
    """The notification whole."""
    what = notification.facts["what"]
    if what == What.ENDED:
        return _("A tender of those that you follow has ended: %(state)s.", state=_state(notification))
    until = _until(notification)
    if what == What.AMENDED:
        return _("A tender that you follow was amended: bids are accepted anew and in full, %(until)s.", until=until)
    return _("A tender of those that you follow was published: bids are accepted %(until)s.", until=until)


def headline(notification: Notification) -> str:
    """The same in the subject of an e-mail."""
    what = notification.facts["what"]
    if what == What.PUBLISHED:
        return _("new tender")
    if what == What.AMENDED:
        return _("tender amended")
    return _("tender ended: %(state)s", state=_state(notification))


def footer(notification: Notification) -> str:
    """Why the mail came, and where that is ended."""
    address = str(current_app.config["QYZMET"].base_url).rstrip("/") + PATH
    return _("You get this because you follow tenders. Choose which, or end it, here: %(address)s", address=address)


def register(app: Flask) -> None:
    """Give these notifications their words."""
    texts.add_writers({KIND: sentence})
    texts.add_headlines({KIND: headline})
    texts.add_footers({KIND: footer})
