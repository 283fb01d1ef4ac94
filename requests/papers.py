"""Which papers the room's procedures have: a request, a proposal, what was said of them, a design assignment."""

from qyzmet.printing.printable import Sheet, papers
from qyzmet.vocabulary import N_

from . import printed_assignment, printed_filing, printed_review

_REVIEWED = {
    "receipt": Sheet(N_("Receipt"), printed_filing.receipt, printed_filing.has_receipt),
    "opinion": Sheet(N_("Opinion"), printed_review.opinion, printed_review.has_opinion),
    "decision": Sheet(N_("Decision"), printed_review.decision, printed_review.has_decision),
}

REQUESTS = papers({"request": Sheet(N_("Request"), printed_filing.request), **_REVIEWED})
PROPOSALS = papers({"proposal": Sheet(N_("Proposal"), printed_filing.proposal), **_REVIEWED})
ASSIGNMENTS = papers({"assignment": Sheet(N_("Design assignment"), printed_assignment.assignment)})
