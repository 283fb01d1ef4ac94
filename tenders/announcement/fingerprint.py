"""What a printed announcement can be checked by: a hash over all that the paper says."""

from qyzmet.printing.frame import fingerprint, hashes_of

from ..models import Tender
from . import api

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


def of(tender: Tender) -> str:
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
