"""Beginning a proposal: the proposer's own draft, or a paper that the integrator's clerk registers (¶ 8.2; H12)."""

from qyzmet import context, rights
from qyzmet.people.models import Organisation
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.refusals import NotYours
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party

from ..filing import drafting, on_paper
from ..filing.on_paper import Paper
from ..models import Proposal
from ..procedure.proposal import PROPOSALS

PROPOSERS = (OrganisationKind.SUPPLIER, OrganisationKind.OPERATOR)


def draft(data: Body, paper: Paper | None = None) -> Proposal:
    """¶ 8.2: a new draft of the supplier or the operator that the actor works for.

    One that came on paper is registered by the integrator's clerk (H12). Raises NotYours and Invalid.
    """
    actor = context.actor()
    role = rights.may_start_proposal(actor) if paper is None else rights.may_register_proposal(actor)
    if role is None or actor.user is None:
        raise NotYours(
            _("A proposal is drafted by a specialist or the head of a supplier or of the operator.")
            if paper is None
            else _("A proposal that came on paper is registered by the integrator's clerk."),
            rule="¶ 8.2" if paper is None else "H12",
            who_may=[_(PARTY_TITLES[party]) for party in (Party.SUPPLIER, Party.OPERATOR)],
        )
    filer = role.organisation if paper is None else on_paper.filer(paper, role, PROPOSERS)
    made = drafting.begin(Proposal, PROPOSALS, filer, paper, role.organisation)
    if data:
        engine.save(made, data)
    return made


def proposer(proposal: Proposal) -> Organisation | None:
    """The supplier or the operator whose proposal it is."""
    return proposal.party(Party.SUPPLIER) or proposal.party(Party.OPERATOR)
