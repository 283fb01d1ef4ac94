"""Registering a sealed envelope with a bid on paper or a carrier, unopened: date, hour and what came (¶ 49; H9).

The move is sealed: until the opening the clerk who registered it knows of it, and nobody else. Nothing here commits.
"""

import datetime as dt
import secrets
from enum import StrEnum

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.choices import Choice, YesNo
from qyzmet.forms.dates import Instant
from qyzmet.forms.fields import depends, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.numbers import ALPHABET
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences.wording import reasons_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..bids import envelopes
from ..models import Tender
from ..rules.window import in_time, late
from ..sealed_models import Envelope

_RULE = "¶ 49"
_LENGTH = 8


class Carrier(StrEnum):
    """¶ 49: what a bid came on, where not through the portal."""

    PAPER = "paper"
    CARRIER = "carrier"


CARRIERS = {Carrier.PAPER: _l("paper"), Carrier.CARRIER: _l("electronic carrier")}


class EnvelopeForm(Form):
    """H9: when a sealed envelope was received, and what is in it by the look of it. Nothing of its content."""

    received_at = Instant(
        _l("When it was received"), [needed()], description=_l("Date and time, for example 24.03.2026 16:30")
    )
    carrier = Choice(_l("What came in the envelope"), [needed()], kind=Carrier, titles=CARRIERS)
    another = YesNo(_l("Did another envelope come in the same minute?"), [depends()])


def _received_at(body: Body) -> dt.datetime | None:
    given = body.get("received_at")
    return dt.datetime.fromisoformat(str(given)) if given else None


def against_registering(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """H9: it came before the office closed on the last day, after the publication, and not in the future."""
    received_at = _received_at(body)
    if received_at is None or tender.paper_until is None or tender.published_at is None:
        return []
    if not in_time(received_at, clock.now()) and received_at != clock.now():
        text = _("This instant has not come yet: write when the envelope was received.")
        return [Reason(text, rule=_RULE, field="received_at")]
    if received_at < tender.published_at:
        text = _("The tender was published later: an envelope cannot have come before.")
        return [Reason(text, rule=_RULE, field="received_at")]
    looks_the_same = against_the_same(tender, body, actor)
    if looks_the_same is not None and body.get("another") is False:
        return [looks_the_same]
    # ¶ 49 speaks of paper and carriers; until when the office takes them says H9.
    return reasons_of([late(received_at, tender.paper_until, "H9")])


def against_the_same(tender: Tender, body: Body, actor: Actor) -> Reason | None:
    """An envelope that looks like one the clerk has registered: a second click, or indeed another one.

    A page asks which of the two it is before it registers anything. A system has its key of idempotency for that.
    """
    received_at = _received_at(body)
    same = _of_the_same_minute(tender, body, received_at, actor) if received_at is not None else None
    if same is None:
        return None
    text = _(
        "You have registered an envelope of this kind, received in the same minute, already: %(number)s. If another "
        "one came, say so.",
        number=same.number,
    )
    return Reason(text, rule=_RULE, field="another")


def _of_the_same_minute(tender: Tender, body: Body, received_at: dt.datetime, actor: Actor) -> Envelope | None:
    """What the clerk registered already that looks the same: a second click or call, or indeed another envelope. Of
    another clerk's nobody is told.
    """
    minute = received_at.replace(second=0, microsecond=0)
    return next(
        (
            each
            for each in envelopes.registered_by(tender, actor.user)
            if each.carrier == body.get("carrier") and each.received_at.replace(second=0, microsecond=0) == minute
        ),
        None,
    )


def register(tender: Tender, body: Body, act: Act) -> None:
    """A row of its own, under a random number that the clerk writes on the envelope."""
    received_at = _received_at(body)
    if received_at is None or act.user is None:
        raise LookupError("an envelope has an instant and a clerk")  # The form has seen to it.
    envelope = Envelope(
        number="E-" + "".join(secrets.choice(ALPHABET) for _place in range(_LENGTH)),
        tender=tender,
        carrier=str(body["carrier"]),
        received_at=received_at,
        registered_by=act.user,
        registered_at=clock.now(),
    )
    db.session.add(envelope)
    db.session.flush()
    act.body = {**body, "envelope": envelope.number}


REGISTER_ENVELOPE = Action(
    "register_envelope",
    form=EnvelopeForm,
    against=against_registering,
    carry_out=register,
    # Its page is views.py.
    page=ActionPage(own="envelopes"),
)
