"""Which papers the room's procedures have: a request, a proposal, what was said of them, a design assignment."""

from qyzmet.printing.printable import Sheet, papers
from qyzmet.vocabulary import N_

from .assignment import papers as assignment_papers
from .filing import papers as filing_papers
from .review import papers as review_papers

_REVIEWED = {
    "receipt": Sheet(N_("Receipt"), filing_papers.receipt, filing_papers.has_receipt),
    "opinion": Sheet(N_("Opinion"), review_papers.opinion, review_papers.has_opinion),
    "decision": Sheet(N_("Decision"), review_papers.decision, review_papers.has_decision),
}

REQUESTS = papers({"request": Sheet(N_("Request"), filing_papers.request), **_REVIEWED})
PROPOSALS = papers({"proposal": Sheet(N_("Proposal"), filing_papers.proposal), **_REVIEWED})
ASSIGNMENTS = papers({"assignment": Sheet(N_("Design assignment"), assignment_papers.assignment)})
