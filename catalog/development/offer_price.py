"""¶ 91: operator and supplier offer a price of the development, which the integrator's analysis rests on.

Until the opinion is given an offer is its giver's and the integrator's alone: neither is to see the other's first.
"""

from qyzmet import context, rights
from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.forms.numbers import Money
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.models import Act
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party, Role

from ..models import Development


class OfferForm(Form):
    """What the development would cost."""

    amount = Money(_l("Price of the development, in tenge"), [needed()])
    document = DocumentRef(_l("Calculation"))


def offers(development: Development) -> dict[Party, Act]:
    """The newest offer of each who has offered."""
    return {act.party: act for act in standing_acts(development) if act.action == "offer_price"}


def asked(development: Development) -> list[Party]:
    """Who is asked for an offer: the operator, and the supplier where the service has one."""
    return [party for party in (Party.OPERATOR, Party.SUPPLIER) if development.party(party) is not None]


def are_open(development: Development) -> bool:
    """Whether every party reads the offers: the opinion was given, even if it was annulled since."""
    return any(act.action == "give_opinion" for act in development.acts)


def sees(development: Development, party: Party) -> bool:
    """Whether the reader is shown what that party offered."""
    mine = (Party.INTEGRATOR, party)
    return are_open(development) or any(rights.works_for(context.actor(), development, each) for each in mine)


def shown(development: Development) -> dict[Party, Act]:
    """The newest offers that the reader is shown."""
    return {party: act for party, act in offers(development).items() if sees(development, party)}


def hides(development: Development, act: Act) -> bool:
    """Whether history and audit trail keep this offer from the reader."""
    return not sees(development, act.party)


def is_awaited(development: Development, actor: Actor) -> bool:
    """Whether the actor's organisation has not offered yet."""
    given = offers(development)
    for party in asked(development):
        organisation = development.party(party)
        if organisation is not None and actor.roles_in(organisation.id) & {Role.HEAD, Role.SPECIALIST}:
            return party not in given
    return False


def keep_paper(development: Development, body: Body, act: Act) -> None:
    """The calculation is the giver's and the integrator's, until the opinion is given."""
    if body.get("document"):
        reader = development.party(Party.INTEGRATOR)
        documents.adopt(development, [str(body["document"])], parties_only=True, reader=reader)


def open_papers(development: Development) -> None:
    """The opinion is given: the calculations are the parties' own from now on."""
    given = [str(act.body["document"]) for act in offers(development).values() if act.body.get("document")]
    documents.open_to_parties(development, given)


OFFER_PRICE = Action(
    "offer_price",
    form=OfferForm,
    carry_out=keep_paper,
    awaited=is_awaited,
    page=ActionPage(
        note=N_("Only the integrator sees your offer until it has given its opinion, which rests on it (¶ 91)."),
        hidden=hides,
        untold=hides,
    ),
)
