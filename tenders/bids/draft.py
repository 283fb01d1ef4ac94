"""Beginning a bid for a tender: a draft that nobody but its bidder can learn of (¶ 49). Nothing here commits."""

from sqlalchemy import or_, select
from sqlalchemy.orm import lazyload

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.forms.fields import Text, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Body
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours
from qyzmet.procedure.wording import who_may
from qyzmet.sentences.wording import text_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l

from ..models import Bid, Tender
from ..procedure.bid import BIDS
from ..procedure.states import CLOSED, PUBLISHED
from . import acceptance, requirements
from .sealed import sealed_bids
from .sealed.sealed_content import Content

# H55. One alone is handed in; nobody needs as many, and each takes room.
MOST_BEGUN = 20


class StartForm(Form):
    """For which tender a bid is drafted."""

    tender = Text(_l("Number of the tender"), [needed()], most=40)


def draft(number: str, data: Body) -> Bid:
    """¶ 49: a new draft of a bid for the tender with that number, of the supplier that the actor works for.

    Raises NotYours, NotInThisState, Invalid.
    """
    actor = context.actor()
    role = rights.may_start_bid(actor)
    if role is None or actor.user is None:
        save = BIDS.moves_of("save")[0]
        raise NotYours(
            _("A bid is drafted by a specialist or the head of a supplier."), rule=save.rule, who_may=[who_may(save)]
        )
    tender = _tender(number, actor)
    wrong = {str(reason.field): [reason.text] for reason in requirements.against_documents(role.organisation, data)}
    if wrong:
        raise Invalid(" ".join(text for texts in wrong.values() for text in texts), rule="¶ 49", errors=wrong)
    mine = sealed_bids.mine(actor)
    if sum(1 for each in mine if each.tender is tender and each.bidder == role.organisation) >= MOST_BEGUN:
        raise NotInThisState(
            _(
                "Your organisation has begun %(most)s bids for this tender already. Go on with one of those.",
                most=MOST_BEGUN,
            ),
            rule="H55",
        )
    content = Content(
        bidder=role.organisation.bin,
        edition=tender.edition_key,
        created_by=actor.user.public_id,
        created_at=sealed_bids.next_instant(mine).isoformat(),
        data=dict(data),
    )
    return sealed_bids.add(tender, role.organisation, content)


def _tender(number: str, actor: Actor) -> Tender:
    named = or_(Tender.number == number, Tender.draft_number == number)
    query = select(Tender).where(named).options(lazyload(Tender.party_rows))
    tender = db.session.scalars(query).one_or_none() if number.isprintable() else None
    if tender is None or not rights.may_know(actor, tender):
        text = _("There is no tender with this number.")
        raise Invalid(text, errors={"tender": [text]})
    if tender.accepts_until is not None and (said := acceptance.late(tender)) is not None:
        raise NotInThisState(text_of(said), rule=said.rule)
    if tender.state not in (PUBLISHED, CLOSED):
        raise NotInThisState(_("This tender takes no bids."), rule="¶ 47")
    return tender
