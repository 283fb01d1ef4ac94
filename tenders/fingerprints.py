"""What a printed announcement can be checked by: a hash over all that the paper says.

Protocols and versions of design assignments have hashes of their own, a bid that of its receipt.
"""

from collections.abc import Iterable

from qyzmet.documents import service as documents
from qyzmet.printing.frame import fingerprint

from .announcement import api
from .models import Tender

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


def hashes_of(ids: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each document by its id, whoever may read it: a hash tells nothing of a file."""
    found = ((each, documents.find(each)) for each in ids)
    return {public_id: document.sha256 for public_id, document in found if document is not None}
