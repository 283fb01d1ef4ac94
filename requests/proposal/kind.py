"""Proposals of suppliers and of the operator (¶ 8.2, H11): drafting them, and their moves. Nothing here commits."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from qyzmet import clock, context, rights
from qyzmet.context import Actor
from qyzmet.people.models import Organisation
from qyzmet.people.organisations import organisations
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.kinds import Kind
from qyzmet.procedure.models import Act
from qyzmet.procedure.refusals import NotYours, Reason
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party

from ..filing import filing
from ..filing import on_paper as paper
from ..filing.on_paper import Paper
from ..models import Proposal
from ..procedure.proposal import PROPOSALS
from ..procedure.review import AGREED, COMPARED
from ..request import forms
from ..review import review
from .forms import ProposalForm

PROPOSERS = (OrganisationKind.SUPPLIER, OrganisationKind.OPERATOR)


def draft(data: Body, on_paper: Paper | None = None) -> Proposal:
    """¶ 8.2: a new draft of the supplier or the operator that the actor works for.

    One that came on paper is registered by the integrator's clerk (H12). Raises NotYours and Invalid.
    """
    actor = context.actor()
    role = rights.may_start_proposal(actor) if on_paper is None else rights.may_register_proposal(actor)
    if role is None or actor.user is None:
        raise NotYours(
            _("A proposal is drafted by a specialist or the head of a supplier or of the operator.")
            if on_paper is None
            else _("A proposal that came on paper is registered by the integrator's clerk."),
            rule="¶ 8.2" if on_paper is None else "H12",
            who_may=[_(PARTY_TITLES[party]) for party in (Party.SUPPLIER, Party.OPERATOR)],
        )
    filer = role.organisation if on_paper is None else paper.filer(on_paper, role, PROPOSERS)
    made = filing.begin(Proposal, PROPOSALS, filer, on_paper, role.organisation)
    if data:
        engine.save(made, data)
    return made


def proposer(proposal: Proposal) -> Organisation | None:
    """The supplier or the operator whose proposal it is."""
    return proposal.party(Party.SUPPLIER) or proposal.party(Party.OPERATOR)


def concerned(data: Mapping[str, Any]) -> Organisation | None:
    """The state body whose function the proposal concerns, if there is one that works under that BIN."""
    found = organisations.by_bin(str(data.get("state_body") or ""))
    return found if found is not None and found.kind is OrganisationKind.STATE_BODY and found.works else None


def against_saving(proposal: Proposal, data: Body, actor: Actor) -> list[Reason]:
    """A draft may be incomplete, but the state body that it names exists."""
    if data.get("state_body") and concerned(data) is None:
        return [Reason(_("There is no state body with this BIN here."), field="data.state_body")]
    return []


def against_submitting(proposal: Proposal, body: Body, actor: Actor) -> list[Reason]:
    """¶ 8.2: the local form is complete; what it names is there."""
    return [*forms.missing(proposal.data, ProposalForm), *against_saving(proposal, proposal.data, actor)]


def against_joining(proposal: Proposal, body: Body, actor: Actor) -> list[Reason]:
    """H11: a state body joins once."""
    if proposal.joined_at is not None:
        return [Reason(_("This state body has joined the proposal already."), rule="H11")]
    return []


def against_ordering(proposal: Proposal, body: Body, actor: Actor) -> list[Reason]:
    """H11: the creation of a service needs a customer."""
    if proposal.joined_at is None:
        return [
            Reason(
                _(
                    "A proposal needs a customer before the creation is ordered: the state body joins it first (H11, "
                    "house rule)."
                ),
                rule="H11",
            )
        ]
    return []


def _after_save(proposal: Proposal) -> None:
    proposal.title = filing.title_of(proposal.data.get("function"))
    filing.tie_documents(proposal, proposal.data.get("documents") or [])


def _submit(proposal: Proposal, body: Body, act: Act) -> None:
    filing.file(proposal, {Party.STATE_BODY: concerned(proposal.data), **filing.addressees()}, act)


def _join(proposal: Proposal, body: Body, act: Act) -> None:
    proposal.joined_at = act.at


def _leave(proposal: Proposal, body: Body, act: Act) -> None:
    proposal.joined_at = None


KIND = Kind(
    tables={PROPOSALS.edition: PROPOSALS},
    model=Proposal,
    guards={
        "save": against_saving,
        "submit": against_submitting,
        "join": against_joining,
        "order_creation": against_ordering,
        **review.GUARDS,
    },
    exclusions=review.EXCLUSIONS,
    changes={"submit": _submit, "join": _join, **review.CHANGES},
    undoings={"submit": filing.take_back, "join": _leave, **review.UNDOINGS},
    events={"opinion": lambda proposal, act: clock.at(proposal.received_on) if proposal.received_on else act.at},
    # The order can be given when both are there: the agreement and the customer.
    waits={"order_creation": lambda proposal: proposal.state != AGREED or proposal.joined_at is None},
    after_save=_after_save,
    compared=COMPARED,
    searched=lambda proposal: (str(proposal.data.get("function") or ""),),
)
