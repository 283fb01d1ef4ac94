"""¶ 91: operator and supplier offer a price of the development, which the integrator's analysis rests on."""

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


def is_awaited(development: Development, actor: Actor) -> bool:
    """Whether the actor's organisation has not offered yet."""
    given = offers(development)
    for party in asked(development):
        organisation = development.party(party)
        if organisation is not None and actor.roles_in(organisation.id) & {Role.HEAD, Role.SPECIALIST}:
            return party not in given
    return False


def keep_paper(development: Development, body: Body, act: Act) -> None:
    """The calculation is the parties' own."""
    if body.get("document"):
        documents.adopt(development, [str(body["document"])], parties_only=True)


OFFER_PRICE = Action(
    "offer_price",
    form=OfferForm,
    carry_out=keep_paper,
    awaited=is_awaited,
    page=ActionPage(note=N_("The integrator's opinion rests on the offers (¶ 91).")),
)
