"""What suppliers are told of a material amendment (H30): all of them, in the same words."""

import datetime as dt

from flask_babel import gettext as _

from qyzmet.notifications.models import Notification
from qyzmet.sentences.wording import until_text

from .amend import AMENDED


def _sentence(notification: Notification) -> str:
    return _(
        "The announcement was amended materially and the acceptance of bids starts again: it ends on %(until)s. If "
        "your organisation has a bid, confirm or replace it; otherwise it counts as withdrawn.",
        until=until_text(dt.datetime.fromisoformat(notification.facts["accepts_until"])),
    )


def _headline(notification: Notification) -> str:
    return _("the announcement was amended, the acceptance of bids starts again")


WRITERS = {AMENDED: _sentence}
HEADLINES = {AMENDED: _headline}
