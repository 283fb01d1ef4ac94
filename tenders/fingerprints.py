"""What a printed announcement or contract can be checked by: a hash over all that the paper says.

Protocols and versions of design assignments have hashes of their own, a bid that of its receipt.
"""

from collections.abc import Iterable

from qyzmet.api.objects import instant
from qyzmet.documents import service as documents
from qyzmet.printing.frame import fingerprint

from .announcement import api
from .decision import contracts
from .models import Contract, Tender
from .rules.contract_terms import PARTIES

# What of the API's answer belongs to an announcement, and is the same for every reader.
ANNOUNCED = (
    "announcement",
    "assignment_version",
    "published_at",
    "window",
    "accepts_until",
    "paper_until",
    "questions_until",
    "opening_at",
    "extended",
    "extensions",
    "questions",
    "amendments",
)


def announcement(tender: Tender) -> str:
    """Of an announcement that was published: its words, its dates, the version that it froze, what was asked and
    amended.
    """
    said = api.extras(tender, None)
    version = tender.frozen
    return fingerprint(
        {
            "number": tender.number,
            "data": tender.data,
            "assignment_hash": version.hash if version is not None else None,
            "files": hashes_of(each for amendment in tender.amendments for each in amendment.documents),
            **{key: said[key] for key in ANNOUNCED},
        }
    )


def contract(tender: Tender, made: Contract) -> str:
    """Of a contract in force: parties, prices, dates, signatures, and the file that they signed."""
    parties = {party.value: tender.party(PARTIES[party]) for party in contracts.parties_of(made)}
    return fingerprint(
        {
            "number": tender.number,
            "bid": made.bid.public_number,
            "parties": {name: found.bin if found is not None else "" for name, found in parties.items()},
            "price_lease": None if made.price_lease is None else format(made.price_lease, ".2f"),
            "price_service": None if made.price_service is None else format(made.price_service, ".2f"),
            "starts_on": made.starts_on.isoformat(),
            "ends_on": made.ends_on.isoformat(),
            "files": hashes_of([made.document]),
            "signatures": made.signatures,
            "in_force_at": instant(made.in_force_at),
        }
    )


def hashes_of(ids: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each document by its id, whoever may read it: a hash tells nothing of a file."""
    found = ((each, documents.find(each)) for each in ids)
    return {public_id: document.sha256 for public_id, document in found if document is not None}
