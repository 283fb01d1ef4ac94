"""Which papers a tender has: announcement, design assignment, protocols, contract.

Who may know of a procedure may print it; of its protocols those that they may read.
"""

from collections.abc import Iterator
from functools import partial

from qyzmet.printing.printable import Papers, Printable, Sheet, papers
from qyzmet.vocabulary import N_

from .announcement import papers as announcement_papers
from .decision import contract_paper, contracts, protocol_api, protocol_paper
from .models import Tender
from .procedure.contracts import CONTRACTS, ContractKind

PROTOCOL = "protocol"


def _stands(kind: ContractKind, tender: Tender) -> bool:
    return kind in contracts.standing(tender)


_ONCE = papers(
    {
        "announcement": Sheet(N_("Announcement"), announcement_papers.announcement),
        "assignment": Sheet(
            N_("Design assignment"), announcement_papers.assignment, announcement_papers.has_assignment
        ),
        **{
            f"contract-{kind}": Sheet(title, partial(contract_paper.contract, kind), partial(_stands, kind))
            for kind, title in CONTRACTS.items()
        },
    }
)


def _of(tender: Tender) -> Iterator[Printable]:
    yield from _ONCE.of(tender)
    for each in protocol_api.visible(tender):
        title = protocol_paper.title_of(each)
        yield Printable(f"{PROTOCOL}-{each.number}", title, partial(protocol_paper.protocol, each))


TENDERS = Papers(_ONCE.keys, _of, numbered=(PROTOCOL,))
