"""Law 45-1: each person of the Commission declares whether they have an interest. Nothing here commits."""

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.sentences import wording
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..bids import opened_bids
from ..models import Tender
from ..rules import interests
from ..rules.commission import LAW
from . import step_aside, visibility


class DeclarationForm(Form):
    """Law 45-1: whether a person of the Commission has an interest in a bidder."""

    interest = YesNo(
        _l("Do you work for a possible bidder, own a share of one, or have another interest in one?"), [needed()]
    )
    reason = TextArea(
        _l("What the interest is"),
        [depends()],
        most=2000,
        description=_l("Only where there is one. The customer and the Commission read it; it is not published."),
    )


def against_declaring(tender: Tender, body: Body, actor: Actor) -> list[Reason]:
    """An interest is declared with what it is; who has declared gives another answer, or none."""
    row = rights.seat_of(actor, tender)
    if body and row is not None and row.interest is not None and row.interest is (body.get("interest") is True):
        return [Reason(_("You have declared this already. Declare again only if it has changed."), rule=LAW)]
    return wording.reasons_of(
        [interests.against_declaring(body.get("interest") is True, str(body.get("reason") or ""))]
    )


def declare(tender: Tender, body: Body, act: Act) -> None:
    """Keep what the person declared; who has an interest steps aside at once.

    The act says only whether there is one: what it is may name a bidder, and is kept with the seat, for the customer.
    """
    row = rights.seat_of(context.actor(), tender)
    if row is None:
        raise LookupError(f"{act.taker.public_id} has no seat in the Commission of {tender.public_number}")
    row.interest, row.declared_at = body["interest"] is True, act.at
    if row.interest:
        row.until, row.reason = act.at, str(body.get("reason") or "")
        step_aside.tell(tender, [row.user], "stepped_aside")
    act.body = {"interest": row.interest}
    opened_bids.seat_anew(tender)


def _names_who_sits(tender: Tender, act: Act) -> bool:
    """Declarations name who sits in the Commission: hidden in the history from those who are not told that yet."""
    return not visibility.may_see_commission(tender)


def _has_still_to_declare(tender: Tender, actor: Actor) -> bool:
    row = rights.seat_of(actor, tender)
    return row is not None and row.interest is None


DECLARE = Action(
    "declare",
    form=DeclarationForm,
    against=against_declaring,
    awaited=_has_still_to_declare,
    carry_out=declare,
    page=ActionPage(
        note=N_(
            "Who declares an interest steps aside at once, judges no bid any more, and cannot take it back: the "
            "customer names somebody else for the seat."
        ),
        hidden=_names_who_sits,
    ),
)
