"""Beginning a request: a state body's own draft, or a paper that a clerk registers (¶ 8.1; H12). Nothing commits."""

from qyzmet import context, rights
from qyzmet.procedure import engine
from qyzmet.procedure.actions import Body
from qyzmet.procedure.refusals import NotYours
from qyzmet.translating import gettext as _
from qyzmet.vocabulary import PARTY_TITLES, OrganisationKind, Party

from ..filing import drafting, on_paper
from ..filing.on_paper import Paper
from ..models import AutomationRequest
from ..procedure.request import REQUESTS


def draft(data: Body, paper: Paper | None = None) -> AutomationRequest:
    """¶ 8.1: a new draft of the state body that the actor prepares requests for, with whatever is known already.

    One that came on paper is registered by a clerk (H12). Raises NotYours, and Invalid for a paper that cannot be
    registered and for data that refers to what is not there.
    """
    actor = context.actor()
    role = rights.may_start_request(actor) if paper is None else rights.may_register_request(actor)
    if role is None or actor.user is None:
        raise NotYours(
            _("A request for automation is drafted by a specialist or the head of a state body.")
            if paper is None
            else _("A request that came on paper is registered by a clerk."),
            rule="¶ 8.1" if paper is None else "H12",
            who_may=[_(PARTY_TITLES[Party.STATE_BODY])],
        )
    filer = role.organisation
    if paper is not None:
        filer = on_paper.filer(paper, role, (OrganisationKind.STATE_BODY,))
    made = drafting.begin(AutomationRequest, REQUESTS, filer, paper, role.organisation)
    if data:
        engine.save(made, data)
    return made
