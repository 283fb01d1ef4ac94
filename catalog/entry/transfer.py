"""¶ 103-1: three years into the lease the software product becomes the state body's property, where the assignment
demands it: an act of transfer with rights and source code, which customer and supplier sign. Nothing changes by itself.

Nothing here commits.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from qyzmet import clock
from qyzmet.context import Actor
from qyzmet.documents import service as documents
from qyzmet.documents.fields import DocumentRef
from qyzmet.forms.dates import Date
from qyzmet.forms.fields import needed
from qyzmet.forms.form import Form
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.annulment import standing_acts
from qyzmet.procedure.kinds import TermRule
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import Reason
from qyzmet.translating import gettext as _
from qyzmet.translating import lazy_gettext as _l
from qyzmet.vocabulary import N_, Party, Role
from qyzmet.years import day_after

from ...requests.assignment import state_property
from ...requests.assignment.choices import ObjectKind
from ..models import Service
from ..procedure.service import BOTH_SIGNED, ONE_SIGNED
from . import runs_on

RULE = "¶ 103-1"
YEARS = 3


class TransferForm(Form):
    """The act of transfer with the source code; whoever signs second signs the same."""

    act = DocumentRef(_l("Act of transfer"), [needed(_l("Attach the act of transfer"))])
    source_code = DocumentRef(_l("Source code"), [needed(_l("Attach the source code"))], archives=True)
    signed_on = Date(_l("Day of the act"), [needed()])


def becomes_property(service: Service) -> bool:
    """Whether the design assignment demands it of the product that is leased now; additions to the lease change nothing
    of what was demanded before (H51).
    """
    return any(state_property.becomes_property(each.version_of_assignment.data) for each in runs_on.leased_by(service))


def due_from(service: Service) -> dt.date | None:
    """The first day on which three years of the lease are over (H18); None where nothing is leased."""
    return day_after(service.lease_starts_on, YEARS) if service.lease_starts_on is not None else None


def against_transferring(service: Service, body: Body, actor: Actor) -> list[Reason]:
    """A software product, by the assignment's demand, after three years; what the other has signed is signed alike."""
    day = due_from(service)
    if service.object != ObjectKind.SSP or day is None or not becomes_property(service):
        text = _("By its design assignment this product does not become the state body's property.")
        return [Reason(text, rule=RULE)]
    if service.transferred_on is not None:
        return [Reason(_("The product is the state body's property already."), rule=RULE)]
    if clock.today() < day:
        text = _("Three years of the lease are over on %(day)s only.", day=day.strftime("%d.%m.%Y"))
        return [Reason(text, rule=RULE)]
    signed = waiting(service)
    if signed is not None and _is_theirs(service, signed, actor):
        return [Reason(_("Your organisation has signed: the other party signs next."), rule=RULE)]
    if not body:
        return []
    signed_on = dt.date.fromisoformat(str(body["signed_on"]))
    if signed_on > clock.today():
        return [Reason(_("The act cannot be of a day that is still to come."), rule=RULE, field="signed_on")]
    if signed_on < day:
        text = _(
            "The act cannot be older than %(day)s: only then are three years of the lease over.",
            day=day.strftime("%d.%m.%Y"),
        )
        return [Reason(text, rule=RULE, field="signed_on")]
    return []


def waiting(service: Service) -> Act | None:
    """The signature that waits for the other party's."""
    found = next((act for act in reversed(standing_acts(service)) if act.action == "transfer"), None)
    return found if found is not None and found.case == ONE_SIGNED else None


def _is_theirs(service: Service, signed: Act, actor: Actor) -> bool:
    other = Party.SUPPLIER if signed.party is Party.STATE_BODY else Party.STATE_BODY
    organisation = service.party(other)
    return organisation is None or Role.HEAD not in actor.roles_in(organisation.id)


def which_signature(service: Service, body: Body, actor: Actor) -> str:
    """The second signature under the same act brings it into force; another act is signed anew by both."""
    signed = waiting(service)
    same = signed is not None and all(signed.body.get(key) == body.get(key) for key in ("act", "source_code"))
    return BOTH_SIGNED if same else ONE_SIGNED


def sign(service: Service, body: Body, act: Act) -> None:
    """With both signatures the product is the state body's; the papers are the parties' own."""
    documents.adopt(service, [str(body["act"]), str(body["source_code"])], parties_only=True)
    if act.case == BOTH_SIGNED:
        service.transferred_on = clock.today()


def _is_awaited(service: Service, actor: Actor) -> bool:
    signed = waiting(service)
    return signed is None or not _is_theirs(service, signed, actor)


def _begun(service: Service) -> Mapping[str, Any]:
    signed = waiting(service)
    return {key: signed.body.get(key) for key in ("act", "source_code", "signed_on")} if signed is not None else {}


def lease_start(service: Service, act: Act) -> dt.datetime:
    """H18: the beginning of the lease's first day."""
    return clock.at(service.lease_starts_on, 9) if service.lease_starts_on is not None else act.at


TRANSFER_TERM = TermRule(
    "transfer",
    counts_from=lease_start,
    waits=lambda service: service.lease_starts_on is None or not becomes_property(service),
    will_wait=lambda service, action: True,
)
TRANSFER = Action(
    "transfer",
    form=TransferForm,
    against=against_transferring,
    carry_out=sign,
    which=which_signature,
    awaited=_is_awaited,
    page=ActionPage(
        note=N_("Customer and supplier sign the same act. Rights and source code pass with the second signature."),
        begun=_begun,
    ),
)
