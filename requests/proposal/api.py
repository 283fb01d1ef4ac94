"""Proposals of the API: what their pages show, systems read here."""

from qyzmet import rights
from qyzmet.api.kinds import ApiKind

from ..filing import on_paper
from ..review import api as review
from .draft import draft
from .forms import ProposalForm
from .kind import KIND
from .papers import PAPERS

PROPOSALS = ApiKind(
    kind=KIND,
    data_form=ProposalForm,
    start_form=on_paper.PaperForm,
    create=lambda actor, body: draft(body["data"], on_paper.read(body)),
    may_start=lambda actor: rights.may_start_proposal(actor) or rights.may_register_proposal(actor),
    extras=review.extras,
    extra_schemas=review.SCHEMAS,
    links=review.links,
    papers=PAPERS,
)
