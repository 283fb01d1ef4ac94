"""The kinds of the room that the API serves."""

from qyzmet.api import kinds

from .assignment.api import ASSIGNMENTS
from .proposal.api import PROPOSALS
from .request.api import REQUESTS


def register() -> None:
    """Serve requests, proposals and design assignments."""
    for kind in (REQUESTS, PROPOSALS, ASSIGNMENTS):
        kinds.register(kind)
