"""¶ 90: the customer of an IC service drafts a request for its development; its head asks for it."""

from qyzmet import clock, context, rights
from qyzmet.audit import service as audit
from qyzmet.context import Actor
from qyzmet.database import db
from qyzmet.documents import service as documents
from qyzmet.people.models import Membership, Organisation
from qyzmet.procedure import editions, engine, numbers
from qyzmet.procedure.actions import Action, ActionPage, Body
from qyzmet.procedure.models import Act, ProcedureParty
from qyzmet.procedure.refusals import Invalid, NotInThisState, NotYours, Reason
from qyzmet.search import indexing
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import N_, PARTY_TITLES, Channel, Party

from ...requests.filing import filing
from ...requests.request.forms import missing
from ..entry.against_entry import by_number
from ..models import Development, Service
from ..procedure.development import DEVELOPMENTS
from ..procedure.states import RETIRED
from .forms import DevelopmentForm

RULE = "¶ 90"
# To whom the request goes, with a copy, and who is asked for a price (¶ 90, 91); the supplier besides.
_ADDRESSED = (Party.AUTHORISED_BODY, Party.INTEGRATOR, Party.OPERATOR)


def draft(number: str, data: Body) -> Development:
    """A new draft for the service with that number. Raises NotYours, NotInThisState, Invalid."""
    actor = context.actor()
    service = by_number(number) if number.isprintable() else None
    if service is None:
        text = _("There is no service with this number in the Catalogue.")
        raise Invalid(text, rule=RULE, errors={"service": [text]})
    role = customer_role(actor, service)
    if role is None:
        raise NotYours(
            not_yours(),
            rule=RULE,
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    if service.state == RETIRED:
        raise NotInThisState(_("The service is retired: there is nothing to develop."), rule=RULE)
    made = Development(
        kind=DEVELOPMENTS.kind,
        draft_number=numbers.draft_number(DEVELOPMENTS.prefix),
        state=DEVELOPMENTS.first,
        edition_key=editions.current_edition().key,
        channel=Channel.PORTAL,
        title=service.title,
        titles=service.titles,
        data={},
        created_by=actor.user,
        created_at=clock.now(),
        service=service,
    )
    made.party_rows.append(ProcedureParty(party=Party.STATE_BODY, organisation=role.organisation))
    db.session.add(made)
    db.session.flush()
    after = {"state": made.state, "edition": made.edition_key, "service": service.public_number}
    audit.record("create", chain=engine.chain_of(made), subject=made.public_number, after=after)
    indexing.index(made)
    if data:
        engine.save(made, data)
    return made


def not_yours() -> str:
    """What others are told."""
    return _("Development is asked for by the customer of the IC service: its head or a specialist.")


def customer_role(actor: Actor, service: Service) -> Membership | None:
    """The role by which the actor would ask for the development of this service, or None."""
    customer, role = service.party(Party.STATE_BODY), rights.may_start_request(actor)
    return role if role is not None and customer is not None and role.organisation_id == customer.id else None


def after_save(development: Development) -> None:
    """The documents that the data name follow the data."""
    named = development.data.get("documents") or []
    documents.adopt(development, named, parties_only=True)
    if development.submitted_at is None:
        documents.let_go(development, named)


def against_submitting(development: Development, body: Body, actor: Actor) -> list[Reason]:
    """It is complete, and the service lives."""
    found = list(missing(development.data, DevelopmentForm))
    if development.service.state == RETIRED:
        found.append(Reason(_("The service is retired: there is nothing to develop."), rule=RULE))
    return found


def submit(development: Development, body: Body, act: Act) -> None:
    """It gets its number, and goes to the authorised body with a copy to the integrator (¶ 90)."""
    for party, organisation in _addressees(development).items():
        if organisation is not None and development.party(party) is None:
            development.party_rows.append(ProcedureParty(party=party, organisation=organisation))
    development.number = development.number or numbers.next_number(DEVELOPMENTS.prefix)
    development.submitted_at = development.submitted_at or act.at
    act.body = {**act.body, "number": development.number}


def _addressees(development: Development) -> dict[Party, Organisation | None]:
    """The service's own, or who works as that party now; a service of ¶ 88 has no supplier."""
    service = development.service
    found = {party: service.party(party) or filing.working(party) for party in _ADDRESSED}
    return {**found, Party.SUPPLIER: service.party(Party.SUPPLIER)}


SAVE = Action("save")
SUBMIT = Action(
    "submit",
    against=against_submitting,
    carry_out=submit,
    files=True,
    page=ActionPage(
        note=N_("It goes to the authorised body, with a copy to the integrator, who gives its opinion on it."),
        button=lambda development: _("Check and submit"),
        joins=_addressees,
    ),
)
