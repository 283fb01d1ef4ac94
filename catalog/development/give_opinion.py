"""¶ 91: the integrator analyses whether the development is expedient, with the offers of operator and supplier, and
sends its opinion to the authorised body, the customer and the operator. Nothing here commits.
"""

from qyzmet.context import Actor
from qyzmet.forms.choices import YesNo
from qyzmet.forms.fields import TextArea, depends, needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.procedure.wording import name_of
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_

from ..models import Development
from ..procedure.development import FAVOURABLE, UNFAVOURABLE
from .offer_price import asked, offers, open_papers

RULE = "¶ 91"


class OpinionForm(Form):
    """The integrator's opinion on the development."""

    favourable = YesNo(_l("Is the opinion favourable?"), [needed()])
    text = TextArea(_l("Opinion"), [needed()], most=20_000)
    without_offers = TextArea(
        _l("Why an offer is missing"),
        [depends()],
        most=2000,
        description=_l("Needed for a favourable opinion where the operator or the supplier has offered no price."),
    )


def against_giving(development: Development, body: Body, actor: Actor) -> list[Reason]:
    """Both have offered a price, or a favourable opinion says why one has not."""
    if body.get("favourable") is not True or str(body.get("without_offers") or "").strip():
        return []
    given = offers(development)
    missing = [party for party in asked(development) if party not in given]
    if not missing:
        return []
    names = ", ".join(name_of(development.party(party)) for party in missing)
    text = _("No price was offered by: %(names)s. Say why the opinion does without.", names=names)
    return [Reason(text, rule=RULE, field="without_offers")]


def whether_favourable(development: Development, body: Body, actor: Actor) -> str:
    """Which of the rows it is."""
    return FAVOURABLE if body.get("favourable") is True else UNFAVOURABLE


def give(development: Development, body: Body, act: Act) -> None:
    """With the opinion every party reads what was offered."""
    open_papers(development)


GIVE_OPINION = Action(
    "give_opinion",
    form=OpinionForm,
    carry_out=give,
    against=against_giving,
    which=whether_favourable,
    page=ActionPage(
        note=N_(
            "Only a favourable opinion leads to the discussion; an unfavourable one declines the development (¶ 92)."
        )
    ),
)
